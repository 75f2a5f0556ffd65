"""Erasing: secrets are overwritten, so that what they sealed can be read by nobody, while every hash stays.

What goes with a party: each payment it stands in (its ids, references, matches), the bytes that payment came in, and
the texts that stand in no payment that is left, and exceptions that bear its names and are for a customer whose payment
it is. Other parties of the payment stay, and so do exceptions of other customers for somebody of the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

import apsw
import msgspec

from watchgate.gate.decide.exceptions import party_key
from watchgate.gate.history.acts import Erased, note
from watchgate.gate.history.alert_rows import erase_alerts
from watchgate.gate.history.exceptions_log import Proposed, TakenBack, append_event, events_of
from watchgate.gate.history.history import History
from watchgate.gate.history.legal_holds import held_decisions, held_parties
from watchgate.gate.history.numbers import unpacked_numbers
from watchgate.gate.history.packing import unpack_party
from watchgate.gate.history.past_blocks import PARTY, TEXT, close_blocks
from watchgate.gate.history.sealing import Sealer
from watchgate.model.alert import Subject
from watchgate.model.clock import MICROSECONDS, iso
from watchgate.model.errors import BadInputError, NotFoundError

YEARS = 10.0
"""How long records are kept: as OFAC asks since 2025-03-12 (31 CFR 501.601)."""
YEAR_US = round(365.25 * 86_400 * MICROSECONDS)
AT_ONCE = 500
_BARE = "digest = NULL, secret = NULL, sealed = NULL"


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """What was, or would be, erased."""

    parties: int
    decisions: int
    held: int = 0


def erase_parties(
    history: History,
    parties: Sequence[int],
    *,
    author: str,
    reason: str,
    years: float = YEARS,
    despite_retention: bool = False,
) -> Erasure:
    """Erase these parties and what goes with them. BadInputError where a legal hold or the retention forbids it."""
    if not reason.strip():
        raise BadInputError("say why", where="--reason")

    def do(connection: apsw.Connection) -> Erasure:
        for party in parties:
            if connection.execute("SELECT 1 FROM party WHERE key = ?", (party,)).get is None:
                raise NotFoundError(f"there is no party {party}", hint="watchgate gate parties NAME")
        numbers = sorted(_numbers(connection, parties))
        _refuse_held(connection, parties, numbers)
        newest = _newest(connection, numbers)
        kept_until = newest + round(years * YEAR_US)
        if kept_until > history.clock() and not despite_retention:
            raise BadInputError(
                f"the newest of its {len(numbers)} payments has to be kept until {iso(kept_until)[:10]}",
                where="erase",
                hint="--despite-retention erases it all the same",
            )
        _erase_exceptions(connection, history, parties, numbers, author)
        _erase(connection, history.sealer, parties, numbers)
        note(connection, history.clock(), Erased(tuple(parties), tuple(numbers), author, reason.strip()))
        return Erasure(parties=len(parties), decisions=len(numbers))

    found = history.write(do)
    history.settle()
    return found


def retain(history: History, *, years: float = YEARS, author: str, dry: bool = False) -> Erasure:
    """Erase what is older than `years`, but for what a legal hold keeps; `dry` only counts it.

    A party goes when the last payment it stands in goes.
    """
    before = history.clock() - round(years * YEAR_US)

    def count(connection: apsw.Connection) -> tuple[list[int], int]:
        rows = connection.execute(
            "SELECT number FROM decision WHERE decided_at < ? AND secret IS NOT NULL ORDER BY number", (before,)
        ).fetchall()
        numbers, held = [int(row[0]) for row in rows], held_decisions(connection)  # type: ignore[arg-type]
        due = [number for number in numbers if number not in held]
        return due, len(numbers) - len(due)

    if dry:
        numbers, held = history.read(count)
        parties = history.read(lambda connection: len(_left_alone(connection, numbers)))
        return Erasure(parties=parties, decisions=len(numbers), held=held)

    def do(connection: apsw.Connection) -> Erasure:
        numbers, held = count(connection)
        parties = sorted(_left_alone(connection, numbers))
        _erase(connection, history.sealer, parties, numbers)
        reason = f"older than {years:g} years"
        note(connection, history.clock(), Erased(tuple(parties), tuple(numbers), author, reason, retention=True))
        return Erasure(parties=len(parties), decisions=len(numbers), held=held)

    found = history.write(do)
    history.settle()
    return found


def _erase(connection: apsw.Connection, sealer: Sealer, parties: Iterable[int], numbers: Sequence[int]) -> None:
    going = [(one,) for one in parties]
    connection.executemany(f"UPDATE party SET {_BARE} WHERE key = ?", going)  # noqa: S608
    close_blocks(connection, PARTY, (one for (one,) in going))
    connection.executemany(
        "UPDATE decision SET secret = NULL, sealed = NULL WHERE number = ?", [(one,) for one in numbers]
    )
    erase_alerts(connection, sealer, Subject.PAYMENT, numbers)
    for column, table in (("message", "message"), ("original", "original")):
        keys = _through_messages(connection, numbers, column)
        connection.executemany(
            f"UPDATE {table} SET secret = NULL, sealed = NULL WHERE key = ?",  # noqa: S608
            [(one,) for one in keys],
        )
    texts = _texts_left_alone(connection, numbers)
    connection.executemany(f"UPDATE text SET {_BARE} WHERE key = ?", [(one,) for one in texts])  # noqa: S608
    close_blocks(connection, TEXT, texts)


def _erase_exceptions(
    connection: apsw.Connection, history: History, parties: Sequence[int], numbers: Sequence[int], author: str
) -> None:
    """What two people found of a party bears its names. Before `_erase`: what is sealed is read here.

    Taken back by an event of its own too, so that the position moves and nobody goes on with what was kept at hand.
    """
    records = [stored.record for number in numbers if (stored := history.reading.one(connection, number))]
    customers = {record.customer for record in records if record is not None}
    contents = history.reading.contents(connection, "party", parties)
    names: set[str] = set()
    for content in contents:
        if content is not None:
            names.update(party_key(name.text for name in unpack_party(content).names))
    for dated in list(events_of(connection, history.sealer)):
        if not isinstance(dated.event, Proposed):
            continue
        found = dated.event.exception
        if found.customer in customers and names.intersection(found.party):
            connection.execute(
                "UPDATE exception SET secret = NULL, sealed = NULL WHERE position = ?", (dated.position,)
            )
            append_event(connection, history, TakenBack(found.id, author, "erased with its party"))


def _numbers(connection: apsw.Connection, parties: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for party in parties:
        rows = connection.execute("SELECT number FROM mention WHERE party = ?", (party,)).fetchall()
        found.update(int(row[0]) for row in rows)  # type: ignore[arg-type]
    return found


def _left_alone(connection: apsw.Connection, numbers: Sequence[int]) -> set[int]:
    """The parties that stand in no payment but these, and that no legal hold keeps."""
    return _only_in(connection, "mention", "party", numbers) - held_parties(connection)


def _texts_left_alone(connection: apsw.Connection, numbers: Sequence[int]) -> set[int]:
    return _only_in(connection, "quote", "text", numbers)


def _only_in(connection: apsw.Connection, table: str, column: str, numbers: Sequence[int]) -> set[int]:
    """What stands in one of `numbers`, and otherwise in erased decisions alone."""
    going = set(numbers)
    asked: set[int] = set()
    packed = "parties" if column == "party" else "texts"
    for number in numbers:
        row = connection.execute(f"SELECT {packed} FROM decision WHERE number = ?", (number,)).get  # noqa: S608
        if row:
            asked.update(unpacked_numbers(bytes(cast("bytes", row))))
    found: set[int] = set()
    for one in asked:
        rows = connection.execute(
            f"SELECT x.number FROM {table} x JOIN decision d ON d.number = x.number "  # noqa: S608
            f"WHERE x.{column} = ? AND d.secret IS NOT NULL",
            (one,),
        ).fetchall()
        if all(int(row[0]) in going for row in rows):  # type: ignore[arg-type]
            found.add(one)
    return found


def _through_messages(connection: apsw.Connection, numbers: Sequence[int], column: str) -> set[int]:
    chosen = "d.message" if column == "message" else "m.original"
    found: set[int] = set()
    for start in range(0, len(numbers), AT_ONCE):
        part = tuple(numbers[start : start + AT_ONCE])
        marks = ",".join("?" * len(part))
        rows = connection.execute(
            f"SELECT DISTINCT {chosen} FROM decision d JOIN message m ON m.key = d.message WHERE d.number IN ({marks})",  # noqa: S608
            part,
        ).fetchall()
        found.update(int(row[0]) for row in rows)  # type: ignore[arg-type]
    return found


def _newest(connection: apsw.Connection, numbers: Sequence[int]) -> int:
    newest = 0
    for number in numbers:
        found = connection.execute("SELECT decided_at FROM decision WHERE number = ?", (number,)).get
        newest = max(newest, int(found or 0))
    return newest


def _refuse_held(connection: apsw.Connection, parties: Sequence[int], numbers: Sequence[int]) -> None:
    held = sorted(held_decisions(connection) & set(numbers))
    if held or held_parties(connection) & set(parties):
        which = f"decision {held[0]}" if held else "it"
        raise BadInputError(
            f"a legal hold on {which} stands above erasing", where="erase", hint="watchgate gate hold --list"
        )
