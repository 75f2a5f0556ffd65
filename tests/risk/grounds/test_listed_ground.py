"""`listed`: by whom, under what, on which day, and what only looks like it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.grounds import NOON, POLICY, grounds
from support.parties import delivered, says
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import parse_instant
from watchgate.model.errors import BadInputError
from watchgate.model.ground import GroundKind
from watchgate.model.handling import ANYONE, SYSTEM, Handling, Tlp
from watchgate.model.policy import parse_policy
from watchgate.model.statement import Confirmation, Locator, Marking, Retraction, Statement, Status
from watchgate.risk.grounds.view import Grounds


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path)
    yield opened
    opened.close()


def sanction(entity_id: str = "p", dataset: str = "us_list", **said: Any) -> list[Statement]:
    return says(f"{entity_id}-sanction", "Sanction", dataset, entity=entity_id, authority="TEST", **said)


def test_a_listing_gives_authority_programme_dates_and_what_it_stands_on(ledger: Ledger) -> None:
    ledger.append(delivered(*says("p", "Person", "us_list", name="Ri Pyong Chol", topics="sanction")))
    ledger.append(delivered(*sanction(program="DPRK4", listingDate="2020-01-02", endDate="2030")))
    [one] = grounds(ledger, "p")
    assert (one.kind, one.entity_id, one.authority, one.programme) == (GroundKind.LISTED, "p", "US-OFAC", "DPRK4")
    assert (one.valid_from, one.valid_to, one.doubt) == ("2020-01-02", "2030", "")
    assert one.stands_on == tuple(Locator(2, ordinal) for ordinal in range(5))


def test_a_party_on_two_lists_has_a_ground_of_each_authority(ledger: Ledger) -> None:
    ledger.append(delivered(*sanction(), *sanction(dataset="gb_list", program="Russia")))
    assert [one.authority for one in grounds(ledger, "p")] == ["GB", "US-OFAC"]


def test_whoever_is_on_no_list_has_no_ground(ledger: Ledger) -> None:
    ledger.append(delivered(*says("q", "Company", "register", name="Alpha")))
    assert grounds(ledger, "q") == []
    assert grounds(ledger, "unheard-of") == []


@pytest.mark.parametrize(
    ("dataset", "instant", "binds"),
    [
        ("eu_list", "2026-11-22T22:59:59Z", False),
        ("eu_list", "2026-11-22T23:00:00Z", True),  # midnight in Brussels
        ("gb_list", "2026-11-22T23:59:59Z", False),
        ("gb_list", "2026-11-23T00:00:00Z", True),
        ("us_list", "2026-11-23T04:59:59Z", False),
        ("us_list", "2026-11-23T05:00:00Z", True),  # midnight in New York
    ],
)
def test_a_listing_begins_on_its_day_where_the_authority_is(
    ledger: Ledger, dataset: str, instant: str, binds: bool
) -> None:
    ledger.append(delivered(*sanction(dataset=dataset, startDate="2026-11-23", listingDate="2026-11-20")))
    [one] = grounds(ledger, "p", instant)
    assert one.valid_from == "2026-11-23"
    assert (one.doubt == "") is binds
    assert binds or "not yet in force" in one.doubt


@pytest.mark.parametrize(
    ("end", "instant", "found"),
    [
        ("2026-11-22", "2026-11-22T12:00:00Z", 1),  # the last day of law is a day of law
        ("2026-11-22", "2026-11-23T12:00:00Z", 0),
        ("2026-11", "2026-11-30T12:00:00Z", 1),
        ("2026-11", "2026-12-01T12:00:00Z", 0),
        ("until further notice", "2099-01-01T12:00:00Z", 1),
    ],
)
def test_a_listing_ends_after_all_its_end_may_mean(ledger: Ledger, end: str, instant: str, found: int) -> None:
    ledger.append(delivered(*says("p", "Person", "us_list", name="Ri"), *sanction(startDate="2020-01-01", endDate=end)))
    assert len(grounds(ledger, "p", instant)) == found


def test_a_delisted_party_is_no_longer_listed_and_was_before(ledger: Ledger) -> None:
    ledger.append(delivered(*sanction(program="DPRK")))
    before = Grounds.at(ledger, SYSTEM, POLICY)
    ledger.append(delivered(*(Retraction(target=Locator(1, n), reason="gone") for n in range(3))))
    assert grounds(ledger, "p") == []
    assert before.of("p", NOON)
    assert Grounds.at(ledger, SYSTEM, POLICY, 1).of("p", NOON) == before.of("p", NOON)
    before.catch_up()
    assert before.of("p", NOON) == ()


def test_a_statement_that_holds_from_a_day_on_lists_from_that_day(ledger: Ledger) -> None:
    says_so = Statement(
        entity_id="s",
        schema="Sanction",
        prop="entity",
        value="p",
        dataset="us_list",
        valid_from="2026-12-01",
        valid_to="2027-01-01",
    )
    ledger.append(delivered(says_so))
    assert [bool(one.doubt) for one in grounds(ledger, "p", "2026-11-22")] == [True]
    assert [bool(one.doubt) for one in grounds(ledger, "p", "2026-12-31T12:00:00Z")] == [False]
    assert grounds(ledger, "p", "2027-01-01T12:00:00Z") == []


def test_a_list_of_no_authority_here_is_shown_with_that_doubt(ledger: Ledger) -> None:
    ledger.append(delivered(*sanction(dataset="elsewhere")))
    [one] = grounds(ledger, "p")
    assert one.authority == "TEST"
    assert one.doubt == "elsewhere is a list of no authority of the policy"


def test_a_name_of_a_list_without_its_listing_is_in_doubt_and_not_dropped(ledger: Ledger) -> None:
    ledger.append(delivered(*says("p", "Thing", "us_list", alias="Ri Pyong Chol")))
    [one] = grounds(ledger, "p")
    assert one.authority == "US-OFAC"
    assert "nothing that is loaded" in one.doubt
    ledger.append(delivered(*sanction(endDate="2025-01-01")))
    assert grounds(ledger, "p") == []


def test_a_wallet_of_a_listed_party_is_listed_with_it(ledger: Ledger) -> None:
    ledger.append(delivered(*says("w", "CryptoWallet", "us_list", publicKey="bc1q", holder="p"), *sanction()))
    [one] = grounds(ledger, "w")
    assert (one.entity_id, one.doubt) == ("p", "")
    assert one.detail.endswith("it holds w")
    assert Locator(1, 1) in one.stands_on


def test_what_is_only_proposed_lists_nobody_until_it_is_confirmed(ledger: Ledger) -> None:
    ledger.append(delivered(*says("s", "Sanction", "us_list", status=Status.PROPOSED, entity="p")))
    view = Grounds.at(ledger, SYSTEM, POLICY)
    assert view.of("p", NOON) == ()
    ledger.append(delivered(Confirmation(target=Locator(1, 0), by="second")))
    view.catch_up()
    assert [one.stands_on for one in view.of("p", NOON)] == [(Locator(1, 0),)]


def test_a_reader_who_may_not_see_a_listing_has_no_ground(ledger: Ledger) -> None:
    ledger.append(delivered(*sanction()))
    outside = Grounds.at(ledger, ANYONE, POLICY)
    assert outside.of("p", NOON)
    hidden = Handling(tlp=Tlp.RED)
    ledger.append(delivered(*(Marking(target=Locator(1, n), handling=hidden) for n in range(2)), handling=hidden))
    outside.catch_up()
    assert outside.of("p", NOON) == ()
    assert Grounds.at(ledger, SYSTEM, POLICY).of("p", NOON)


def test_a_view_that_stays_in_the_past_hears_what_was_marked_since(ledger: Ledger) -> None:
    ledger.append(delivered(*sanction()))
    past = Grounds.at(ledger, ANYONE, POLICY, 1)
    hidden = Handling(tlp=Tlp.RED)
    ledger.append(delivered(*(Marking(target=Locator(1, n), handling=hidden) for n in range(2)), handling=hidden))
    assert past.hear_markings()
    assert past.position == 1
    assert past.of("p", NOON) == ()


def test_what_was_shared_until_a_day_is_taken_back_on_that_day(tmp_path: Path) -> None:
    now = [1_000_000]
    ledger = open_ledger(tmp_path / "clocked", clock=lambda: now[0])
    ledger.append(delivered(*sanction(), handling=Handling(tlp=Tlp.CLEAR, originator="us", expires_at=5_000_000)))
    view = Grounds.at(ledger, ANYONE, POLICY)
    assert not view.forget_expired(4_999_999)
    now[0] = 5_000_000
    assert view.forget_expired(5_000_000)
    assert view.of("p", NOON) == ()
    ledger.close()


def test_another_policy_can_be_asked_of_the_same_evidence(ledger: Ledger) -> None:
    ledger.append(delivered(*sanction(dataset="elsewhere")))
    other = parse_policy('[authorities.CH]\nlists = ["elsewhere"]\ntime_zone = "Europe/Zurich"\n')
    view = Grounds.at(ledger, SYSTEM, POLICY)
    assert [(one.authority, one.doubt) for one in view.of("p", NOON, other)] == [("CH", "")]
    assert view.of("p", NOON)[0].doubt


def test_a_time_zone_that_is_none_is_refused_by_name(ledger: Ledger) -> None:
    wrong = parse_policy('[authorities.CH]\nlists = []\ntime_zone = "Europe/Zuerich"\n')
    with pytest.raises(BadInputError, match="'Europe/Zuerich' is no time zone"):
        Grounds.at(ledger, SYSTEM, wrong)


def test_a_kept_state_gives_the_same_grounds_and_a_damaged_one_is_thrown_away(ledger: Ledger, tmp_path: Path) -> None:
    views = tmp_path / "views"
    views.mkdir(exist_ok=True)
    ledger.append(delivered(*sanction(program="DPRK")))
    built = Grounds.at(ledger, SYSTEM, POLICY, views=views)
    kept = Grounds.at(ledger, SYSTEM, POLICY, views=views)
    assert (views / "grounds.msgpack").is_file()
    assert kept.of("p", NOON) == built.of("p", NOON)
    assert kept.position == 1
    (views / "grounds.msgpack").write_bytes(b"nothing")
    assert Grounds.at(ledger, SYSTEM, POLICY, views=views).of("p", parse_instant("2026-11-22")) == built.of("p", NOON)
