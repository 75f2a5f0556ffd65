"""What people add, and the second act: the same rules for the command line and the API.

What a person adds is proposed. Somebody else confirms it; nobody confirms what they proposed themselves. Taking back a
proposed statement costs a reason; taking back a confirmed one takes it out of screening, and needs the right to do so.
An act carries the handling of the delivery it acts on, so that whoever sees the one sees the other.
"""

from __future__ import annotations

import re
import unicodedata

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.model import ftm
from watchgate.model.delivery import Delivery, Receipt
from watchgate.model.errors import BadInputError, NotFoundError, WatchgateError
from watchgate.model.grade import UNGRADED, Grade, parse_grade
from watchgate.model.handling import UNMARKED, Handling, Reader
from watchgate.model.statement import Confirmation, Locator, Retraction, Statement, Status
from watchgate.model.wallet_addresses import wrong_by_form

ENTITY_ID = re.compile(r"[^\s\x00-\x1f\x7f/]{1,255}")
DATASET = re.compile(r"[a-z0-9][a-z0-9_]{0,127}")
COUNTRY = re.compile(r"[a-z]{2,7}(-[a-z]{2,8})?")
DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?Z?)?)?)?")
VALUE_FORMS = {
    "country": (COUNTRY, "a country code like kp"),
    "date": (DATE, "a date like 2026, 2026-11 or 2026-11-22"),
    "entity": (ENTITY_ID, "an entity id"),
}
REASON_LENGTH = 2_000


class NotAllowedError(WatchgateError):
    """An act that this person may not do, whatever they write."""

    exit_code = 2


class Standing(msgspec.Struct, frozen=True):
    """A statement as it stands now, and the header of the delivery that brought it."""

    statement: Statement
    delivery: Delivery


def propose(
    ledger: Ledger,
    draft: Statement,
    *,
    author: str,
    source: str,
    grade: Grade = UNGRADED,
    handling: Handling = UNMARKED,
    note: str | None = None,
) -> Receipt:
    """Append `draft` as proposed by `author`. BadInputError names what in it cannot be."""
    statement = msgspec.structs.replace(checked(draft), status=Status.PROPOSED, id="", position=0, ordinal=0)
    return ledger.append(
        Delivery(
            source=source,
            entries=(statement,),
            grade=parse_grade(grade),
            handling=handling,
            author=author,
            note=note,
        )
    )


def confirm(ledger: Ledger, target: Locator, *, author: str, reason: str, reader: Reader) -> Receipt:
    """The second act upon a proposed statement. NotAllowedError when `author` proposed it."""
    standing = standing_of(ledger, target, reader=reader)
    if standing.statement.status is not Status.PROPOSED:
        raise BadInputError(f"it is {standing.statement.status}, not proposed", where=f"statement {target}")
    if standing.delivery.author == author:
        raise NotAllowedError(
            f"statement {target} was proposed by {author}, who cannot confirm it too",
            hint="another person has to confirm it",
        )
    act = Confirmation(target=target, by=author, reason=_reason(reason, needed=False))
    return ledger.append(_act_on(standing, act, author))


def retract(
    ledger: Ledger, target: Locator, *, author: str, reason: str, reader: Reader, may_retract_confirmed: bool
) -> Receipt:
    """Take back a statement, for a reason. NotAllowedError for a confirmed one without the right to do so."""
    standing = standing_of(ledger, target, reader=reader)
    if standing.statement.status is Status.RETRACTED:
        raise BadInputError("it is retracted already", where=f"statement {target}")
    if standing.statement.status is Status.CONFIRMED and not may_retract_confirmed:
        raise NotAllowedError(
            f"statement {target} is confirmed, and retracting it would take it out of screening",
            hint="this needs an administrator",
        )
    act = Retraction(target=target, reason=_reason(reason, needed=True))
    return ledger.append(_act_on(standing, act, author))


def standing_of(ledger: Ledger, target: Locator, *, reader: Reader) -> Standing:
    """The statement at `target` and its delivery; NotFoundError when there is none this reader may see."""
    snapshot = ledger.as_of(reader=reader)
    statement = snapshot.statement(target)
    delivery = snapshot.delivery(target.position)
    if statement is None or delivery is None:
        raise NotFoundError(f"there is no statement {target}")
    return Standing(statement, delivery)


def checked(draft: Statement) -> Statement:
    """`draft` with its value in normal form; BadInputError when schema, property, value or ids cannot be."""
    schema = ftm.schema(draft.schema)
    if schema.abstract:
        raise BadInputError(f"nothing is just a {schema.name}", where="schema", hint="name the kind of thing it is")
    prop = schema.property(draft.prop)
    for name, text, form in (("entity", draft.entity_id, ENTITY_ID), ("dataset", draft.dataset, DATASET)):
        if not form.fullmatch(text):
            raise BadInputError(f"{text!r} cannot be used", where=name, hint=f"it has to look like {form.pattern}")
    value = " ".join(draft.value.split())
    for name, said in (
        (f"value of {prop.name}", value),
        ("source's words", draft.original_value),
        ("language", draft.lang),
    ):
        if said and any(unicodedata.category(mark) == "Cc" for mark in said if not mark.isspace()):
            raise BadInputError("holds a control character", where=name, hint="write plain text")
    if prop.type == "country":
        value = value.lower()
    if not value:
        raise BadInputError("is empty", where=f"value of {prop.name}")
    if len(value) > prop.max_length:
        raise BadInputError(f"is longer than {prop.max_length} characters", where=f"value of {prop.name}")
    needed = VALUE_FORMS.get(prop.type)
    if needed is not None and not needed[0].fullmatch(value):
        raise BadInputError(f"{value!r} is not {needed[1]}", where=f"value of {prop.name}")
    wrong = wrong_by_form(value) if (schema.name, prop.name) == ("CryptoWallet", "publicKey") else ""
    if wrong:
        raise BadInputError(f"{value[:90]!r} is no address of a wallet: {wrong}", where=f"value of {prop.name}")
    if value == draft.value:
        return draft
    return msgspec.structs.replace(draft, value=value, original_value=draft.original_value or draft.value)


def _reason(text: str, *, needed: bool) -> str:
    reason = " ".join(text.split())
    if needed and not reason:
        raise BadInputError("a reason is needed", where="reason")
    if len(reason) > REASON_LENGTH:
        raise BadInputError(f"is longer than {REASON_LENGTH} characters", where="reason")
    if not reason.isprintable():
        raise BadInputError("holds a control character", where="reason", hint="write plain text")
    return reason


def _act_on(standing: Standing, act: Confirmation | Retraction, author: str) -> Delivery:
    return Delivery(
        source=standing.delivery.source,
        entries=(act,),
        grade=standing.delivery.grade,
        handling=standing.delivery.handling,
        author=author,
    )
