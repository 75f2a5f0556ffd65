"""The windows of a text in which a listed name may stand: those that begin and end with something of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from watchgate.risk.names.token import Kind
from watchgate.risk.texts.bound import NEARLY, Bound
from watchgate.risk.texts.heard import Heard
from watchgate.risk.texts.listed_names import NO_COVER
from watchgate.risk.texts.row import Parts, Row
from watchgate.risk.texts.sight import Sight
from watchgate.risk.texts.signature import LIGHTEST
from watchgate.risk.texts.telling import MANY
from watchgate.risk.texts.work import Work

Window = tuple[int, int]

BESIDE = 2
"""Words beside what is surely something of the name, with at most MOST_LIGHT light ones between (Kim S.A. Raman)."""

MOST_LIGHT = 4
"""Pieces of a form that is spelled out (limited liability company), at either end of a window."""


class _Event(NamedTuple):
    """A part of the row that stands at a place: from `end` on it is within every window that begins by `start`."""

    end: int
    start: int
    slot: int
    pair: bool
    gain: float
    spelled: bool


def windows_of(
    row: Row, parts: Parts, need: float, bound: Bound, longest: int, sight: Sight, work: Work
) -> list[Window]:
    """The windows that begin and end with something of the name, or a word or two beside it, and hold enough; those
    that hold most come first.

    What stands in the window and is nothing of the name costs as much as what of the name is not there. A word that
    is hardly like one of the name is counted so, and may yet be the second word that a person is known by. `need`: what
    they hold at least; those that cannot be a translation hold what the row needs as it is written.
    """
    if parts.most() < need:
        return []
    events = sorted(_events(parts))
    if not any(one.spelled for one in events) or _says_nothing(row, events, sight, parts.most() - need, bound):
        return []
    as_written = need + max(0.0, row.need - row.need_translated) if sight.translated else need
    places = {(one.start, one.end) for one in events}
    starts = sorted({at for start in {one[0] for one in places} for at in range(_before(start, sight), start + 1)})
    ends = sorted({at for end in {one[1] for one in places} for at in range(end, _behind(end, sight) + 1)})
    used = {at for start, end in places for at in range(start, end)}
    hefts = sight.hefts if row.person or row.is_strict else sight.weights  # to a translation much may be added
    found: list[tuple[float, int, int]] = []
    for start in starts:
        work.spend(1 + len(events) // 4)
        held = [one for one in events if one.start >= start and one.end <= start + longest]
        if not held or _gained(parts, held) < need:
            continue
        now: list[_Event] = []
        gained, spelled, at = 0.0, False, 0
        for end in ends[bisect_right(ends, start) : bisect_right(ends, start + longest)]:
            work.spend(1)
            changed = False
            while at < len(held) and held[at].end <= end:
                now.append(held[at])
                spelled = spelled or held[at].spelled
                changed, at = True, at + 1
            if changed:
                gained = _gained(parts, now)
            if gained >= need and spelled and _may_tell(start, end, sight):
                translated = sight.is_translated(start, end)
                beside = [] if translated else [at for at in range(start, end) if at not in used]
                left = gained - bound.missing * sum([hefts[at] for at in beside])
                strange = [hefts[at] for at in beside if at not in sight.said]
                spare = gained - bound.missing * sum(strange) - (need if translated else as_written)
                strict = row.is_strict and not translated
                if spare >= 0 and not (strict and _too_strange(row, now, strange, spare, bound)):
                    found.append((-left, start, end))
    return [(start, end) for _, start, end in sorted(found)]


def _too_strange(row: Row, held: Sequence[_Event], strange: Sequence[int], spare: float, bound: Bound) -> bool:
    """Whether an organisation's name cannot bear what else stands in a window. `strange`: what each of that weighs;
    `spare`: what may still be lost when it costs as much as what is hardly like a word of the name.

    Each word of the name that is not covered may be hardly like one of them, or two as one. The others are left over
    for certain, and cost SURPLUS_OTHER; unless a word is taken for something else than what covers it.
    """
    own = {one.slot: one.gain for one in held if not one.pair}
    for one in held:
        if not one.pair:
            own[one.slot] = max(own[one.slot], one.gain)
    with_next = {at for one in held if one.pair for at in (one.slot, one.slot + 1)}
    likely = 0
    for slot, token in enumerate(row.tokens):
        if token.kind <= Kind.GENERIC:
            if slot in own or slot in with_next:
                if own.get(slot, 0.0) <= spare:
                    return False
            else:
                likely += 2
    left_over = sum(sorted(strange)[: max(0, len(strange) - likely)])
    return bound.left_over(left_over) > spare + NEARLY


def _says_nothing(row: Row, events: Sequence[_Event], sight: Sight, spare: float, bound: Bound) -> bool:
    """Whether a single word is all that stands of the name, one that names nobody by itself (`telling.py`). `spare`:
    what may be lost at most. Words that are hardly alike may be told as well, where so much may be lost."""
    slots = {one.slot for one in events}
    if len(slots) > 1 or sight.translated or sight.letters or row.tokens[events[0].slot].kind > Kind.GENERIC:
        return False
    if any(one.pair or one.end - one.start > 1 or one.start in sight.alone for one in events):
        return False
    if any(" " in one.written for one in row.tokens):
        return False
    costs = row.freed or (0.0,) * len(row.tokens)
    return all(
        bound.missing * LIGHTEST + max(0.0, cost) > spare
        for slot, (one, cost) in enumerate(zip(row.tokens, costs, strict=True))
        if one.kind <= Kind.GENERIC and slot not in slots
    )


def is_hardly_met(row: Row, known: Mapping[int, float], heard: Sequence[Heard], need: float, bound: Bound) -> bool:
    """Whether `_says_nothing` is so for certain of a row in a text of Latin words, without letters, in which nothing is
    met but by single pieces: `heard`, which gain `known`. `need`: what the row needs at least."""
    met = [number for number in row.numbers if number in known]
    if len(met) != 1 or met[0] < 0 or row.words.count(met[0]) != 1 or any(" " in one.written for one in row.tokens):
        return False
    slot = row.words.index(met[0])
    light = {(one.kind, one.text) for one in row.tokens if one.kind in NO_COVER}
    if row.tokens[slot].kind > Kind.GENERIC or any(kind == Kind.INITIAL for kind, _ in light):
        return False
    for one in heard:
        if (one.alone and met[0] in one.gains) or (
            light and any((word.kind, word.text) in light for word in one.tokens)
        ):
            return False
    costs = row.freed or (0.0,) * len(row.tokens)
    spare = max(0.0, known[met[0]] - costs[slot]) - need
    return all(
        bound.missing * LIGHTEST + max(0.0, cost) > spare
        for at, (one, cost) in enumerate(zip(row.tokens, costs, strict=True))
        if one.kind <= Kind.GENERIC and at != slot
    )


def _events(parts: Parts) -> Iterator[_Event]:
    for slot, ways in enumerate(parts.tokens):
        for one in ways:
            for start, end in one.places:
                yield _Event(end, start, slot, pair=False, gain=one.gain, spelled=one.spelled)
    for slot, one in enumerate(parts.pairs):
        for start, end in one.places:
            yield _Event(end, start, slot, pair=True, gain=one.gain, spelled=one.spelled)


def _gained(parts: Parts, held: Sequence[_Event]) -> float:
    """The most that these gain: each token by one of its ways, or with a neighbour."""
    own = [0.0] * len(parts.tokens)
    joined = [0.0] * (len(parts.tokens) + 1)
    for one in held:
        gains = joined if one.pair else own
        if one.gain > gains[one.slot]:
            gains[one.slot] = one.gain
    before = now = last = 0.0
    for gain, pair in zip(own, joined, strict=False):
        before, now = now, max(now + gain, before + last)
        last = pair
    return now


def grown(window: Window, weights: list[int]) -> list[Window]:
    """The window, with light words more or less at either end: a form or a particle that the name has as well."""
    start, end = window
    first, inner_first = start, start
    inner_last, last = end, end
    while first > 0 and start - first < MOST_LIGHT and not weights[first - 1]:
        first -= 1
    while last < len(weights) and last - end < MOST_LIGHT and not weights[last]:
        last += 1
    while inner_first < end - 1 and inner_first - start < MOST_LIGHT and not weights[inner_first]:
        inner_first += 1
    while inner_last > start + 1 and end - inner_last < MOST_LIGHT and not weights[inner_last - 1]:
        inner_last -= 1
    return [
        (one, other) for one in range(first, inner_first + 1) for other in range(inner_last, last + 1) if one < other
    ]


def _before(start: int, sight: Sight) -> int:
    """The first piece of a window that has BESIDE words before piece `start`."""
    first, left, light = start, BESIDE, MOST_LIGHT
    while first > 0 and left and light:
        first -= 1
        weighs = sight.weighs(first)
        left, light = (left - 1, light) if weighs else (left, light - 1)
    return min(first, max(0, start - BESIDE))


def _behind(end: int, sight: Sight) -> int:
    """The end of a window that has BESIDE words from piece `end` on."""
    last, left, light = end, BESIDE, MOST_LIGHT
    while last < len(sight.weights) and left and light:
        weighs = sight.weighs(last)
        left, light = (left - 1, light) if weighs else (left, light - 1)
        last += 1
    return max(last, min(len(sight.weights), end + BESIDE))


def _may_tell(start: int, end: int, sight: Sight) -> bool:
    """Whether the pieces of a window can tell anything (`telling.py`)."""
    naming = generic = qualifying = 0
    alone = False
    for at in range(start, end):
        if at not in sight.unnaming:
            naming += 1
            generic += at in sight.generic
            alone = alone or at in sight.alone
        elif at in sight.qualifying:
            qualifying += 1
    if not naming:
        return sum(at in sight.singles for at in range(start, end)) >= MANY
    if naming == 1:
        return alone or qualifying > generic
    return naming + bool(qualifying) > 2 or naming > generic
