"""What every backend of the ledger does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.ledger_backends import BACKENDS, START_US, TestClock, opened
from support.ledger_drafts import delivered, said
from watchgate.ledger.interface import Ledger
from watchgate.model.errors import BadInputError, LedgerBusyError, NotFoundError
from watchgate.model.handling import ANYONE, PUBLIC, SYSTEM, Handling, Reader, Tlp
from watchgate.model.statement import Confirmation, Locator, Marking, Retraction, Statement, Status

RED = Handling(tlp=Tlp.RED)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture(params=BACKENDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path, clock: TestClock) -> Iterator[Ledger]:
    with opened(request.param, tmp_path, clock) as found:
        yield found


def _values(ledger: Ledger, reader: Reader = SYSTEM, position: int | None = None) -> list[str]:
    return [statement.value for statement in ledger.entity("un-1", reader=reader, position=position)]


def test_a_new_ledger_is_empty_and_says_so(ledger: Ledger) -> None:
    head = ledger.head()
    assert (head.position, head.entries, head.recorded_at) == (0, 0, 0)
    assert list(ledger.as_of(reader=SYSTEM).entities()) == []
    assert list(ledger.follow(0, reader=SYSTEM)) == []
    assert ledger.verify().damages == ()


def test_a_receipt_says_what_the_ledger_holds(ledger: Ledger) -> None:
    receipt = ledger.append(delivered(said("a"), said("b")))
    statements = ledger.entity("un-1", reader=SYSTEM)
    header = ledger.as_of(reader=SYSTEM).delivery(1)
    assert tuple(statement.id for statement in statements) == receipt.entry_ids
    assert [statement.locator for statement in statements] == [(1, 0), (1, 1)]
    assert header is not None
    assert (header.id, header.root, header.recorded_at) == (receipt.delivery_id, receipt.root, START_US)
    assert ledger.head().root == receipt.log_root
    assert ledger.head().entries == 2


def test_recorded_instants_rise_when_the_clock_goes_back(ledger: Ledger, clock: TestClock) -> None:
    first = ledger.append(delivered(said("a")))
    clock.now_us -= 3_600_000_000
    second, third = (ledger.append(delivered(said(value))) for value in "bc")
    assert first.recorded_at < second.recorded_at < third.recorded_at


def test_withdrawn_statement_stays_visible_before_its_withdrawal(ledger: Ledger) -> None:
    ledger.append(delivered(said("a"), said("b")))
    ledger.append(delivered(Retraction(target=Locator(1, 0), reason="delisted")))
    assert _values(ledger, position=1) == ["a", "b"]
    assert _values(ledger) == ["b"]
    found = ledger.as_of(reader=SYSTEM).statement(Locator(1, 0))
    assert found is not None
    assert found.status is Status.RETRACTED


def test_proposed_statement_is_confirmed_from_the_second_act_on(ledger: Ledger) -> None:
    ledger.append(delivered(said("a", status=Status.PROPOSED)))
    ledger.append(delivered(Confirmation(target=Locator(1, 0), by="duty officer")))
    standing = [ledger.entity("un-1", reader=SYSTEM, position=at)[0].status for at in (1, 2)]
    assert standing == [Status.PROPOSED, Status.CONFIRMED]


def test_marking_counts_for_every_position_from_now_on(ledger: Ledger) -> None:
    ledger.append(delivered(said("a")))
    assert _values(ledger, ANYONE) == ["a"]
    ledger.append(delivered(Marking(target=Locator(1, 0), handling=RED)))
    assert _values(ledger, ANYONE, position=1) == []
    ledger.append(delivered(Marking(target=Locator(1, 0), handling=PUBLIC)))
    assert _values(ledger, ANYONE, position=1) == ["a"]


def test_retraction_nobody_may_see_takes_nothing_from_them(ledger: Ledger) -> None:
    ledger.append(delivered(said("a")))
    ledger.append(delivered(Retraction(target=Locator(1, 0), reason="doubtful"), handling=RED))
    assert _values(ledger, ANYONE) == ["a"]
    assert _values(ledger) == []


def test_statement_that_may_not_be_seen_is_not_there(ledger: Ledger) -> None:
    ledger.append(delivered(said("a"), handling=RED, source="analyst:kim", author="kim"))
    snapshot = ledger.as_of(reader=ANYONE)
    assert snapshot.entity("un-1") == ()
    assert list(snapshot.entity_ids()) == []
    assert list(snapshot.source("analyst:kim")) == []
    assert snapshot.statement(Locator(1, 0)) is None
    assert snapshot.delivery(1) is None
    assert list(snapshot.deliveries()) == []
    hidden = ledger.entity("un-1", reader=SYSTEM)[0]
    for reference in ("1.0", hidden.id, hidden.id[:12]):
        with pytest.raises(NotFoundError) as unseen:
            ledger.find(reference, reader=ANYONE)
        with pytest.raises(NotFoundError) as absent:
            ledger.find("9.9", reader=ANYONE)
        assert type(unseen.value) is type(absent.value)
    (blank,) = ledger.follow(0, reader=ANYONE)
    assert (blank.position, blank.source, blank.author, blank.id, blank.entries) == (1, "", None, "", ())


def test_what_expires_is_closed_from_that_instant(ledger: Ledger, clock: TestClock) -> None:
    ledger.append(delivered(said("a"), handling=Handling(tlp=Tlp.CLEAR, expires_at=START_US + 100)))
    assert _values(ledger, ANYONE) == ["a"]
    clock.now_us = START_US + 100
    assert _values(ledger, ANYONE) == []
    assert _values(ledger, ANYONE, position=1) == []


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "day", "holds"),
    [
        (None, None, "2024-03-01", True),
        ("2024-03", None, "2024-02-29", False),
        ("2024-03", None, "2024-03-01", True),
        (None, "2024-03", "2024-02-29", True),
        (None, "2024-03", "2024-03-01", False),
        ("2023", "2024", "2023-12-31", True),
        ("2023", "2024", "2024-01-01", False),
    ],
)
def test_validity_includes_its_first_day_and_not_its_last(
    ledger: Ledger, valid_from: str | None, valid_to: str | None, day: str, *, holds: bool
) -> None:
    ledger.append(delivered(said("a", valid_from=valid_from, valid_to=valid_to)))
    found = ledger.as_of(reader=SYSTEM, valid_at=day).entity("un-1")
    assert (len(found) == 1) is holds


def test_acts_may_mean_an_earlier_entry_of_their_own_delivery(ledger: Ledger) -> None:
    ledger.append(delivered(said("a"), said("b"), Retraction(target=Locator(0, 0), reason="misread")))
    assert _values(ledger) == ["b"]
    (delivery,) = ledger.follow(0, reader=SYSTEM)
    assert delivery.entries[2] == Retraction(target=Locator(1, 0), reason="misread")
    assert isinstance(delivery.entries[0], Statement)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (Retraction(target=Locator(7, 0), reason="x"), "entry 1 of the delivery: its target 7.0 does not exist"),
        (Retraction(target=Locator(1, 9), reason="x"), "entry 1 of the delivery: its target 1.9 does not exist"),
        (Retraction(target=Locator(3, 0), reason="x"), "its target 3.0 does not exist"),
        (Retraction(target=Locator(0, 1), reason="x"), "does not stand before it"),
        (Retraction(target=Locator(1, 1), reason="x"), "its target 1.1 is already retracted"),
        (Confirmation(target=Locator(1, 1), by="x"), "its target 1.1 is already retracted"),
        (Confirmation(target=Locator(1, 0), by="x"), "was not proposed"),
        (Confirmation(target=Locator(0, 0), by="x"), "its target 0 of the same delivery was not proposed"),
        (Marking(target=Locator(2, 0), handling=RED), "its target 2.0 is not a statement"),
        (Retraction(target=Locator(1, -1), reason="x"), "cannot exist"),
    ],
)
def test_act_that_cannot_stand_refuses_the_whole_delivery(
    ledger: Ledger, entry: Retraction | Confirmation | Marking, reason: str
) -> None:
    ledger.append(delivered(said("a"), said("b")))
    ledger.append(delivered(Retraction(target=Locator(1, 1), reason="withdrawn")))
    before = ledger.head()
    with pytest.raises(BadInputError, match=reason.replace(".", r"\.")):
        ledger.append(delivered(said("c"), entry))
    assert ledger.head() == before
    assert _values(ledger) == ["a"]


def test_two_retractions_of_one_statement_in_one_delivery_are_refused(ledger: Ledger) -> None:
    ledger.append(delivered(said("a")))
    twice = Retraction(target=Locator(1, 0), reason="x")
    with pytest.raises(BadInputError, match=r"entry 1 .* already retracted"):
        ledger.append(delivered(twice, twice))


def test_several_deliveries_are_taken_all_or_none(ledger: Ledger) -> None:
    with pytest.raises(BadInputError):
        ledger.append_many(
            [delivered(said("a"), source="new"), delivered(Retraction(target=Locator(9, 9), reason="x"))]
        )
    assert ledger.head().position == 0
    receipts = ledger.append_many(
        [delivered(said("a"), source="new"), delivered(Retraction(target=Locator(1, 0), reason="x")), delivered()]
    )
    assert [receipt.position for receipt in receipts] == [1, 2, 3]
    assert ledger.append_many([]) == []
    assert _values(ledger) == []
    assert ledger.verify().damages == ()


def test_source_gives_only_what_its_deliveries_said_and_still_stands(ledger: Ledger) -> None:
    ledger.append(delivered(said("a"), said("b"), source="one"))
    ledger.append(delivered(said("c"), source="two"))
    ledger.append(delivered(said("d"), Retraction(target=Locator(1, 0), reason="x"), source="one"))
    snapshot = ledger.as_of(reader=SYSTEM)
    assert [statement.value for statement in snapshot.source("one")] == ["b", "d"]
    assert [delivery.position for delivery in snapshot.deliveries("one")] == [1, 3]


def test_who_was_named_is_known_when_all_was_taken_back(ledger: Ledger) -> None:
    ledger.append(delivered(said("a", entity_id="p-1")))
    ledger.append(delivered(Retraction(target=Locator(1, 0), reason="x")))
    snapshot = ledger.as_of(reader=SYSTEM)
    assert snapshot.entity("p-1") == ()
    assert (snapshot.was_named("p-1"), snapshot.was_named("p-2")) == (True, False)
    assert not ledger.as_of(reader=SYSTEM, position=0).was_named("p-1")


def test_references_are_found_from_the_entity_they_point_to(ledger: Ledger) -> None:
    ledger.append(delivered(said("co-1", entity_id="own-1", prop="asset"), said("co-1", entity_id="x", prop="name")))
    ledger.append(delivered(said("Trading Co", entity_id="co-1")))
    assert [s.entity_id for s in ledger.as_of(reader=SYSTEM).referring_to("co-1")] == ["own-1"]


def test_statement_is_found_by_locator_id_and_unique_prefix(ledger: Ledger) -> None:
    first = ledger.append(delivered(said("a"), said("b"))).entry_ids
    assert ledger.find(first[1][:8], reader=SYSTEM) == (1, 1)
    second = ledger.append(delivered(said("c"))).entry_ids
    for reference, locator in (("1.1", (1, 1)), (first[0], (1, 0)), (second[0][:20].upper(), (2, 0))):
        assert ledger.find(reference, reader=SYSTEM) == locator
    for unknown in ("3.0", "1.2", "0" * 64, "0" * 8):
        with pytest.raises(NotFoundError):
            ledger.find(unknown, reader=SYSTEM)
    for wrong in ("", "abc", "1.", "x.1", "zzzzzzzz", "1.0; DROP TABLE"):
        with pytest.raises(BadInputError):
            ledger.find(wrong, reader=SYSTEM)


def test_asking_for_what_is_not_there_is_refused(ledger: Ledger) -> None:
    ledger.append(delivered(said("a")))
    for wrong in ({"position": 2}, {"position": -1}, {"position": 1, "recorded_at": 5}, {"valid_at": "2024"}):
        with pytest.raises(BadInputError):
            ledger.as_of(reader=SYSTEM, **wrong)
    for start in (-1, 2):
        with pytest.raises(BadInputError):
            ledger.follow(start, reader=SYSTEM)


def test_waiting_ends_with_the_position_or_with_the_time(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.append(delivered(said("a")))
    assert ledger.wait(0, 5) == 1
    assert ledger.wait(1, 0.01) == 1
    assert ledger.as_of(reader=SYSTEM, at_least=1).position == 1
    monkeypatch.setattr("watchgate.ledger.sqlite_ledger.AT_LEAST_S", 0.01)
    with pytest.raises(LedgerBusyError):
        ledger.as_of(reader=SYSTEM, at_least=2)


def test_a_snapshot_does_not_move_when_the_ledger_does(ledger: Ledger) -> None:
    ledger.append(delivered(said("a")))
    snapshot, followed = ledger.as_of(reader=SYSTEM), ledger.follow(0, reader=SYSTEM)
    ledger.append(delivered(Retraction(target=Locator(1, 0), reason="x"), said("b")))
    assert [statement.value for statement in snapshot.entity("un-1")] == ["a"]
    assert [delivery.position for delivery in followed] == [1]


def test_a_closed_ledger_says_that_it_is_closed(ledger: Ledger) -> None:
    ledger.append(delivered(said("a")))
    ledger.close()
    for use in (lambda: ledger.append(delivered(said("b"))), ledger.head):
        with pytest.raises(Exception, match="the ledger is closed"):
            use()
    ledger.close()
