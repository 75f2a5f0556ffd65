"""The tables of alerts and cases, and how a row of them is written, opened, chained and erased.

Whom an alert is about and both its sides are sealed under a secret of the row, as decisions are; entity, class,
delivery, lists and verdicts stand in the open. Alerts form a chain, and so do the acts on cases.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, cast

import apsw
import msgspec

from watchgate.gate.history.chain import START, event_link
from watchgate.gate.history.entry import VERDICTS
from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.packing import deflate, inflate
from watchgate.gate.history.sealing import SECRET_BYTES, Sealer
from watchgate.model.alert import Alert, AlertClass, Side, Subject

TABLES = """
CREATE TABLE IF NOT EXISTS alert (
    number INTEGER PRIMARY KEY, at INTEGER NOT NULL, subject INTEGER NOT NULL, target INTEGER NOT NULL,
    delivery INTEGER NOT NULL, entity TEXT NOT NULL, class INTEGER NOT NULL, "case" INTEGER NOT NULL,
    before INTEGER NOT NULL, after INTEGER NOT NULL, lists TEXT NOT NULL, secret BLOB, sealed BLOB,
    commitment BLOB NOT NULL, link BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS alert_once ON alert (subject, target, delivery, entity);
CREATE INDEX IF NOT EXISTS alert_case ON alert ("case", number);
CREATE INDEX IF NOT EXISTS alert_entity ON alert (entity, number);
CREATE INDEX IF NOT EXISTS alert_counted ON alert (class, lists, "case", at);
CREATE TABLE IF NOT EXISTS case_file (
    number INTEGER PRIMARY KEY, lookup INTEGER, entity TEXT NOT NULL, opened_at INTEGER NOT NULL, secret BLOB,
    sealed BLOB
) STRICT;
CREATE INDEX IF NOT EXISTS case_lookup ON case_file (lookup) WHERE lookup IS NOT NULL;
CREATE TABLE IF NOT EXISTS case_event (
    number INTEGER PRIMARY KEY, "case" INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, secret BLOB,
    sealed BLOB, commitment BLOB NOT NULL, link BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS case_event_case ON case_event ("case", number);
"""
CLASSES = (AlertClass.BREACH, AlertClass.BEFORE, AlertClass.OPEN, AlertClass.RELEASE)
SUBJECTS = (Subject.PAYMENT, Subject.CUSTOMER)
"""Both by number, as rows store them."""
COLUMNS = 'number, at, subject, target, delivery, entity, class, "case", before, after, lists, secret, sealed'


class _Said(msgspec.Struct, frozen=True, array_like=True):
    """What an alert says of its customer."""

    customer: str
    party: str
    before: Side | None
    after: Side | None


class _Whom(msgspec.Struct, frozen=True, array_like=True):
    customer: str
    party: str


class AlertLink(NamedTuple):
    """What an alert's link is over beside its number and instant, in this order."""

    subject: int
    target: int
    delivery: int
    entity: str
    kind: int
    case: int
    before: int
    after: int
    lists: str
    commitment: bytes


_encoder = msgspec.msgpack.Encoder()
_said = msgspec.msgpack.Decoder(_Said)
_whom = msgspec.msgpack.Decoder(_Whom)


def insert_alert(connection: apsw.Connection, sealer: Sealer, alert: Alert) -> None:
    """Append an alert that has its number, instant and case."""
    assert alert.before is not None
    assert alert.after is not None
    secret = os.urandom(SECRET_BYTES)
    content = deflate(_encoder.encode(_Said(alert.customer, alert.party, alert.before, alert.after)))
    sealed, commitment = sealer.seal_committed(secret, content, b"")
    row = AlertLink(
        subject=SUBJECTS.index(alert.subject),
        target=alert.target,
        delivery=alert.delivery,
        entity=alert.entity_id,
        kind=CLASSES.index(alert.kind),
        case=alert.case,
        before=VERDICTS.index(alert.before.verdict),
        after=VERDICTS.index(alert.after.verdict),
        lists=",".join(alert.lists),
        commitment=commitment,
    )
    last = connection.execute("SELECT link FROM alert WHERE number = ?", (alert.number - 1,)).get
    link = event_link(bytes(cast("bytes", last)) if last else START, alert.number, alert.at, _encoder.encode(row))
    connection.execute(
        "INSERT INTO alert VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (alert.number, alert.at, *row[:-1], secret, sealed, commitment, link),
    )


def alerts_where(
    connection: apsw.Connection, sealer: Sealer, condition: str, values: Sequence[object] = ()
) -> list[Alert]:
    """The alerts that meet a condition in SQL, opened."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM alert WHERE {condition}",  # noqa: S608 - conditions are this room's own
        cast("tuple[int]", tuple(values)),
    ).fetchall()
    return [_alert(sealer, row) for row in rows]


def broken_links(connection: apsw.Connection, sealer: Sealer) -> Iterator[str]:
    """What is wrong with the two chains, and with what is sealed in them, a sentence each."""
    if not there(connection):
        return
    yield from _unlike_committed(connection, sealer, "alert", "alert {}")
    yield from _unlike_committed(connection, sealer, "case_event", "act {} on a case")
    link = START
    wanted = 'number, at, subject, target, delivery, entity, class, "case", before, after, lists, commitment, link'
    rows: list[tuple[Any, ...]] = connection.execute(f"SELECT {wanted} FROM alert ORDER BY number").fetchall()  # noqa: S608
    for place, (number, at, *row, stored) in enumerate(rows, 1):
        if number != place or event_link(link, number, at, _encoder.encode(AlertLink(*row))) != stored:
            yield f"alert {number}: the chain breaks here"
        link = stored
    link = START
    acts: list[tuple[Any, ...]] = connection.execute(
        'SELECT number, "case", at, kind, commitment, link FROM case_event ORDER BY number'
    ).fetchall()
    for place, (number, case, at, kind, commitment, stored) in enumerate(acts, 1):
        if number != place or event_link(link, number, at, act_body(case, kind, commitment)) != stored:
            yield f"act {number} on a case: the chain breaks here"
        link = stored


def _unlike_committed(connection: apsw.Connection, sealer: Sealer, table: str, called: str) -> Iterator[str]:
    rows = connection.execute(
        f"SELECT number, secret, sealed, commitment FROM {table} WHERE secret IS NOT NULL ORDER BY number"  # noqa: S608
    )
    for number, secret, sealed, commitment in cast("Iterator[tuple[int, bytes, bytes, bytes]]", rows):
        try:
            content = sealer.open(secret, sealed, called.format(number))
        except HistoryDamagedError as error:
            yield error.what
            continue
        if sealer.commitment(secret, content, b"") != commitment:
            yield f"{called.format(number)}: it does not say what it was committed to"


def act_body(case: int, kind: str, commitment: bytes) -> bytes:
    """What the link of an act on a case is over beside its number and instant."""
    return _encoder.encode((case, kind, commitment))


def case_of(connection: apsw.Connection, sealer: Sealer, alert: Alert) -> int:
    """The number of the case that an alert belongs to, opened where there is none.

    It is one for each customer and entity; where the record names no customer, for whom was met in it.
    """
    whom = alert.customer or " ".join(alert.party.split()).casefold()
    key = _encoder.encode((bool(alert.customer), whom, alert.entity_id))
    lookup = sealer.lookup(b"case", key)
    rows = connection.execute(
        "SELECT number, secret, sealed FROM case_file WHERE lookup = ? AND entity = ? AND secret IS NOT NULL",
        (lookup, alert.entity_id),
    ).fetchall()
    for number, secret, sealed in cast("list[tuple[int, bytes, bytes]]", rows):
        known = opened_whom(sealer, number, secret, sealed)
        if (known[0] or " ".join(known[1].split()).casefold()) == whom:
            return number
    number = int(connection.execute("SELECT coalesce(max(number), 0) FROM case_file").get or 0) + 1
    secret = os.urandom(SECRET_BYTES)
    sealed = sealer.seal(secret, _encoder.encode(_Whom(alert.customer, alert.party)))
    connection.execute(
        "INSERT INTO case_file VALUES (?,?,?,?,?,?)", (number, lookup, alert.entity_id, alert.at, secret, sealed)
    )
    return number


def opened_whom(sealer: Sealer, number: int, secret: bytes | None, sealed: bytes | None) -> tuple[str, str]:
    """(customer, party) of a case; empty once erased."""
    if secret is None or sealed is None:
        return "", ""
    found = _whom.decode(sealer.open(secret, sealed, f"case {number}"))
    return found.customer, found.party


def erase_alerts(connection: apsw.Connection, sealer: Sealer, subject: Subject, targets: Iterable[int]) -> None:
    """Erase what alerts about these say, and the cases, with all that was written in them, of which nothing is left.

    A case of which something is left says from then on whom the oldest alert left in it met.
    """
    if not there(connection):
        return
    cases: set[int] = set()
    for target in targets:
        values = (SUBJECTS.index(subject), target)
        rows = connection.execute(
            'SELECT DISTINCT "case" FROM alert WHERE subject = ? AND target = ?', values
        ).fetchall()
        cases.update(int(cast("int", row[0])) for row in rows)
        connection.execute("UPDATE alert SET secret = NULL, sealed = NULL WHERE subject = ? AND target = ?", values)
    for case in cases:
        left = alerts_where(connection, sealer, '"case" = ? AND secret IS NOT NULL ORDER BY number LIMIT 1', (case,))
        if left:
            secret = os.urandom(SECRET_BYTES)
            sealed = sealer.seal(secret, _encoder.encode(_Whom(left[0].customer, left[0].party)))
            connection.execute("UPDATE case_file SET secret = ?, sealed = ? WHERE number = ?", (secret, sealed, case))
        else:
            connection.execute(
                "UPDATE case_file SET lookup = NULL, secret = NULL, sealed = NULL WHERE number = ?", (case,)
            )
            connection.execute('UPDATE case_event SET secret = NULL, sealed = NULL WHERE "case" = ?', (case,))


def there(connection: apsw.Connection) -> bool:
    """Whether this history has these tables: they are made with the first lookback."""
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'case_event'").get is not None


def _alert(sealer: Sealer, row: Sequence[Any]) -> Alert:
    number, at, subject, target, delivery, entity, kind, case, _, _, lists, secret, sealed = row
    said = _Said("", "", None, None)
    if secret is not None:
        try:
            said = _said.decode(inflate(sealer.open(secret, sealed, f"alert {number}")))
        except (ValueError, msgspec.MsgspecError) as error:
            raise HistoryDamagedError(f"alert {number} cannot be read") from error
    return Alert(
        number=number,
        at=at,
        subject=SUBJECTS[subject],
        target=target,
        delivery=delivery,
        entity_id=entity,
        kind=CLASSES[kind],
        case=case,
        lists=tuple(lists.split(",")) if lists else (),
        customer=said.customer,
        party=said.party,
        before=said.before,
        after=said.after,
    )
