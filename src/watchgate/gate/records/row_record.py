"""A row of columns, from CSV or JSON, to a message with one record."""

from __future__ import annotations

import re

from watchgate.gate.records.address import Address
from watchgate.gate.records.money import money
from watchgate.gate.records.numbers import account, wallet
from watchgate.gate.records.party_building import LONGEST_NAME, PartyBuilding
from watchgate.gate.records.record_id import record_id
from watchgate.gate.records.refused import RefusedError
from watchgate.gate.records.row_columns import FREE_REFERENCE, PARTIES, REFERENCES, Values
from watchgate.gate.records.spotted import spotted
from watchgate.model.countries import country_code
from watchgate.model.errors import BadInputError
from watchgate.model.party import NameKind
from watchgate.model.record import Amount, Message, NotCompared, Outcome, Record, RecordParty, Text
from watchgate.risk.birth_dates import comparable_date
from watchgate.risk.identifiers.normal import parse_identifier

NO_RECORD = "there is no name, identifier or text in it to compare"
_RAIL = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def row_message(
    kind: str, values: Values, parties: list[tuple[str, Values]], *, digest: str, rail: str, where: str
) -> Message:
    """The message of one row. What cannot be compared as what it is said to be is refused: it is our own data."""
    try:
        record = _record(kind, values, parties, digest, rail)
    except RefusedError as refusal:
        return refused_row(kind, digest, where, refusal)
    return Message(
        kind=kind,
        bytes_sha256=digest,
        message_id=record.message_id,
        sender=record.sender,
        records=(record,),
    )


def refused_row(kind: str, digest: str, where: str, refusal: RefusedError) -> Message:
    """A row that cannot be read; the others are."""
    element = ", ".join(part for part in (where, refusal.element) if part)
    return Message(kind=kind, bytes_sha256=digest, outcome=Outcome.REFUSED, element=element, reason=refusal.reason)


def _record(kind: str, values: Values, more: list[tuple[str, Values]], digest: str, rail: str) -> Record:
    transaction_id = _one(values, "transaction_id")
    if not transaction_id:
        raise RefusedError("there is no transaction_id", element="transaction_id")
    built = [one for role in PARTIES for one in _party(role, values)]
    built += [one for role, own in more for one in _party(role, own)]
    parties: list[RecordParty] = []
    texts = [Text(text, "text", "remittance") for text in values.get("text", ())]
    told: list[NotCompared] = []
    for building in built:
        finished = building.finished()
        if finished is not None:
            parties.append(finished)
        texts += building.texts
        told += building.not_compared
    for text in texts:
        parties += spotted(text)
    if not texts and not any(one.party.names or one.party.identifiers for one in parties):
        raise RefusedError(NO_RECORD)
    sender, message_id = _one(values, "sender"), _one(values, "message_id")
    references = {name: _one(values, name) for name in REFERENCES if _one(values, name)}
    references |= {
        name.removeprefix(FREE_REFERENCE): "; ".join(found)
        for name, found in values.items()
        if name.startswith(FREE_REFERENCE) and found
    }
    told += [NotCompared(name, "a reference") for name in values if name.startswith(FREE_REFERENCE)]
    identity = record_id(
        sender=sender, message_id=message_id, transaction_id=transaction_id, bytes_sha256=digest, ordinal=0
    )
    return Record(
        id=identity,
        kind=kind,
        bytes_sha256=digest,
        sender=sender,
        message_id=message_id,
        transaction_id=transaction_id,
        rail=_rail(values) or rail,
        execution_date=_date(values),
        customer=_one(values, "customer"),
        parties=tuple(parties),
        amounts=_amounts(values),
        references=references,
        texts=tuple(texts),
        not_compared=tuple(told),
    )


def _party(role: str, values: Values) -> list[PartyBuilding]:
    """The party of a role, and each of its accounts as one of its own."""
    party = PartyBuilding(role, role)
    for index, name in enumerate((*values.get(role, ()), *values.get(f"{role}_name", ()))):
        if len(name) > LONGEST_NAME:
            raise RefusedError(f"is longer than {LONGEST_NAME:,} characters", element=f"{role}_name")
        party.name(name, role, NameKind.ALIAS if index else NameKind.PRIMARY)
    for code in values.get(f"{role}_country", ()):
        if country_code(code) is None:
            raise RefusedError(f"{code[:60]!r} is no country: write kp, PRK or its name", element=f"{role}_country")
        party.country(code, f"{role}_country")
    for date in values.get(f"{role}_birth_date", ()):
        if comparable_date(date) is None:
            said = f"{date[:60]!r} is no date: write 1984, 1984-01 or 1984-01-08"
            raise RefusedError(said, element=f"{role}_birth_date")
        party.birth_date(date, f"{role}_birth_date")
    for address in values.get(f"{role}_address", ()):
        party.addresses += (Address(f"{role}_address", [address]),)
    for bic in values.get(f"{role}_bic", ()):
        party.identifier("swiftBic", bic, f"{role}_bic")
    for text in values.get(f"{role}_identifier", ()):
        try:
            party.take(parse_identifier(text), f"{role}_identifier")
        except BadInputError as error:
            raise RefusedError(str(error), element=f"{role}_identifier") from error
    return [party, *_accounts(role, values)]


def _accounts(role: str, values: Values) -> list[PartyBuilding]:
    found: list[PartyBuilding] = []
    for column, read in (("account", account), ("wallet", wallet)):
        for text in values.get(f"{role}_{column}", ()):
            identifier = read(text)
            if identifier is None:
                raise RefusedError(f"{text[:60]!r} is no {column}", element=f"{role}_{column}")
            holder = PartyBuilding(f"{role}_{column}", f"{role}_{column}")
            holder.take(identifier, f"{role}_{column}")
            found.append(holder)
    return found


def _one(values: Values, name: str) -> str:
    found = values.get(name, ())
    if len(found) > 1:
        raise RefusedError("has more than one value", element=name)
    return found[0] if found else ""


def _rail(values: Values) -> str:
    rail = _one(values, "rail")
    if rail and not _RAIL.fullmatch(rail):
        raise RefusedError(f"{rail[:40]!r} is no name of a rail", element="rail")
    return rail


def _date(values: Values) -> str | None:
    text = _one(values, "execution_date")
    if not text:
        return None
    date = comparable_date(text)
    if date is None or len(date) != len("2026-11-22"):
        raise RefusedError(f"{text[:40]!r} is no date: write 2026-11-22", element="execution_date")
    return date


def _amounts(values: Values) -> tuple[Amount, ...]:
    number = _one(values, "amount")
    if not number:
        return ()
    found = money(number, _one(values, "currency"))
    if isinstance(found, str):
        raise RefusedError(found, element="amount")
    return (found,)
