"""Erasing a customer: every row of the base that bears the number, what was found of it, its alerts, its exceptions.

Numbers of rows, commitments and links stay, so that attestations and chains still verify. Payments are erased apart
from that (`erasing`).
"""

from __future__ import annotations

from typing import cast

import apsw

from watchgate.gate.history.acts import CustomerErased, note
from watchgate.gate.history.alert_rows import erase_alerts
from watchgate.gate.history.customer_base import moved_on
from watchgate.gate.history.customer_tables import there, unpack_customer
from watchgate.gate.history.erasing import YEAR_US, YEARS
from watchgate.gate.history.exceptions_log import Proposed, TakenBack, append_event, events_of
from watchgate.gate.history.history import History
from watchgate.gate.history.legal_holds import CUSTOMER, held
from watchgate.gate.history.past_blocks import CUSTOMER as ROWS
from watchgate.gate.history.past_blocks import close_blocks
from watchgate.gate.history.sealing import Sealer
from watchgate.model.alert import Subject
from watchgate.model.clock import iso
from watchgate.model.customer import CUSTOMER_ROLE, OWNER_ROLE
from watchgate.model.errors import BadInputError, NotFoundError


def erase_customer(
    history: History,
    number: str,
    *,
    author: str,
    reason: str,
    years: float = YEARS,
    despite_retention: bool = False,
) -> int:
    """Erase the customer with this own number; how many rows went. BadInputError where a legal hold or the retention
    forbids it."""
    if not reason.strip():
        raise BadInputError("say why", where="--reason")

    def do(connection: apsw.Connection) -> int:
        keys = _keys(connection, history, number) if there(connection) else []
        if not keys:
            raise NotFoundError(f"there is no customer {number!r}", hint="watchgate customers list")
        if held(connection, CUSTOMER) & set(keys):
            raise BadInputError("a legal hold on it stands above erasing", where="erase", hint="watchgate gate hold")
        last = max(
            int(cast("int", connection.execute("SELECT at FROM customer_state WHERE key = ?", (key,)).get or 0))
            for key in keys
        )
        kept_until = last + round(years * YEAR_US)
        if last and kept_until > history.clock() and not despite_retention:
            raise BadInputError(
                f"it was compared last on {iso(last)[:10]}, and that has to be kept until {iso(kept_until)[:10]}",
                where="erase",
                hint="--despite-retention erases it all the same",
            )
        _erase_exceptions(connection, history, number, author)
        erase_rows(connection, history.sealer, keys)
        note(connection, history.clock(), CustomerErased(tuple(keys), author, reason.strip()))
        return len(keys)

    found = history.write(do)
    history.settle()
    return found


def retain_customers(history: History, *, years: float = YEARS, author: str, dry: bool = False) -> int:
    """Erase rows that have ended and were compared last more than `years` ago, or never, but for what a legal hold
    keeps; how many. `dry` only counts them."""
    before = history.clock() - round(years * YEAR_US)

    def due(connection: apsw.Connection) -> list[int]:
        if not there(connection):
            return []
        rows = connection.execute(
            "SELECT s.key FROM customer_state s JOIN customer c ON c.key = s.key "
            "WHERE s.ended IS NOT NULL AND s.at < ? AND c.secret IS NOT NULL",
            (before,),
        ).fetchall()
        return sorted({int(cast("int", row[0])) for row in rows} - held(connection, CUSTOMER))

    def do(connection: apsw.Connection) -> int:
        keys = due(connection)
        if keys:
            erase_rows(connection, history.sealer, keys)
            reason = f"ended, and compared last more than {years:g} years ago"
            note(connection, history.clock(), CustomerErased(tuple(keys), author, reason, retention=True))
        return len(keys)

    if dry:
        return history.read(lambda connection: len(due(connection)))
    found = history.write(do)
    history.settle()
    return found


def erase_rows(connection: apsw.Connection, sealer: Sealer, keys: list[int]) -> None:
    """Overwrite the secrets of these rows, of the blocks they stand in, and of all that was found of them."""
    now = moved_on(connection)
    close_blocks(connection, ROWS, keys)
    for key in keys:
        rows = connection.execute("SELECT number FROM customer_answer WHERE customer = ?", (key,)).fetchall()
        numbers = [int(cast("int", row[0])) for row in rows]
        erase_alerts(connection, sealer, Subject.CUSTOMER, numbers)
        connection.execute("UPDATE customer_answer SET secret = NULL, sealed = NULL WHERE customer = ?", (key,))
        connection.execute(
            "UPDATE customer SET lookup = NULL, digest = NULL, secret = NULL, sealed = NULL WHERE key = ?", (key,)
        )
        connection.execute("UPDATE customer_state SET ended = coalesce(ended, ?) WHERE key = ?", (now, key))


def _keys(connection: apsw.Connection, history: History, number: str) -> list[int]:
    """All rows of this number, ended ones too."""
    lookup = history.sealer.lookup(b"customer", number.encode("utf-8", "surrogatepass"))
    rows = connection.execute(
        "SELECT key, secret, sealed FROM customer WHERE lookup = ? AND secret IS NOT NULL", (lookup,)
    ).fetchall()
    return [
        key
        for key, secret, sealed in cast("list[tuple[int, bytes, bytes]]", rows)
        if unpack_customer(history.sealer.open(secret, sealed, f"customer {key}")).id == number
    ]


def _erase_exceptions(connection: apsw.Connection, history: History, number: str, author: str) -> None:
    """Those that were made for it as a customer; those of its payments go with the payments."""
    for dated in list(events_of(connection, history.sealer)):
        if not isinstance(dated.event, Proposed):
            continue
        found = dated.event.exception
        if found.customer == number and found.role in (CUSTOMER_ROLE, OWNER_ROLE):
            connection.execute(
                "UPDATE exception SET secret = NULL, sealed = NULL WHERE position = ?", (dated.position,)
            )
            append_event(connection, history, TakenBack(found.id, author, "erased with its customer"))
