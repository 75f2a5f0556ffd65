"""Wallets that look like another one the same customer was asked about before, found by how they begin and end.

Each record that asks about wallets of a customer is kept under a number for each of these shapes, as it is under the
customer's own: so that a question costs a look for each address, however long the history is, and what is erased is
found no more.
"""

from __future__ import annotations

from collections.abc import Collection

import apsw
import msgspec

from watchgate.gate.history.entry import Stored
from watchgate.gate.history.history import History
from watchgate.gate.history.preparing import alike_hash
from watchgate.gate.records.wallet_check import KIND, RESEMBLES, wallets_of
from watchgate.model.record import Record
from watchgate.risk.exposure.lookalike import shape_of

LOOKED_AT = 8
"""Decisions that are looked into for one address, the oldest: whoever came first is the true one."""
OPENED = 64
"""Decisions that are opened for one record, the oldest: each may hold thousands of addresses."""


def resembling(history: History, record: Record) -> Record:
    """`record` with what its wallets look like, where the history knows: kept with it, so that it can be decided
    again."""
    if record.kind != KIND or not record.customer:
        return record
    asked = {one: shape for one in wallets_of(record) if (shape := shape_of(one))}
    known = _first_known(history, record.customer, set(asked.values())) if asked else {}
    said = {
        f"{RESEMBLES}{address}": f"begins and ends like {first}, which this customer was asked about before (decision "
        f"{number}), and is another address"
        for address, shape in asked.items()
        for first, number in known.get(shape, ())
        if first != address
    }
    return msgspec.structs.replace(record, references={**record.references, **said}) if said else record


def _first_known(history: History, customer: str, shapes: Collection[str]) -> dict[str, tuple[tuple[str, int]]]:
    """Of each shape the first address that was asked about for the customer, and its decision."""
    hashes = [alike_hash(history.sealer, customer, shape) for shape in shapes]

    def do(connection: apsw.Connection) -> list[Stored]:
        numbers: set[int] = set()
        for one in hashes:
            rows = connection.execute(
                "SELECT number FROM lookup WHERE hash = ? ORDER BY number LIMIT ?", (one, LOOKED_AT)
            )
            numbers.update(int(str(number)) for (number,) in rows)
        oldest = tuple(sorted(numbers)[:OPENED])
        condition = f"d.number IN ({','.join('?' * len(oldest))}) ORDER BY d.number"
        return list(history.reading.where(connection, condition, oldest)) if oldest else []

    found: dict[str, tuple[tuple[str, int]]] = {}
    for stored in history.read(do):
        # Numbers of two customers may be the same: what is found is compared.
        if stored.record is not None and stored.record.customer == customer:
            for address in wallets_of(stored.record):
                if (shape := shape_of(address)) in shapes:
                    found.setdefault(shape, ((address, stored.number),))
    return found
