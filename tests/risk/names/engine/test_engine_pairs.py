"""Names and parties compared by the kernels score what the plain code scores, whoever asks, with any script."""

from __future__ import annotations

import random

import numpy as np
import pytest

from support.engine_edges import any_name, two_names
from support.name_parties import altered
from watchgate.model.ftm import schemata
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.engine.asked import asked
from watchgate.risk.names.engine.build_draft import Draft
from watchgate.risk.names.engine.edge import SCRATCH_SIZE, scratch
from watchgate.risk.names.engine.pair import NO_HIT, name_points, party_score
from watchgate.risk.names.engine.pair_memo import GENERATIONS, NOTHING, forget, memo, recall, remember
from watchgate.risk.names.engine.qualify_columns import pair_tables
from watchgate.risk.names.engine.search_held import Held, held
from watchgate.risk.names.engine.segment import segment
from watchgate.risk.names.party import WEAK_CEILING, score_parties
from watchgate.risk.names.score import score_names

WORK, REMEMBERED, TABLES = scratch(), memo(), pair_tables()
_SCHEMATA = ("Person", "Person", "Person", "Company", "LegalEntity", "Organization", "Vessel", "Unknown")
_DATES = ("1962", "1962-03", "1962-03-01", "1962-01-03", "1963-03-01", "1972-03-01", "1990-12-31", "about 1962", "")
_LISTED = """
Kim Yong-chol|김영철|金英哲|Ким Ён Чхоль|Kim Yong-chun|Yong Chol Kim|Kang Mun Kil|Jiang Wenji|K. Y. Chol|王明山|金正恩
International Business Machines|IBM|IBM Corp|Korea Mining Development Trading Corporation|KOMID|조선남강무역회사|القاعدة
Al-Qaida|Good Bank AG|COPA S.A. de C.V.|Copa SA|J & E Ltd.|Sergey Viktorovich Lavrov|Сергей Викторович Лавров|S. Lavrov
عبد الرحمن|Abdul Rahman|Abdulrahman|Abd al-Rahman Husayn|Moscow Engine Plant|Московский завод двигателей
Wang Mingshan|北京斯尔优科技有限公司|Beijing Sieryou Technology Co Ltd|Shipping Shipping Shipping Shipping|Co Ltd|..|3
金正银|Kim Jong Un|Dr. No
"""
LISTED = tuple(_LISTED.replace("\n", "|").strip("|").split("|"))


def some_party(number: int, rng: random.Random, *names: str) -> Party:
    """A party of these names, with things known of it that are now and then odd."""
    return Party(
        id=f"p{number}",
        schema=rng.choice(_SCHEMATA) if rng.random() < 0.95 else rng.choice(sorted(schemata())),
        names=tuple(Name(name, rng.choice((*NameKind, NameKind.PRIMARY))) for name in names),
        birth_dates=tuple(rng.sample(_DATES, rng.choice((0, 0, 1, 1, 2)))),
        countries=tuple(rng.sample(("kp", "ru", "us", "suhh", "a country that is no more"), rng.choice((0, 0, 1, 2)))),
        genders=rng.choice(((), (), ("male",), ("female",), ("male", "female"))),
    )


def segment_of(parties: list[Party]) -> tuple[Held, list[int]]:
    """The columns of a segment of the parties, and where the names of each begin."""
    draft = Draft()
    for party in parties:
        draft.add(party, 0)
    made = segment(draft.tables())
    return held(made), made.found["party_name_at"].tolist()


def check(queries: list[Party], parties: list[Party], told: str) -> int:
    """Every query against every party, and the reverse; how many have a score."""
    columns, name_at = segment_of(parties)
    scored = 0
    for query in queries:
        plan = asked(query)
        forget(REMEMBERED)
        for number, party in enumerate(parties):
            first, end = name_at[number], name_at[number + 1]
            score = party_score(WORK, REMEMBERED, TABLES, plan, columns, number, first, end)
            hit = score_parties(query, party, NO_HIT + 1)
            assert score == (NO_HIT if hit is None else hit.score), f"{told}: {query} / {party}"
            scored += hit is not None
    return scored


