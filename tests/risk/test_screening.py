"""A party in, explained hits out: names and identifiers together, to the statements they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.parties import delivered, listing, person, says
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import MICROSECONDS, parse_instant
from watchgate.model.handling import ANYONE, SYSTEM, Handling, Tlp
from watchgate.model.party import Identifier, Name, Party
from watchgate.model.policy import parse_policy
from watchgate.model.statement import Confirmation, Locator, Marking, Retraction, Span, Statement, Status
from watchgate.risk.screening import Screener

NOW = parse_instant("2026-11-22T12:00:00Z")
POLICY = parse_policy("[lists.test_list]\nmax_age_hours = 48\n[lists.needed]\nrequired = true\n")
WALLET = "1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path, clock=lambda: NOW)
    opened.append(
        delivered(
            *says(
                "p",
                "Person",
                record="1",
                name="Ri Pyong Chol",
                alias=["Kim Yong-su", "RI, Pyo'ng-ch'o'l"],
                birthDate="1948",
                country="kp",
                topics="sanction",
                passportNumber="563410081",
            ),
            *says("p-id", "Passport", record="1", holder="p", number="563410081", type="Passport", country="kp"),
            *listing("p", "DPRK4", record="1"),
            *says("v", "Vessel", record="2", name="Lady R", imoNumber="9161003", flag="ru"),
            *says("w", "CryptoWallet", record="3", publicKey=WALLET.lower(), holder="p"),
            source="test_list",
            snapshot_date="2026-11-21",
            complete=True,
        )
    )
    yield opened
    opened.close()


def screener(ledger: Ledger, **options: int) -> Screener:
    return Screener(ledger, POLICY, SYSTEM, clock=lambda: NOW, **options)  # type: ignore[arg-type]


def asked(*identifiers: Identifier, schema: str = "Thing", name: str | None = None) -> Party:
    return Party(id="q", schema=schema, names=(Name(name),) if name else (), identifiers=identifiers)


def test_a_listed_person_is_found_with_every_statement_behind_it(ledger: Ledger) -> None:
    answer = screener(ledger).screen(person("RI Pyong-chol", birth_dates=("1948",), countries=("kp",)))
    (hit,) = answer.hits
    assert (hit.entity, hit.caption, hit.schema, hit.match, hit.exact) == ("p", "Ri Pyong Chol", "Person", True, False)
    assert hit.name == "Ri Pyong Chol"
    assert hit.datasets == ("test_list",)
    assert hit.topics == ("sanction",)
    (source,) = hit.sources
    assert (source.dataset, source.position, source.record, source.snapshot_date) == ("test_list", 1, "1", "2026-11-21")
    assert source.programmes == ("DPRK4",)
    assert source.authority == ("TEST",)
    assert source.listed == ("2020-01-02",)
    assert source.grade == "A1"
    said = {ledger.as_of(reader=SYSTEM).statement(ledger.find(one, reader=SYSTEM)) for one in source.statements}
    assert {one.prop for one in said if one} == {"name", "alias", "entity", "authority", "program", "listingDate"}
    assert answer.position == 1
    assert answer.policy == POLICY.sha256
    assert answer.matched


def test_reasons_add_up_to_the_score(ledger: Ledger) -> None:
    for query in (person("Ri Byong Chol", birth_dates=("1950",)), person("Ri Pyong Chol", countries=("us",))):
        for hit in screener(ledger).screen(query, cutoff=0.6).hits:
            assert sum(reason.points for reason in hit.reasons) == round(hit.score * 1000)


def test_the_alias_that_was_met_is_named_with_its_own_statement(ledger: Ledger) -> None:
    hit = screener(ledger).screen(person("Kim Yong Su")).hits[0]
    assert (hit.caption, hit.name) == ("Ri Pyong Chol", "Kim Yong-su")
    assert hit.sources[0].names == ("Kim Yong-su",)


def test_nobody_found_is_an_answer_with_its_position_and_policy(ledger: Ledger) -> None:
    answer = screener(ledger).screen(person("Wilhelmina Featherstonehaugh"))
    assert (answer.hits, answer.found, answer.matched, answer.position) == ((), 0, False, 1)


def test_a_passport_with_issuer_is_certain_whatever_the_name_and_birth_date(ledger: Ledger) -> None:
    passport = Identifier("passportNumber", "563410081", "kp")
    query = person("John Smith", identifiers=(passport,), birth_dates=("1990-01-01",))
    (hit,) = screener(ledger).screen(query).hits
    assert (hit.entity, hit.score, hit.exact, hit.name) == ("p", 1.0, True, None)
    assert [(one.kind, one.points) for one in hit.reasons if one.kind == "birth_date"] == [("birth_date", 0)]
    assert "certain identity" in hit.reasons[0].detail
    assert hit.sources[0].programmes == ("DPRK4",)
    assert {"1.6", "1.8"} <= set(hit.sources[0].statements)


def test_a_passport_of_unknown_issuer_matches_but_is_not_certain(ledger: Ledger) -> None:
    (hit,) = screener(ledger).screen(asked(Identifier("passportNumber", "563410081"))).hits
    assert hit.match
    assert not hit.exact


def test_a_ship_is_found_by_its_number_even_where_the_record_calls_it_a_company(ledger: Ledger) -> None:
    query = asked(Identifier("imoNumber", "9161003"), schema="Company", name="Some Shipping Ltd")
    (hit,) = screener(ledger).screen(query).hits
    assert (hit.entity, hit.exact, hit.score) == ("v", True, 1.0)


def test_a_wallet_is_found_with_its_holder_although_the_list_lost_its_case(ledger: Ledger) -> None:
    hits = screener(ledger).screen(asked(Identifier("publicKey", WALLET))).hits
    assert {hit.entity: hit.exact for hit in hits} == {"p": True, "w": True}


def test_name_and_identifier_together_score_above_either(ledger: Ledger) -> None:
    number = Identifier("passportNumber", "563410081")
    both = screener(ledger).screen(person("Ri Pyong Chol", identifiers=(number,))).hits[0]
    name = screener(ledger).screen(person("Ri Pyong Chol")).hits[0]
    assert both.score > name.score


def test_the_best_are_shown_and_how_many_there_were_is_said(ledger: Ledger) -> None:
    for number in range(5):
        ledger.append(delivered(*says(f"n{number}", "Person", name="Ri Pyong Chol"), source="analyst:a"))
    answer = screener(ledger).screen(person("Ri Pyong Chol"), limit=2)
    assert (len(answer.hits), answer.found) == (2, 6)


def test_a_threshold_below_the_cutoff_shows_what_it_matches(ledger: Ledger) -> None:
    answer = screener(ledger).screen(person("Ri Pyong Chol"), threshold=0.65, cutoff=0.7)
    assert answer.cutoff == 0.65
    assert screener(ledger).screen(person("Ri Pyong Chol"), threshold=0.99).matched is False


def test_the_past_is_answered_as_it_was_known_then(ledger: Ledger) -> None:
    ledger.append(delivered(Retraction(target=Locator(1, 0), reason="delisted")))
    ledger.append(delivered(*says("new", "Person", name="Jang Song Taek", status=Status.PROPOSED)))
    ledger.append(delivered(Confirmation(target=Locator(3, 0), by="second")))
    present = screener(ledger)
    assert not present.screen(person("Jang Song Taek"), at=3).hits
    assert present.screen(person("Jang Song Taek")).hits[0].entity == "new"
    assert present.screen(person("Ri Pyong Chol"), at=1).hits[0].name == "Ri Pyong Chol"
    assert present.screen(person("Ri Pyong Chol")).hits[0].name != "Ri Pyong Chol"


def test_a_screener_follows_the_ledger_and_a_pinned_one_does_not(ledger: Ledger) -> None:
    following, pinned = screener(ledger), screener(ledger, position=1)
    ledger.append(delivered(*says("new", "Person", name="Jang Song Taek")))
    assert (following.catch_up(), pinned.catch_up()) == (2, 1)
    assert following.screen(person("Jang Song Taek")).hits
    assert not pinned.screen(person("Jang Song Taek")).hits


def test_a_reader_is_answered_as_if_hidden_statements_did_not_exist(ledger: Ledger) -> None:
    secret = Handling(tlp=Tlp.RED)
    ledger.append(
        delivered(*says("p", "Person", alias="The Engineer"), *says("s", "Person", name="Agent"), handling=secret)
    )
    anyone = Screener(ledger, POLICY, ANYONE, clock=lambda: NOW)
    everything = screener(ledger)
    query = person("Ri Pyong Chol")
    assert anyone.screen(query).hits == everything.screen(query).hits
    assert not anyone.screen(person("The Engineer"), cutoff=0.6).hits
    assert everything.screen(person("The Engineer"), cutoff=0.6).hits


def test_what_is_marked_closed_later_is_gone_from_the_past_too(ledger: Ledger) -> None:
    ledger.append(delivered(*says("s", "Person", name="Jang Song Taek")))
    pinned = Screener(ledger, POLICY, ANYONE, clock=lambda: NOW, position=2)
    assert pinned.screen(person("Jang Song Taek")).hits
    ledger.append(delivered(Marking(target=Locator(2, 0), handling=Handling(tlp=Tlp.RED))))
    assert not pinned.screen(person("Jang Song Taek")).hits
    assert pinned.position == 2


def test_a_marking_opens_the_past_and_ends_when_it_says(tmp_path: Path) -> None:
    now = [NOW]
    ledger = open_ledger(tmp_path, clock=lambda: now[0])
    ledger.append(delivered(*says("p", "Person", name="Ri Pyong Chol")))
    ledger.append(delivered(*says("s", "Person", name="Jang Song Taek"), handling=Handling(tlp=Tlp.RED)))
    pinned = Screener(ledger, POLICY, ANYONE, clock=lambda: now[0], position=2)
    assert not pinned.screen(person("Jang Song Taek")).hits
    opened = Handling(tlp=Tlp.CLEAR, expires_at=NOW + MICROSECONDS)
    ledger.append(delivered(Marking(target=Locator(2, 0), handling=opened)))
    assert pinned.screen(person("Jang Song Taek")).hits
    now[0] += 2 * MICROSECONDS
    assert not pinned.screen(person("Jang Song Taek")).hits
    ledger.close()


def test_a_name_whose_sharing_has_ended_is_not_shown_beside_others(tmp_path: Path) -> None:
    now = [NOW]
    ledger = open_ledger(tmp_path, clock=lambda: now[0])
    ledger.append(delivered(*says("p", "Person", name="Ri Pyong Chol"), *listing("p", "DPRK4")))
    shared = Handling(tlp=Tlp.CLEAR, expires_at=NOW + MICROSECONDS)
    ledger.append(
        delivered(*says("p", "Person", topics="sanction", alias="Ri Pyong Chol the Engineer"), handling=shared)
    )
    for position in (None, 2):
        now[0] = NOW
        asked_twice = Screener(ledger, POLICY, ANYONE, clock=lambda: now[0], position=position)
        assert asked_twice.screen(person("Ri Pyong Chol")).hits[0].topics == ("sanction",)
        now[0] = NOW + 2 * MICROSECONDS
        after = asked_twice.screen(person("Ri Pyong Chol")).hits[0]
        assert after.topics == ()
        assert (
            after
            == Screener(ledger, POLICY, ANYONE, clock=lambda: now[0], position=2)
            .screen(person("Ri Pyong Chol"))
            .hits[0]
        )
    ledger.close()


def test_old_and_missing_lists_are_told_in_every_answer(ledger: Ledger) -> None:
    fresh = screener(ledger).screen(person("Nobody")).warnings
    assert fresh == ("needed is required by the policy and has never been loaded",)
    later = NOW + 10 * 86_400 * MICROSECONDS
    old = Screener(ledger, POLICY, SYSTEM, clock=lambda: later).screen(person("Nobody")).warnings
    assert old[1].startswith("test_list is 10 days old (as of 2026-11-21)")
    assert screener(ledger, ages_at=later).screen(person("Nobody")).warnings == old


def test_an_analysts_statement_names_its_document(ledger: Ledger) -> None:
    text = "Witness names JANG Song Taek."
    sha256 = ledger.originals.keep(text.encode())  # type: ignore[attr-defined]
    span = Span(sha256=sha256, start=14, end=28, raw=text[14:28])
    statement = Statement(
        entity_id="new", schema="Person", prop="name", value="Jang Song Taek", dataset="desk", evidence=span
    )
    ledger.append(delivered(statement, source="analyst:a"))
    (source,) = screener(ledger).screen(person("Jang Song Taek")).hits[0].sources
    assert source.evidence == f"document {sha256}, characters 14 to 28"
    assert source.record is None
