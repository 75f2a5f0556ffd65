"""Why a pair was missed or wrongly met: one cause each, told from how it scored.

python -m names_causes          (prints every wrong pair under its cause, set by set)
"""

from __future__ import annotations

from collections import Counter, defaultdict

from names_sets import THRESHOLD, Pair, altered, meets, pair_sets
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.readings import Sense

NOTHING_IN_COMMON = 250


def wrong(pairs: list[Pair]) -> dict[str, list[Pair]]:
    """The pairs on the wrong side of the threshold, by cause."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if (pair.compare().points >= THRESHOLD) != pair.same:
            found[cause(pair)].append(pair)
    return dict(found)


def cause(pair: Pair) -> str:
    """The cause, in a few words."""
    score = pair.compare()
    left, right = analyse(pair.first), analyse(pair.second)
    korean = left.readings.korean.certain and right.readings.korean.certain
    if not pair.same:
        return "wrongly met: " + ("same reading" if score.sense != Sense.WORDS else _words(score.points, left, right))
    if korean:
        lengths = {len(one) for one in left.readings.korean.readings} & {
            len(one) for one in right.readings.korean.readings
        }
        return "missed: another Korean syllable" if lengths else "missed: another number of Korean syllables"
    if left.meant or right.meant:
        return "missed: a name within a translated name is rendered otherwise"
    if score.points < NOTHING_IN_COMMON:
        return "missed: hardly a word in common"
    return "missed: " + _words(score.points, left, right)


def _words(points: int, left: Analysis, right: Analysis) -> str:
    counts = len(left.tokens), len(right.tokens)
    if counts[0] != counts[1]:
        return "words that only one name has"
    return "words spelled near but not alike" if points >= THRESHOLD - 100 else "words that contradict"


def summary(pairs: list[Pair]) -> str:
    """Causes with their counts, most frequent first."""
    counts = Counter({why: len(found) for why, found in wrong(pairs).items()})
    return "; ".join(f"{count} {why}" for why, count in counts.most_common()) or "none wrong"


def main() -> None:
    """Print all."""
    for name, pairs in pair_sets().items():
        print(f"== {name} ({len(pairs)})")
        for why, found in sorted(wrong(pairs).items()):
            print(f"  -- {why}: {len(found)}")
            for pair in found:
                print(f"     {pair.compare().points:4d}  {pair.first} | {pair.second}")
    cases, _ = altered()
    print("== altered names of DPRK individuals")
    for case in cases:
        if case.names and not meets(case.query, case.names):
            print(f"     {case.way:16s} {case.query} | {'; '.join(case.names)}")


if __name__ == "__main__":
    main()
