"""Any history, any as-of read, any reader: the ledger answers what the model answers."""

from __future__ import annotations

import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.ledger_backends import BACKENDS, TestClock, opened
from support.ledger_histories import ENTITIES, READERS, SOURCES, Step, delivery_of, histories
from support.ledger_model import LedgerModel, Refused
from watchgate.ledger.interface import Ledger
from watchgate.model.errors import BadInputError
from watchgate.model.handling import Reader
from watchgate.model.statement import Entry, Locator, Statement

SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _bare(entries: tuple[Entry, ...] | list[Statement]) -> list[Entry]:
    """Without ids, which the model does not have."""
    return [msgspec.structs.replace(entry, id="") if isinstance(entry, Statement) else entry for entry in entries]


def _play(history: list[Step], ledger: Ledger, model: LedgerModel, clock: TestClock) -> None:
    known: list[Locator] = []
    for step in history:
        clock.now_us += step.moved_us
        draft = delivery_of(step, known)
        try:
            receipt = ledger.append(draft)
        except BadInputError:
            with pytest.raises(Refused):
                model.append(draft, 0)
            continue
        model.append(draft, receipt.recorded_at)
        assert receipt.position == len(model.deliveries)
        assert len(receipt.entry_ids) == len(draft.entries)
        known += [entry.locator for entry in model.deliveries[-1].entries if isinstance(entry, Statement)]


def _compare(ledger: Ledger, model: LedgerModel, reader: Reader, position: int, valid_at: str | None, now: int) -> None:
    snapshot = ledger.as_of(reader=reader, position=position, valid_at=valid_at)
    expected = model.snapshot(reader, position, valid_at, now)
    assert snapshot.position == position
    for entity_id in (*ENTITIES, "unknown"):
        assert _bare(snapshot.entity(entity_id)) == expected.entity(entity_id)
        assert snapshot.was_named(entity_id) == expected.was_named(entity_id)
        assert _bare(list(snapshot.referring_to(entity_id))) == expected.referring_to(entity_id)
    assert {key: _bare(found) for key, found in snapshot.entities()} == expected.entities()
    assert sorted(snapshot.entity_ids()) == sorted(expected.entities())
    for source in (*SOURCES, "unknown"):
        assert _bare(list(snapshot.source(source))) == expected.source(source)
        assert [found.position for found in snapshot.deliveries(source)] == [
            found.position for found in expected.deliveries(source)
        ]
    for delivery in model.deliveries:
        for ordinal in range(len(delivery.entries) + 1):
            locator = Locator(delivery.position, ordinal)
            found = snapshot.statement(locator)
            assert (found and msgspec.structs.replace(found, id="")) == expected.statement(locator)
        header = snapshot.delivery(delivery.position)
        visible = delivery.position in {shown.position for shown in expected.deliveries()}
        assert (header is not None) is visible
        assert header is None or (header.handling, header.source) == (delivery.handling, delivery.source)


@pytest.mark.parametrize("backend", BACKENDS)
@SETTINGS
@given(history=histories, data=st.data())
def test_every_read_by_every_reader_equals_the_model(backend: str, history: list[Step], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock, model = TestClock(), LedgerModel()
        with opened(backend, Path(folder), clock) as ledger:
            _play(history, ledger, model, clock)
            for reader in READERS:
                position = data.draw(st.integers(0, len(model.deliveries)))
                valid_at = data.draw(st.sampled_from([None, "2024-03-01", "2024-03-15", "2024-12-31"]))
                _compare(ledger, model, reader, position, valid_at, clock.now_us)
                from_position = data.draw(st.integers(0, len(model.deliveries)))
                followed = [(d.position, _bare(d.entries)) for d in ledger.follow(from_position, reader=reader)]
                assert followed == [
                    (at, list(entries)) for at, entries in model.follow(from_position, reader, clock.now_us)
                ]
            assert ledger.verify().damages == ()


@pytest.mark.parametrize("backend", BACKENDS)
@settings(SETTINGS, max_examples=40)
@given(history=histories, data=st.data())
def test_an_instant_gives_what_was_recorded_by_then(backend: str, history: list[Step], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock, model = TestClock(), LedgerModel()
        with opened(backend, Path(folder), clock) as ledger:
            _play(history, ledger, model, clock)
            instants = [delivery.recorded_at for delivery in model.deliveries]
            assert instants == sorted(set(instants))
            asked = data.draw(st.sampled_from([0, *instants, *[at - 1 for at in instants], clock.now_us + 1000]))
            reader = data.draw(st.sampled_from(READERS))
            snapshot = ledger.as_of(reader=reader, recorded_at=asked)
            assert snapshot.position == model.position_at(asked)


@settings(SETTINGS, max_examples=150)
@given(history=histories, data=st.data())
def test_taking_away_what_a_reader_may_not_see_changes_none_of_his_answers(
    history: list[Step], data: st.DataObject
) -> None:
    # On the model, which the test above holds equal to the ledger: there what is unseen can really be taken out.
    model, now, known = LedgerModel(), TestClock().now_us, list[Locator]()
    for number, step in enumerate(history):
        draft = delivery_of(step, known)
        try:
            model.append(draft, number)
        except Refused:
            continue
        known += [entry.locator for entry in model.deliveries[-1].entries if isinstance(entry, Statement)]
    reader = data.draw(st.sampled_from(READERS))
    without = model.without_unseen(reader, now)
    for position in range(len(model.deliveries) + 1):
        before, after = (kept.snapshot(reader, position, None, now) for kept in (model, without))
        assert before.entities() == after.entities()
        assert [before.source(source) for source in SOURCES] == [after.source(source) for source in SOURCES]
        assert [before.referring_to(entity) for entity in ENTITIES] == [after.referring_to(e) for e in ENTITIES]
        assert [before.statement(at) for at in known] == [after.statement(at) for at in known]
        assert model.follow(position, reader, now) == without.follow(position, reader, now)
