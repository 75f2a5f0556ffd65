"""Two Mandarin readings compared: 0 to 1000. Symmetric, integers only; the costs of `korean_score` in spirit."""

from __future__ import annotations

from functools import lru_cache

from watchgate.risk.names.chinese import Chinese, Reading

NEAR_INITIALS = frozenset(
    {
        frozenset(pair)
        for pair in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("sh", "x"), ("zh", "j"), ("h", "f"))
    }
)
_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxzcsryw")
NEAR_COST = 40
MOST_COST = 89
MATCH = 700
MATCH_AT = 870
KEPT = 555


def chinese_similarity(a: Chinese, b: Chinese) -> int:
    """0-1000 of the best pair of readings; 0 below KEPT."""
    best = max((reading_similarity(x, y) for x in a.readings for y in b.readings), default=0)
    if best < KEPT:
        return 0
    if best >= MATCH:
        return 1000 - (1000 - best) * (1000 - MATCH_AT) // (1000 - MATCH)
    return MATCH_AT - (MATCH - best) * 3 // 2


def reading_similarity(a: Reading, b: Reading) -> int:
    """1000 less five for each hundredth of a syllable that differs."""
    if len(a) != len(b):
        return 0
    total = sum(syllable_cost(left, right) for left, right in zip(a, b, strict=True))
    return max(0, 1000 - 5 * total) if total <= MOST_COST else 0


@lru_cache(maxsize=65536)
def syllable_cost(a: str, b: str) -> int:
    """Hundredths: near initials and a final n for ng cost NEAR_COST each, anything else a whole syllable."""
    if a == b:
        return 0
    first, second = _split(a), _split(b)
    cost = 0
    if first[0] != second[0]:
        if frozenset((first[0], second[0])) not in NEAR_INITIALS:
            return 100
        cost += NEAR_COST
    if first[1] != second[1]:
        if first[1] + "g" != second[1] and second[1] + "g" != first[1]:
            return 100
        cost += NEAR_COST
    return cost


def _split(syllable: str) -> tuple[str, str]:
    head = next((one for one in _INITIALS if syllable.startswith(one)), "")
    return head, syllable[len(head) :]


_COARSE = {"z": "zh", "j": "zh", "c": "ch", "s": "sh", "x": "sh", "n": "l", "f": "h"}


@lru_cache(maxsize=4096)
def coarse(syllable: str) -> str:
    """A syllable with all near initials as one and ng as n: equal for any two that cost less than a whole one."""
    head, rest = _split(syllable)
    return _COARSE.get(head, head) + (rest[:-1] if rest.endswith("ng") else rest)
