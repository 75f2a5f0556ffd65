"""A page of past decisions, newest first, by verdict, time and customer."""

from __future__ import annotations

from collections.abc import Sequence

import apsw
import msgspec

from watchgate.gate.history.entry import VERDICTS, Stored
from watchgate.gate.history.history import History
from watchgate.gate.history.preparing import customer_hash
from watchgate.model.decision import Verdict

SLACK_US = 3_600_000_000
"""Decisions are numbered as they are committed, minutes at most after they were made; clocks that are set back by
more than this hour make a page by time begin late."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision must be; empty asks for nothing. `since`, `until`: UTC microseconds, from and before.

    `before`: only numbers below it, to go on where a page ended.
    """

    verdicts: tuple[Verdict, ...] = ()
    since: int | None = None
    until: int | None = None
    customer: str | None = None
    before: int | None = None


def page(history: History, wanted: Wanted, limit: int) -> list[Stored]:
    """At most `limit` of them, the newest first. Those erased belong to no customer any more."""

    def do(connection: apsw.Connection) -> list[Stored]:
        conditions, values = _conditions(connection, wanted)
        if wanted.customer is not None:
            conditions.append("d.number IN (SELECT number FROM lookup WHERE hash = ?)")
            values.append(customer_hash(history.sealer, wanted.customer))
        found: list[Stored] = []
        before = wanted.before
        while len(found) < limit:
            asked = [*conditions, "d.number < ?"] if before is not None else conditions
            given = (*values, *([before] if before is not None else []), limit)
            rows = list(
                history.reading.where(connection, f"{' AND '.join(asked) or '1'} ORDER BY d.number DESC LIMIT ?", given)
            )
            found += [one for one in rows if _is_of(one, wanted.customer)]
            if len(rows) < limit:
                break
            before = rows[-1].number
        return found[:limit]

    return history.read(do)


def _conditions(connection: apsw.Connection, wanted: Wanted) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    if wanted.verdicts:
        # Written out, so that the index of what did not pass is used for it.
        numbers = ",".join(str(VERDICTS.index(one)) for one in wanted.verdicts)
        conditions.append(f"d.verdict IN ({numbers})")
        if Verdict.PASS not in wanted.verdicts:
            conditions.append("d.verdict <> 0")
    for instant, sign, later in ((wanted.since, ">=", False), (wanted.until, "<", True)):
        if instant is None:
            continue
        near = _number_at(connection, instant + SLACK_US if later else instant - SLACK_US)
        conditions += [f"d.decided_at {sign} ?", f"d.number {'<=' if later else '>='} ?"]
        values += [instant, near]
    return conditions, values


def _number_at(connection: apsw.Connection, instant: int) -> int:
    """The first number whose decision was made at `instant` or later, or the one after the last: by bisection."""
    low, high = 1, int(connection.execute("SELECT coalesce(max(number), 0) FROM decision").get or 0) + 1
    while low < high:
        middle = (low + high) // 2
        row: Sequence[object] | None = connection.execute(
            "SELECT decided_at FROM decision WHERE number >= ? ORDER BY number LIMIT 1", (middle,)
        ).fetchone()
        if row is not None and int(str(row[0])) < instant:
            low = middle + 1
        else:
            high = middle
    return low


def _is_of(stored: Stored, customer: str | None) -> bool:
    """Lookup numbers of two customers may be the same: what is found is compared."""
    return customer is None or (stored.record is not None and stored.record.customer == customer)
