"""Decks of a small world through the gate's own reading and deciding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from support.gate_world import NOW, POLICY, POLICY_TEXT, listed, usual, world
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.validation.decks import AS_WRITTEN, CRAFT_AS_PARTY, NUMBERS, WEAK, Case, Sizes, deck
from watchgate.gate.validation.listed import entities_of, listed_parties
from watchgate.gate.validation.planted import FORMATS
from watchgate.gate.validation.tally import by_list_and_class
from watchgate.gate.validation.trial import Outcome, Trial, Tried
from watchgate.ledger.interface import Ledger
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import Policy, parse_policy

SIZES = Sizes(exact=None, altered=3)


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    lists = usual()
    more = [f"Anatoly Petrovich Gromov{letter}sky" for letter in "aeiou"]
    for number, name in enumerate(more):
        lists["us_list"] += listed(f"us-1{number}", "Person", name=name)
    lists["us_list"] += listed("us-20", "Person", name="Сергей Щербаков")
    with world(lists) as found:
        yield found


def _cases(ledger: Ledger, evidence: Evidence, dataset: str, *, seed: int = 1) -> list[Case]:
    ids = entities_of(ledger.as_of(reader=SYSTEM), ["us_list", "eu_list", "club_list"])
    return list(deck(listed_parties(dataset, ids[dataset], evidence, NOW), SIZES, seed))


def test_every_listed_name_is_met_as_it_is_written_and_nothing_planted_meets_nobody(ledger: Ledger) -> None:
    evidence = Evidence.at(ledger, POLICY)
    trial = Trial(evidence, POLICY, NOW)
    tried = [one for name in ("us_list", "eu_list", "club_list") for one in trial.run(_cases(ledger, evidence, name))]
    exact = [one for one in tried if one.class_ == AS_WRITTEN]
    assert len(exact) == 11
    assert {one.outcome for one in exact} == {Outcome.MET}
    assert {one.dataset for one in exact} == {"us_list", "eu_list", "club_list"}
    assert [one.met for one in trial.controls()] == [()] * len(FORMATS)
    numbers = [one for one in tried if one.class_ == NUMBERS]
    assert {one.outcome for one in numbers} == {Outcome.MET}
    assert {one.cause for one in tried if one.class_ == WEAK} == {
        "a weak alias supports a match and makes none, by rule"
    }
    assert {one.outcome for one in tried if one.class_ == CRAFT_AS_PARTY} == {Outcome.MET}


def test_who_is_delisted_is_in_no_deck(ledger: Ledger) -> None:
    evidence = Evidence.at(ledger, POLICY)
    assert "us-4" not in {one.entity_id for one in _cases(ledger, evidence, "us_list")}


def test_a_deck_is_the_same_for_the_same_seed_and_another_for_another(ledger: Ledger) -> None:
    evidence = Evidence.at(ledger, POLICY)
    first = _cases(ledger, evidence, "us_list", seed=5)
    assert first == _cases(ledger, evidence, "us_list", seed=5)
    assert first != _cases(ledger, evidence, "us_list", seed=6)
    most = Counter(one.class_ for one in first if one.class_ not in {AS_WRITTEN, NUMBERS})
    assert max(most.values()) <= SIZES.beside


def test_a_policy_that_does_not_hold_shows_in_every_name(ledger: Ledger) -> None:
    policy = parse_policy(POLICY_TEXT.replace("[gate]", '[gate]\nstop = []\nhold = ["exposed"]'))
    tried = _exact(ledger, policy)
    assert {one.outcome for one in tried} == {Outcome.SHOWN}
    assert "neither holds nor stops" in tried[0].cause


def test_a_threshold_above_the_exact_name_is_a_miss_with_its_score(ledger: Ledger) -> None:
    policy = parse_policy(POLICY_TEXT + "\n[screening]\nthreshold = 1.0\n")
    tried = _exact(ledger, policy)
    assert Outcome.MISSED in {one.outcome for one in tried}
    missed = next(one for one in tried if one.outcome is Outcome.MISSED)
    assert missed.score > 900
    assert missed.cause.endswith("the threshold is 1.00")
    (recall,) = by_list_and_class(tried)
    assert (recall.tried, recall.met) == (len(tried), sum(one.outcome is Outcome.MET for one in tried))


def _exact(ledger: Ledger, policy: Policy) -> list[Tried]:
    evidence = Evidence.at(ledger, policy)
    cases = [one for one in _cases(ledger, evidence, "us_list") if one.exact]
    return list(Trial(evidence, policy, NOW).run(cases))
