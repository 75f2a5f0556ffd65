"""What an assignment of words is worth: `score._score` on the words and edges in a scratch.

The left side must be the one that `score._words` takes first: the one whose texts come first in order.
"""

from __future__ import annotations

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.analysis import MAX_TOKENS
from watchgate.risk.names.engine.assign import assign
from watchgate.risk.names.engine.edge import (
    CHOSEN,
    LEFT_COUNT,
    LEFT_FACTS,
    RIGHT_COUNT,
    RIGHT_FACTS,
    Array,
    is_joined,
    left_first,
    left_mask,
    right_first,
    right_mask,
    value_of,
    way_of,
    weight_of,
)
from watchgate.risk.names.engine.word_facts import (
    few_consonants,
    is_form,
    is_free_in_translation,
    is_name,
    is_trade,
    tells,
    weight,
)
from watchgate.risk.names.score import (
    CONFLICT,
    EVIDENCE_GENERIC,
    EVIDENCE_INITIAL,
    EVIDENCE_OF_ONE,
    EVIDENCE_OTHER,
    EVIDENCE_PERSON,
    EVIDENCE_TRADE,
    LACK_FEW_CONSONANTS,
    NAME_MAX,
    REST_FREE,
    SURPLUS_BEYOND,
    SURPLUS_OTHER,
    SURPLUS_PERSON,
    TRADE_CONFLICT,
    TRADE_SURPLUS,
)
from watchgate.risk.names.similarity import Way

_SAME = int(Way.SAME)
_VARIANT = int(Way.VARIANT)
_INITIAL = int(Way.INITIAL)
_SKELETON = int(Way.SKELETON)


@kernel
def points(work: Array, person: bool, translated: bool) -> int:
    """0 to NAME_MAX for the words and edges in the scratch."""
    if not work[LEFT_COUNT] or not work[RIGHT_COUNT]:
        return 0
    chosen = assign(work)
    used_left = used_right = value = matched = 0
    named = telling = initials = said = said_of_person = 0
    only = 0
    for at in range(chosen):
        edge = work[CHOSEN + at]
        used_left |= left_mask(edge)
        used_right |= right_mask(edge)
        value += value_of(edge)
        matched += weight_of(edge)
        if way_of(edge) == _INITIAL:
            initials += 1
        else:
            said += weight_of(edge)
            said_of_person += min(weight_of(edge), EVIDENCE_OF_ONE)
        telling += tells(work[LEFT_FACTS + left_first(edge)]) and tells(work[RIGHT_FACTS + right_first(edge)])
        if is_joined(edge) or is_name(work[LEFT_FACTS + left_first(edge)]):
            named += 1
            only = edge
    if not named:
        return 0
    free = translated and telling > 0
    rest_left = _rest(work, LEFT_FACTS, work[LEFT_COUNT], used_left, free)
    rest_right = _rest(work, RIGHT_FACTS, work[RIGHT_COUNT], used_right, free)
    conflict = 2 * min(rest_left, rest_right) * CONFLICT // 100
    surplus = surplus_of(abs(rest_left - rest_right), matched, person)
    trade_left = trade_right = 0
    if free:
        trade_left = _trade(work, LEFT_FACTS, work[LEFT_COUNT], used_left)
        trade_right = _trade(work, RIGHT_FACTS, work[RIGHT_COUNT], used_right)
        conflict += 2 * min(trade_left, trade_right) * TRADE_CONFLICT // 100
        surplus += abs(trade_left - trade_right) * TRADE_SURPLUS // 100
    alone = named == 1 and not is_joined(only)
    open_ended = max(rest_left + trade_left, rest_right + trade_right) > REST_FREE
    if person and alone and not open_ended:
        open_ended = way_of(only) != _SAME and way_of(only) != _VARIANT
        open_ended = open_ended or _forms(work, LEFT_FACTS, work[LEFT_COUNT]) != _forms(
            work, RIGHT_FACTS, work[RIGHT_COUNT]
        )
    lack = 0
    if open_ended or initials:
        known = said_of_person if person else said
        if initials:
            known = said if open_ended else said + EVIDENCE_INITIAL
        asked = EVIDENCE_PERSON if person else EVIDENCE_OTHER if telling else EVIDENCE_GENERIC
        if free and not min(trade_left, trade_right) and max(rest_left, rest_right) <= REST_FREE:
            asked = EVIDENCE_TRADE
        lack = max(0, asked - known)
    if not person and alone and way_of(only) == _SKELETON:
        words = (work[LEFT_FACTS + left_first(only)], work[RIGHT_FACTS + right_first(only)])
        if few_consonants(words[0]) and few_consonants(words[1]):
            lack += LACK_FEW_CONSONANTS
    return NAME_MAX * value // (1000 * (matched + conflict + surplus + lack))


@inlined
def surplus_of(surplus: int, matched: int, person: bool) -> int:
    """`score.surplus_cost`."""
    if not person:
        return surplus * SURPLUS_OTHER // 100
    beyond = max(0, surplus - matched // 2)
    return (surplus - beyond) * SURPLUS_PERSON // 100 + beyond * SURPLUS_BEYOND // 100


@inlined
def _rest(work: Array, facts: int, count: int, used: int, free: bool) -> int:
    """The weight of the words left over, without those that are `free`."""
    rest = 0
    for word in range(min(count, MAX_TOKENS)):
        fact = work[facts + word]
        if not used >> word & 1 and not (free and is_free_in_translation(fact)):
            rest += weight(fact)
    return rest


@inlined
def _trade(work: Array, facts: int, count: int, used: int) -> int:
    """The weight of the words left over that a translation may add or drop; forms have none."""
    rest = 0
    for word in range(min(count, MAX_TOKENS)):
        fact = work[facts + word]
        if not used >> word & 1 and is_trade(fact):
            rest += weight(fact)
    return rest


@inlined
def _forms(work: Array, facts: int, count: int) -> int:
    """How many words are a company's form."""
    found = 0
    for word in range(min(count, MAX_TOKENS)):
        found += is_form(work[facts + word])
    return found
