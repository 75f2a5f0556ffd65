"""Wallets that look like another one the same customer was asked about before, found by how they begin and end.

Each record that asks about wallets of a customer is kept under a number for each of these shapes, as it is under the
customer's own: so that a question costs a look for each address, however long the history is, and what is erased is
found no more. The other address is not named: it would stay in this record when that one is erased.
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
"""Decisions that are opened for one record, since each may hold thousands of addresses: the oldest of each shape, then
the next of each."""


def resembling(history: History, record: Record) -> Record:
    """`record` with what its wallets look like, where the history knows, and which were not compared with all of it:
    kept with it, so that it can be decided again."""
    if record.kind != KIND or not record.customer:
        return record
    asked = {one: shape for one in wallets_of(record) if (shape := shape_of(one))}
    if not asked:
        return record
    known, left = _first_known(history, record.customer, set(asked.values()))
    said = {}
    for address, shape in asked.items():
        first, number = known.get(shape, (address, 0))
        if first != address:
            said[f"{RESEMBLES}{address}"] = (
                "begins and ends like one that this customer was asked about before, and is another address (see "
                f"decision {number})"
            )
        elif shape in left:
            said[f"{RESEMBLES}{address}"] = (
                f"was not compared with all that this customer was asked about before: more than {OPENED} decisions"
            )
    return msgspec.structs.replace(record, references={**record.references, **said}) if said else record


def _first_known(
    history: History, customer: str, shapes: Collection[str]
) -> tuple[dict[str, tuple[str, int]], set[str]]:
    """Of each shape the first address that was asked about for the customer, and its decision; and the shapes of which
    none was found among the decisions that were opened, and others are left."""
    hashes = {shape: alike_hash(history.sealer, customer, shape) for shape in shapes}

    def do(connection: apsw.Connection) -> tuple[list[Stored], set[str]]:
        ranked: list[tuple[int, int, str]] = []
        for shape, one in hashes.items():
            rows = connection.execute(
                "SELECT number FROM lookup WHERE hash = ? ORDER BY number LIMIT ?", (one, LOOKED_AT)
            )
            ranked += [(rank, int(str(number)), shape) for rank, (number,) in enumerate(rows)]
        ranked.sort()
        oldest = sorted(list(dict.fromkeys(number for _, number, _ in ranked))[:OPENED])
        left = {shape for _, number, shape in ranked if number not in oldest}
        condition = f"d.number IN ({','.join('?' * len(oldest))}) ORDER BY d.number"
        return list(history.reading.where(connection, condition, tuple(oldest))) if oldest else [], left

    opened, left = history.read(do)
    found: dict[str, tuple[str, int]] = {}
    for stored in opened:
        # Numbers of two customers may be the same: what is found is compared.
        if stored.record is not None and stored.record.customer == customer:
            for address in wallets_of(stored.record):
                if (shape := shape_of(address)) in shapes:
                    found.setdefault(shape, (address, stored.number))
    return found, left - found.keys()
