"""Two Korean readings compared: 0 to 1000, by what separates their syllables. Symmetric, integers only.

Costs are hundredths of a syllable. Latin spellings lose distinctions that Hangul makes, so near vowels cost little;
where both are written in Hangul, letters are compared. Initial l, n and silence are one at the head of a name (the
initial-sound rule: the South drops what the North keeps).
"""

from __future__ import annotations

from functools import lru_cache

from watchgate.risk.names.korean import Korean
from watchgate.risk.names.korean_spelled import Reading
from watchgate.risk.names.korean_syllables import ANY, Syllable, plain_classes, usual_syllables

_VOWEL_COST = {
    **dict.fromkeys([("o", "u"), ("yo", "yu")], 45),
    **dict.fromkeys(
        [("o", "yo"), ("u", "yu"), ("e", "ye"), ("o", "wo"), ("e", "we"), ("we", "wi"), ("i", "wi"), ("a", "wa")], 40
    ),
    **dict.fromkeys([("e", "o"), ("e", "i"), ("i", "u")], 60),
    **dict.fromkeys([("a", "e"), ("e", "yo")], 50),
    **dict.fromkeys([("E", "e"), ("E", "ye"), ("E", "yo"), ("E", "o")], 0),
}
_FINAL_COST = {
    **dict.fromkeys([("N", "n")], 50),
    **dict.fromkeys([("l", "n"), ("k", "l"), ("m", "n"), ("N", "m")], 80),
    **dict.fromkeys([("*", "n"), ("*", "N")], 0),
}
_AMBIGUOUS = {("Z", "C"): 0, ("Z", "S"): 20, ("X", "K"): 0, ("X", "C"): 30}
"""z and kh are written for two sounds each."""
LIQUID = frozenset("L0N")
SLIP_COST = 50
"""One part of a syllable is another, and one of the two is no syllable of given names: likely a slip."""
INITIAL_COST = 50
"""An initial instead of the syllable: half a syllable is not seen."""
WRITTEN_COST = 60
"""Both in Hangul and yet written otherwise."""
MOST_COST = 89
"""What a pair at KEPT may cost; the bound in docs/names-bounds.md stands on it."""

MATCH = 700
MATCH_AT = 870
STEEP = 3
KEPT = 555


def korean_similarity(a: Korean, b: Korean) -> int:
    """0-1000 of the best pair of readings; 0 below KEPT. MATCH on the costs' own scale is MATCH_AT on this one."""
    best = max((reading_similarity(x, y) for x in a.readings for y in b.readings), default=0)
    if best < KEPT:
        return 0
    if best >= MATCH:
        return 1000 - (1000 - best) * (1000 - MATCH_AT) // (1000 - MATCH)
    return MATCH_AT - (MATCH - best) * STEEP // 2


def reading_similarity(a: Reading, b: Reading) -> int:
    """1000 less five for each hundredth of cost, and more where one syllable bears most of it."""
    if len(a) != len(b):
        return 0
    total = most = 0
    for place, (left, right) in enumerate(zip(a, b, strict=True)):
        cost = syllable_cost(left, right, first=place == 0)
        total += cost
        most = max(most, cost)
        if total > MOST_COST:
            return 0
    return max(0, 1000 - 5 * total - 2 * max(0, most - 50))


def syllable_cost(a: Syllable, b: Syllable, *, first: bool) -> int:
    """Hundredths of a syllable that separate the two."""
    if ANY in (a.vowel, b.vowel):
        return _initial_cost(a.initial, b.initial, first=first) + INITIAL_COST
    initial = _initial_cost(a.initial, b.initial, first=first)
    vowel, final = _pair_cost(_VOWEL_COST, a.vowel, b.vowel), _pair_cost(_FINAL_COST, a.final, b.final)
    cost = initial + vowel + final
    if cost > SLIP_COST and cost in (initial, vowel, final) and not first and _slips(a, b):
        return SLIP_COST
    if a.written and b.written and a.written != b.written and cost < WRITTEN_COST and not (first and cost == 10):
        return WRITTEN_COST
    return cost


def _slips(a: Syllable, b: Syllable) -> bool:
    """Whether both are spelled out and one of them is unusual in a given name."""
    return not (a.written and b.written) and (is_unusual(a) or is_unusual(b))


@lru_cache(maxsize=8192)
def is_unusual(syllable: Syllable) -> bool:
    """Whether no usual syllable of given names is spelled so."""
    return usual_syllables().isdisjoint(plain_classes(syllable))


def _initial_cost(a: str, b: str, *, first: bool) -> int:
    if a == b:
        return 0
    if a in LIQUID and b in LIQUID:
        return 10 if first else 50
    if (a, b) in _AMBIGUOUS or (b, a) in _AMBIGUOUS:
        return _AMBIGUOUS.get((a, b), _AMBIGUOUS.get((b, a), 0))
    return 70 if {a, b} in ({"S", "C"}, {"K", "H"}) else 100


def _pair_cost(table: dict[tuple[str, str], int], a: str, b: str) -> int:
    return 0 if a == b else table.get((a, b), table.get((b, a), 100))
