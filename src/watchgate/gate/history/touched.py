"""What the lookback asks of the history: which decisions count, and from where on there are any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import apsw
import msgspec

from watchgate.gate.history.entry import Stored
from watchgate.gate.history.history import History


def newest(history: History, touched: Mapping[int, set[str]], position: int, after: int) -> dict[int, set[str]]:
    """Of the decisions touched, made on less than `position` and numbered above `after`, the newest of each record.

    An older one of the same record counts for nothing: the newer took its place. Erased ones are left out.
    """

    def do(connection: apsw.Connection) -> list[tuple[int, bytes]]:
        rows = connection.execute(
            "SELECT d.number, d.record_id FROM decision d JOIN basis b ON b.key = d.basis "
            "WHERE d.number IN (SELECT value FROM json_each(?)) AND b.position < ? AND d.secret IS NOT NULL",
            (msgspec.json.encode(list(touched)).decode(), position),
        ).fetchall()
        return cast("list[tuple[int, bytes]]", rows)

    last: dict[bytes, int] = {}
    for number, record_id in history.read(do) if touched else ():
        last[record_id] = max(number, last.get(record_id, 0))
    return {number: touched[number] for number in last.values() if number > after}


def stored(history: History, numbers: Sequence[int]) -> list[Stored]:
    """These decisions, in order."""
    wanted = (msgspec.json.encode(list(numbers)).decode(),)
    condition = "d.number IN (SELECT value FROM json_each(?)) ORDER BY d.number"
    return history.read(lambda connection: list(history.reading.where(connection, condition, wanted)))


def first_position(history: History) -> int | None:
    """The first position of the evidence that anything was decided on, or that a gate may decide on now."""

    def do(connection: apsw.Connection) -> list[int]:
        first = connection.execute("SELECT min(position) FROM basis").get
        working = connection.execute("SELECT min(position) FROM worker").get
        return [int(cast("int", one)) for one in (first, working) if one is not None]

    return min(history.read(do), default=None)


def gates(history: History) -> int:
    """How many gate processes are in the register."""
    return history.read(lambda connection: int(cast("int", connection.execute("SELECT count(*) FROM worker").get)))
