"""No name that scores a floor is left out by what edges gain: what searches count as its costs is never above them.

What is asserted of an assignment holds of the bounds, which grant more: `docs/names-bounds.md`.
"""

from __future__ import annotations

import random
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from support.name_parties import altered, random_name
from watchgate.risk.names.alignment import Edge
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.bound import core, has_initial, light
from watchgate.risk.names.engine.search_entries import FOUND, INITIAL, THEIRS, gain, gain_of_initial, gain_of_same
from watchgate.risk.names.engine.search_lists import _reach, or_left
from watchgate.risk.names.engine.search_posting import _affords, _may_at_all
from watchgate.risk.names.engine.search_space import (
    COST,
    CUT,
    ENTRIES,
    HEADER,
    HEAVIEST,
    LINE,
    NAMES,
    NEAR_AT,
    ROW_GAIN,
    ROW_MET,
    WHERE,
    space,
)
from watchgate.risk.names.score import (
    EVIDENCE_OF_ONE,
    EVIDENCE_OTHER,
    EVIDENCE_PERSON,
    NAME_MAX,
    SURPLUS_OTHER,
    SURPLUS_PERSON,
    _words,
    free_in_translation,
)
from watchgate.risk.names.similarity import GRANTED, Way
from watchgate.risk.names.token import WEIGHT_INITIAL, Kind, Token

FLOORS = (600, 650, 720, 800, 880)
Tokens = tuple[Token, ...]


class Scored(NamedTuple):
    """Two rows that score a floor, and the edges they score it by."""

    query: Tokens
    row: Tokens
    edges: tuple[Edge, ...]
    person: bool
    free: bool
    floor: int
    told: str

    def gained(self) -> list[int]:
        return [edge.weight * (NAME_MAX * edge.similarity - 1000 * self.floor) for edge in self.edges]

    def known(self) -> int:
        capped = self.person and not has_initial(self.query) and not has_initial(self.row)
        most = EVIDENCE_OF_ONE if capped else 1 << 20
        return sum(min(edge.weight, most) for edge in self.edges if edge.way != Way.INITIAL)

    def left_over(self, tokens: Tokens, side: str) -> int:
        """What is left over; of a translation what it neither adds nor drops."""
        used = 0
        for edge in self.edges:
            used |= edge.left if side == "left" else edge.right
        return sum(
            one.weight
            for at, one in enumerate(tokens)
            if not used >> at & 1 and not (self.free and free_in_translation(one))
        )


def _weight(tokens: Tokens) -> int:
    return sum(one.weight for one in tokens)


def _scored(seed: int) -> list[Scored]:
    rng = random.Random(seed)
    found = []
    for _ in range(500):
        text = random_name(rng)
        other = altered(text, rng)
        person, free = rng.choice([(True, False), (False, False), (False, True)])
        for query in analyse(text).spellings:
            for row in analyse(other).spellings:
                score = _words(query, row, person=person, translated=free)
                floor = rng.choice(FLOORS)
                if score.points >= floor:
                    told = f"seed {seed}: {text} | {other} | {person} {free} {floor}"
                    found.append(Scored(query, row, score.edges, person, free, floor, told))
    assert len(found) > 100, f"seed {seed}"
    return found


@pytest.mark.parametrize("seed", range(4))
def test_what_scores_a_floor_gains_what_its_costs_ask(seed: int) -> None:
    for one in _scored(seed):
        left, right = one.left_over(one.query, "left"), one.left_over(one.row, "right")
        matched = sum(edge.weight for edge in one.edges)
        gained = sum(one.gained())
        right_told = 0 if one.free else right  # the posting of a translation does not say what it keeps
        assert _affords(gained, left, right_told, matched, one.known(), one.person, one.floor), one.told
        assert gained >= 0, one.told


@pytest.mark.parametrize("seed", range(4))
def test_a_long_record_that_scores_a_floor_is_never_too_heavy(seed: int) -> None:
    asked = 0
    for one in _scored(seed):
        if not one.free:
            asked += 1
            room = np.zeros(HEADER, dtype=np.int64)
            room[ROW_GAIN] = sum(max(0, gained) for gained in one.gained())
            room[ROW_MET] = sum(
                sum(word.weight for at, word in enumerate(one.row) if edge.right >> at & 1)
                for edge in one.edges
                if edge.joined or one.row[edge.right.bit_length() - 1].kind not in GRANTED
            )
            whole, same = _weight(one.query), light(one.query)
            assert _may_at_all(room, whole, same, _weight(one.row), one.person, one.floor), one.told
    assert asked > 50


@pytest.mark.parametrize("seed", range(4))
def test_what_postings_are_left_out_for_grants_what_scores_a_floor(seed: int) -> None:
    """Every word is granted as met: those without an edge at what leaving them over costs."""
    for one in _scored(seed):
        rate = SURPLUS_PERSON if one.person else SURPLUS_OTHER
        gained = left = 0
        met = 0
        for edge, gains in zip(one.edges, one.gained(), strict=True):
            first = one.query[(edge.left & -edge.left).bit_length() - 1]
            met |= edge.left
            if edge.joined or first.kind not in GRANTED:
                own = sum(word.weight for at, word in enumerate(one.query) if edge.left >> at & 1)
                own = 0 if one.free and free_in_translation(first) else own
                gained += or_left(gains, own, 1, rate, one.floor)
                left += own
        for at, word in enumerate(one.query):
            if not met >> at & 1 and word.kind not in GRANTED and not (one.free and free_in_translation(word)):
                gained += or_left(-(1 << 40), word.weight, 1, rate, one.floor)
                left += word.weight
        whole = core(one.query) if one.free else _weight(one.query)
        evidence = EVIDENCE_PERSON if one.person else EVIDENCE_OTHER
        granted = light(one.query)
        assert _reach(gained, whole, left, one.known(), granted, rate, evidence, one.floor), one.told


def test_the_gain_of_an_entry_is_that_of_its_edge() -> None:
    rng = random.Random(7)
    for _ in range(300):
        own, theirs, alike, floor = rng.randint(4, 200), rng.randint(4, 200), rng.randint(500, 1000), rng.choice(FLOORS)
        of_initial = rng.random() < 0.3
        what = 3 | (alike << 4 | 5) << FOUND | theirs << THEIRS | of_initial << INITIAL
        weight = 2 * min(own, theirs) if of_initial else own + theirs
        assert gain(what, own, floor) == weight * (NAME_MAX * alike - 1000 * floor)


def test_an_initial_gains_no_more_than_it_is_granted_and_nothing_above_what_names_score() -> None:
    initial = next(one for one in analyse("J Smith").tokens if one.kind == Kind.INITIAL)
    assert initial.weight == WEIGHT_INITIAL
    assert gain_of_initial(800) == 2 * WEIGHT_INITIAL * 1000 * (NAME_MAX - 800) == gain_of_same(WEIGHT_INITIAL, 800)
    assert gain_of_initial(NAME_MAX + 1) == 0


@pytest.mark.parametrize("queries", [1, 7, 8, 511, 512, 513])
def test_a_working_space_has_room_for_as_many_words_as_it_says(queries: int) -> None:
    room = space(queries, 1 << 4, 1 << 4)
    said = int(room[WHERE] - room[NEAR_AT]) - 1
    assert said >= queries
    starts = [int(room[part]) for part in (NEAR_AT, WHERE, CUT, COST, HEAVIEST, NAMES)]
    assert all(end - start > said for start, end in pairwise(starts))
    assert room.ctypes.data % (LINE * room.itemsize) == 0
    assert int(room[ENTRIES]) % LINE == 0
