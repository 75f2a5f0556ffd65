"""From what a person types to the decision meant."""

from __future__ import annotations

import re

import apsw

from watchgate.gate.history.entry import Stored
from watchgate.gate.history.preparing import record_hash
from watchgate.gate.history.reading import Reading
from watchgate.model.errors import BadInputError, NotFoundError

SHORTEST_PREFIX = 8
_HEX = re.compile(r"[0-9a-f]{8,64}")
_HASH_DIGITS = 12
HINT = "list them with: watchgate gate list"


def find(connection: apsw.Connection, reading: Reading, reference: str) -> Stored:
    """The decision meant by a number, or by the beginning of its sha256 or of its record's id (then the newest).

    NotFoundError when there is none, BadInputError when it could be several or none at all.
    """
    wanted = reference.strip().lower().removeprefix("#")
    is_number = wanted.isdecimal() and wanted.isascii() and len(wanted) < 16
    if is_number and (found := reading.one(connection, int(wanted))) is not None:
        return found
    if _HEX.fullmatch(wanted):
        return _by_hash(connection, reading, wanted)
    if is_number:
        raise NotFoundError(f"there is no decision {wanted}", hint=HINT)
    raise BadInputError(
        f"{reference!r} is neither the number of a decision nor {SHORTEST_PREFIX} or more digits of its sha256 or "
        "of its record's id",
        hint=HINT,
    )


def _by_hash(connection: apsw.Connection, reading: Reading, wanted: str) -> Stored:
    low = record_hash(wanted.ljust(_HASH_DIGITS, "0"))
    high = record_hash(wanted.ljust(_HASH_DIGITS, "f"))
    candidates = reading.where(
        connection,
        "d.number IN (SELECT number FROM lookup WHERE hash BETWEEN ? AND ?) ORDER BY d.number",
        (low, high),
    )
    found = [one for one in candidates if one.sha256.startswith(wanted) or one.record_id.startswith(wanted)]
    by_decision = [one for one in found if one.sha256.startswith(wanted)]
    records = {one.record_id for one in found}
    if not found:
        raise NotFoundError(f"there is no decision {wanted[:16]}", hint=HINT)
    if len(by_decision) == 1 and len(found) == 1:
        return by_decision[0]
    if len(records) > 1:
        raise BadInputError(f"{wanted} is the beginning of several", hint="write more of its digits")
    return found[-1]
