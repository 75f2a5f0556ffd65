"""Bunches: everything once, in its order, never more than a bunch holds."""

from __future__ import annotations

from collections.abc import Iterator

from watchgate.gate.service_bunches import MOST, bunches
from watchgate.model.record import Message, Outcome, Record


def _message(number: int, records: int) -> Message:
    key = f"{number:04}"
    return Message(
        kind="pacs.008",
        bytes_sha256=key,
        outcome=Outcome.READ if records else Outcome.UNSUPPORTED,
        records=tuple(Record(id=f"{key}-{one}", kind="pacs.008", bytes_sha256=key) for one in range(records)),
    )


def test_every_record_comes_once_in_its_order_with_its_message() -> None:
    messages = [_message(number, records) for number, records in enumerate([1, 0, 200, 3, 0, 64, 1])]
    found = list(bunches(messages))
    expected = [(one, record) for one in messages for record in (one.records or (None,))]
    assert [each for bunch in found for each in bunch] == expected
    assert max(map(len, found)) == MOST
    assert all(len(bunch) == MOST for bunch in found[:-1])


def test_no_more_is_read_ahead_than_a_bunch_holds() -> None:
    read = 0

    def reading() -> Iterator[Message]:
        nonlocal read
        for number in range(MOST * 3):
            read += 1
            yield _message(number, number % 2)

    coming = bunches(reading())
    next(coming)
    assert read == MOST
