"""Clusters: joined by judgements and unique identifiers, taken apart by what is taken back, whatever the order."""

from __future__ import annotations

from random import Random

import pytest

from support.parties import says
from watchgate.model.statement import Locator, Statement
from watchgate.risk.grounds.facts import Facts, facts_of
from watchgate.risk.identity.clusters import MOST_BEARERS, Clusters

LEI = "529900T8BM49AURSDO55"
OTHER_LEI = "213800WAVVOPS85N2205"


def facts(statements: list[Statement], position: int = 1) -> Facts:
    from msgspec.structs import replace

    placed = [replace(one, position=position, ordinal=number) for number, one in enumerate(statements)]
    found = facts_of(placed[0].entity_id, placed)
    assert found is not None
    return found


def judged(left: str, right: str, word: str = "positive", position: int = 1) -> Facts:
    name = f"judgement-{left}{right}{word}"
    return facts(says(name, "Similar", "judgements", candidate=left, match=right, criteria=word), position)


def company(entity_id: str, lei: str = LEI, schema: str = "Company") -> Facts:
    return facts(says(entity_id, schema, "register", name="Alpha", leiCode=lei))


def clusters(*found: Facts) -> Clusters:
    built = Clusters()
    for one in found:
        built.put(one)
    return built


def test_a_positive_judgement_joins_two_and_says_by_what() -> None:
    built = clusters(judged("b", "a"))
    assert built.of("a").members == ("a", "b")
    [link] = built.of("b").between("b", "a")
    assert link.stands_on == (Locator(1, 0), Locator(1, 1), Locator(1, 2))
    assert built.of("x").members == ("x",)


def test_judgements_are_carried_on_with_the_links_between() -> None:
    built = clusters(judged("a", "b"), judged("b", "c"), judged("x", "y"))
    assert built.of("c").members == ("a", "b", "c")
    assert [(link.left, link.right) for link in built.of("a").between("c", "a")] == [("a", "b"), ("b", "c")]


def test_what_is_taken_back_takes_apart_exactly_what_it_joined() -> None:
    second = judged("b", "c")
    built = clusters(judged("a", "b"), second)
    built.take_out(second)
    assert built.of("a").members == ("a", "b")
    assert built.of("c").members == ("c",)


def test_the_same_lei_joins_entities_of_two_registers() -> None:
    built = clusters(company("a"), company("b"), company("c", OTHER_LEI))
    assert built.of("a").members == ("a", "b")
    assert built.of("a").links[0].why == f"the same leiCode {LEI}"


@pytest.mark.parametrize("wrong", ["529900T8BM49AURSDO56", "LEI unknown", "5299"])
def test_a_number_that_fails_its_check_joins_nobody(wrong: str) -> None:
    assert clusters(company("a", wrong), company("b", wrong)).of("a").members == ("a",)


def test_a_ship_is_not_its_company_though_both_bear_the_imo_number() -> None:
    ship = facts(says("ship", "Vessel", "register", imoNumber="9161003"))
    firm = facts(says("firm", "Company", "register", imoNumber="9161003"))
    assert clusters(ship, firm).of("ship").members == ("ship",)


def test_a_negative_judgement_is_stronger_than_an_identifier() -> None:
    apart = judged("a", "b", "negative")
    built = clusters(company("a"), company("b"), apart)
    assert built.of("a").members == ("a",)
    built.take_out(apart)
    assert built.of("a").members == ("a", "b")


def test_what_is_judged_apart_is_not_joined_by_a_third() -> None:
    built = clusters(judged("a", "b", position=1), judged("b", "c", position=2), judged("a", "c", "negative", 3))
    assert built.of("a").members == ("a", "b")
    assert built.of("c").members == ("c",)


def test_an_unsure_judgement_joins_nobody_and_keeps_nobody_apart() -> None:
    assert clusters(judged("a", "b", "unsure")).of("a").members == ("a",)
    assert clusters(company("a"), company("b"), judged("a", "b", "unsure")).of("a").members == ("a", "b")


@pytest.mark.parametrize(
    "said",
    [
        {"candidate": "a", "match": "b"},
        {"candidate": "a", "criteria": "positive"},
        {"candidate": "a", "match": "a", "criteria": "positive"},
        {"candidate": "a", "match": ["b", "c"], "criteria": "positive"},
        {"candidate": "a", "match": "b", "criteria": ["positive", "negative"]},
        {"candidate": "a", "match": "b", "criteria": "perhaps"},
    ],
)
def test_half_a_judgement_says_nothing(said: dict[str, str | list[str]]) -> None:
    built = clusters(facts(says("j", "Similar", "judgements", **said)))  # type: ignore[arg-type]
    assert built.of("a").members == ("a",)
    assert built.judgements("a") == ()


def test_a_number_that_everybody_bears_identifies_nobody() -> None:
    many = [company(f"c{number:03}") for number in range(MOST_BEARERS + 1)]
    assert clusters(*many).of("c000").members == ("c000",)
    assert len(clusters(*many[1:]).of("c001").members) == MOST_BEARERS


@pytest.mark.parametrize("seed", range(20))
def test_clusters_do_not_depend_on_the_order_and_are_a_partition(seed: int) -> None:
    random = Random(seed)
    names = "abcdefgh"
    said: dict[str, Facts] = {}
    for position in range(1, 9):
        left, right = random.sample(names, 2)
        one = judged(left, right, random.choice(("positive", "positive", "negative")), position)
        said[one.entity_id] = one
    found = list(said.values())
    found += [company(name, random.choice((LEI, OTHER_LEI))) for name in random.sample(names, 4)]
    shuffled = list(found)
    random.shuffle(shuffled)
    built, again = clusters(*found), clusters(*shuffled)
    extra = judged("a", "h", "positive", 99)
    if extra.entity_id not in {one.entity_id for one in found}:
        again.put(extra)
        again.take_out(extra)
    for name in names:
        cluster = built.of(name)
        assert cluster == again.of(name), f"seed {seed}"
        assert name in cluster.members
        assert len(cluster.links) == len(cluster.members) - 1
        for member in cluster.members:
            assert built.of(member) == cluster
            assert built.kept_apart(name, member) is None, f"seed {seed}: {name} and {member} were judged apart"
            assert (built.of(name).between(name, member) == ()) is (name == member)