@pytest.mark.parametrize("seed", range(3))
def test_parties_of_all_scripts_with_what_is_known_of_them(seed: int) -> None:
    rng = random.Random(seed)
    parties, queries = [], []
    for number in range(120):
        names = [two_names(rng) for _ in range(rng.randint(1, 2))]
        parties.append(some_party(number, rng, *(name for _, name in names)))
        if number % 2:
            queries.append(some_party(number, rng, *(name for name, _ in names)))
    queries.append(some_party(99, rng))
    parties.append(some_party(99, rng))
    assert check(queries, parties, f"seed {seed}") > 40


def test_names_that_meet_by_reading_by_acronym_in_translation_or_hardly() -> None:
    rng = random.Random(5)
    parties = [some_party(number, rng, name) for number, name in enumerate(LISTED)]
    queries = [some_party(number, rng, altered(name, rng)) for number, name in enumerate(LISTED)]
    assert check([*parties, *queries], parties, "seed 5") > len(LISTED)


@pytest.mark.parametrize("person", [True, False])
def test_points_of_names_are_the_plain_ones_and_the_same_in_either_direction(person: bool) -> None:
    rng = random.Random(11)
    names = [*LISTED, *(any_name(rng) for _ in range(60))]
    schema = "Person" if person else "Company"
    columns, _ = segment_of([Party(id=name, schema="Company", names=(Name(name),)) for name in names])
    found = np.zeros((len(names), len(names)), dtype=np.int64)
    for i, name in enumerate(names):
        plan = asked(Party(id="q", schema=schema, names=(Name(name),)))
        forget(REMEMBERED)
        for j, other in enumerate(names):
            found[i, j] = name_points(WORK, REMEMBERED, TABLES, plan, 0, columns, j, person)
            assert found[i, j] == score_names(analyse(name), analyse(other), person=person).points, (name, other)
    assert (found == found.T).all()
    assert (found > 0).sum() > 2 * len(names)


def test_a_weak_name_stays_under_its_ceiling_from_either_side() -> None:
    weak, plain = (
        Party(id="p", schema="Person", names=(Name("The Engineer", kind),))
        for kind in (NameKind.WEAK, NameKind.PRIMARY)
    )
    for query, party in ((weak, plain), (plain, weak)):
        columns, name_at = segment_of([party])
        forget(REMEMBERED)
        score = party_score(WORK, REMEMBERED, TABLES, asked(query), columns, 0, name_at[0], name_at[1])
        assert score == WEAK_CEILING


def test_a_memo_forgets_what_another_asked() -> None:
    remembered = memo()
    forget(remembered)
    assert recall(remembered, 3, 70) == NOTHING
    remember(remembered, 3, 70, 16001)
    assert recall(remembered, 3, 70) == 16001
    assert recall(remembered, 4, 70) == recall(remembered, 3, 71) == NOTHING
    forget(remembered)
    assert recall(remembered, 3, 70) == NOTHING
    remember(remembered, 1 << 10, 70, 5)
    remember(remembered, 3, 1 << 24, 5)
    assert recall(remembered, 1 << 10, 70) == recall(remembered, 3, 1 << 24) == recall(remembered, 4, 0) == NOTHING


def test_a_memo_of_all_generations_begins_anew() -> None:
    remembered = memo()
    forget(remembered)
    remember(remembered, 0, 5, 77)
    for _ in range(GENERATIONS):
        forget(remembered)
        assert recall(remembered, 0, 5) == NOTHING


def test_comparing_stays_inside_the_scratch() -> None:
    """The words of the scratch beside it are not touched by names of as many words as there can be."""
    room = np.full(SCRATCH_SIZE + 64, -7, dtype=np.int64)
    work = room[32:-32]
    work[:] = 0
    long = " ".join(["co", "trading", "bank", "of", "general", "S", "A", "Kim"] * 4)
    parties = [Party(id="p", schema=schema, names=(Name(long),)) for schema in ("Company", "Person")]
    columns, name_at = segment_of(parties)
    for query in parties:
        plan = asked(query)
        forget(REMEMBERED)
        for number in range(2):
            party_score(work, REMEMBERED, TABLES, plan, columns, number, name_at[number], name_at[number + 1])
    assert (room[:32] == -7).all()
    assert (room[-32:] == -7).all()
