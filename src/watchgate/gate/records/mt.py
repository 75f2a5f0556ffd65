"""MT messages to records: MT103, MT103+, MT202 and MT202COV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise

from watchgate.gate.records.money import money
from watchgate.gate.records.mt_blocks import FinMessage, fin_messages
from watchgate.gate.records.mt_fields import FULL_LINE, Field, FieldRow, fields, row_of
from watchgate.gate.records.mt_parties import agent, customer, instructing_agents
from watchgate.gate.records.party_building import PartyBuilding
from watchgate.gate.records.record_id import record_id
from watchgate.gate.records.refused import RefusedError
from watchgate.gate.records.spotted import spotted
from watchgate.model.record import Amount, Message, NotCompared, Outcome, Record, RecordParty, Text

MOST_FIELDS = 1_000
"""Of one message; the standards allow far fewer."""

LONGEST_FIELD = 100_000
"""Characters; the longest of the standards (77T) has 9,000."""

MOST_MESSAGES = 100_000
"""Of one file."""

SERVICE_BLOCKS = ("3", "5", "S")
"""User header, trailers, and what the interface put behind them."""

_TYPE = re.compile(r"[IO]([0-9]{3})")
_LOGICAL_TERMINAL = re.compile(r"[A-Z]{6}[A-Z0-9]{2}[A-Z0-9][A-Z0-9]{3}")
_SUM = re.compile(r"([0-9]{6})?([A-Z]{3})([0-9.,]+)")
_CONTINUED = re.compile(r"^//", re.MULTILINE)
_RECALLS = frozenset({"192", "292", "196", "296", "199", "299"})


def read_mt(data: bytes, digest: str, rail: str) -> Iterator[Message]:
    """Each message in the file. `digest`: its sha256. An acknowledgement before a message is part of that message."""
    text = _decoded(data)
    try:
        found = list(_messages(text))
    except RefusedError as refusal:
        yield Message(
            kind="MT",
            bytes_sha256=digest,
            outcome=Outcome.REFUSED,
            element=refusal.element,
            reason=refusal.reason,
        )
        return
    for one in found:
        own = digest if len(found) == 1 else sha256(text[one.start : one.end].encode()).hexdigest()
        yield _message(one, own, rail)


def _messages(text: str) -> Iterator[FinMessage]:
    acknowledgement: FinMessage | None = None
    for number, one in enumerate(fin_messages(text)):
        if number >= MOST_MESSAGES:
            raise RefusedError(f"holds more than {MOST_MESSAGES:,} messages")
        if acknowledgement is not None and one.is_acknowledgement:
            yield acknowledgement
        if one.is_acknowledgement:
            acknowledgement = one
            continue
        acknowledgement = None
        yield one
    if acknowledgement is not None:
        yield acknowledgement


def _message(one: FinMessage, digest: str, rail: str) -> Message:
    kind = "MT"
    try:
        listed = fields(one.blocks.get("4", ""))
        if one.is_acknowledgement:
            reason = "an acknowledgement of the network without the message it speaks of"
            return Message(kind="F21", bytes_sha256=digest, outcome=Outcome.UNSUPPORTED, reason=reason)
        kind = _kind(one, listed)
        if kind[:5] not in ("MT103", "MT202"):
            return _unsupported(one, listed, kind, digest)
        return _Reading(one, kind, digest, rail).message(listed)
    except RefusedError as refusal:
        return Message(
            kind=kind, bytes_sha256=digest, outcome=Outcome.REFUSED, element=refusal.element, reason=refusal.reason
        )


def _kind(one: FinMessage, listed: list[Field]) -> str:
    """By block 2; where there is none, by the fields that only one type has."""
    tags = {field.tag[:2] for field in listed}
    flag = one.service_fields().get("119", "")
    if header := one.blocks.get("2", ""):
        found = _TYPE.match(header)
        if found is None:
            raise RefusedError("block 2 names no message type", element="block 2")
        number = found.group(1)
    elif {"20", "32", "50", "59"} <= tags and "58" not in tags:
        number = "103"
    elif {"20", "32", "58"} <= tags:
        number = "202"
    else:
        raise RefusedError("block 2 is missing, and the fields are those of no type that is read", element="block 2")
    if number == "103" and flag == "STP":
        return "MT103+"
    if number == "202" and (flag == "COV" or {"50", "59"} & tags):
        return "MT202COV"
    return f"MT{number}"


class _Reading:
    """One message on its way to a record."""

    def __init__(self, one: FinMessage, kind: str, digest: str, rail: str) -> None:
        self.one = one
        self.kind = kind
        self.digest = digest
        self.rail = rail
        self.parties: list[PartyBuilding] = []
        self.texts: list[Text] = []
        self.joined: list[Text] = []
        self.amounts: list[Amount] = []
        self.references: dict[str, str] = {}
        self.told: list[NotCompared] = []
        self.message_id = ""
        self.date: str | None = None
        self.sequence = kind[:5]

    def message(self, listed: list[Field]) -> Message:
        """The message with its one record."""
        if self.one.cut:
            raise RefusedError("block 4 has no end (-}): the message is cut", element="block 4")
        if len(listed) > MOST_FIELDS:
            raise RefusedError(f"has more than {MOST_FIELDS:,} fields", element="block 4")
        self._terminals()
        self._service_fields()
        for field in listed:
            if sum(map(len, field.lines)) > LONGEST_FIELD:
                raise RefusedError(f"is longer than {LONGEST_FIELD:,} characters", element=f":{field.tag}:")
            if self.sequence == "MT202" and field.tag[:2] == "50":
                self.sequence = "MT202B"
            self._field(field)
        if self.one.stray.strip():
            self.texts.append(Text(self.one.stray.strip(), "", "envelope"))
        if not self.message_id:
            raise RefusedError("there is no field 20 (sender's reference)", element=":20:")
        tags = {field.tag[:2] for field in listed}
        for needed in ("50", "59") if self.kind[:5] == "MT103" else ("58",):
            if needed not in tags:
                raise RefusedError(f"there is no field {needed}a", element=f":{needed}a:")
        sender = next((_first(party) for party in self.parties if party.role == "sender"), "")
        parties: list[RecordParty] = []
        for party in self.parties:
            done = party.finished()
            if done is not None:
                parties.append(done)
            self.texts.extend(party.texts)
            self.told.extend(party.not_compared)
        for text in self.texts:
            parties.extend(spotted(text))
        known = set(parties) if self.joined else set()
        for text in self.joined:
            parties.extend(one for one in spotted(text) if one not in known)
        identity = record_id(
            sender=sender,
            message_id=self.message_id,
            transaction_id=self.message_id,
            bytes_sha256=self.digest,
            ordinal=0,
        )
        record = Record(
            id=identity,
            kind=self.kind,
            bytes_sha256=self.digest,
            sender=sender,
            message_id=self.message_id,
            transaction_id=self.message_id,
            rail=self.rail,
            execution_date=self.date,
            parties=tuple(parties),
            amounts=tuple(self.amounts),
            references=self.references,
            texts=tuple(self.texts),
            not_compared=tuple(self.told),
        )
        return Message(
            kind=self.kind, bytes_sha256=self.digest, message_id=self.message_id, sender=sender, records=(record,)
        )

    def _terminals(self) -> None:
        """Blocks 1 and 2: who sent it and who received it."""
        for role, terminal in zip(("sender", "receiver"), _terminals(self.one), strict=True):
            if terminal:
                party = PartyBuilding(role, "block 1" if role == "sender" else "block 2")
                party.identifier("swiftBic", terminal, party.element)
                self.parties.append(party)
        for block in ("1", "2"):
            if (text := self.one.blocks.get(block, "").strip()) and not _terminal_of(self.one, block):
                self.texts.append(Text(text, f"block {block}", "unknown"))

    def _service_fields(self) -> None:
        """Blocks 3, 5 and S: what is no known field there is read as text."""
        for block in SERVICE_BLOCKS:
            for tag, value in self.one.service_fields(block).items():
                row = row_of(f"block {block}", tag)
                if row is not None or value.strip():
                    self._row(row, Field(tag, (value,)), f"block {block}/{tag}")
            if beside := self.one.beside_fields(block):
                self.texts.append(Text(beside, f"block {block}", "unknown"))

    def _field(self, field: Field) -> None:
        self._row(row_of(self.sequence, field.tag), field, field.tag)

    def _row(self, row: FieldRow | None, field: Field, element: str) -> None:
        text = "\n".join(field.lines)
        action = row.action if row else "text"
        argument = row.argument if row else "unknown"
        if action == "customer":
            self.parties.extend(customer(field, argument))
        elif action == "agent":
            self.parties.extend(agent(field, argument))
        elif action == "amount":
            self._amount(text, element, argument)
        elif action == "text":
            self._text(field, element, argument)
            if field.tag == "72":
                self.parties.extend(instructing_agents(field, "underlying_" if self.sequence == "MT202B" else ""))
        else:
            if action == "message_id":
                self.message_id = self.message_id or text.strip()
                self.references.setdefault("sender_reference", text.strip())
            elif action == "reference":
                self.references.setdefault(argument, text.strip())
            assert row is not None
            self.told.append(NotCompared(element, row.why))

    def _text(self, field: Field, element: str, role: str) -> None:
        """Lines go on with `//`. A full line may be cut within a word or number: names are read over the end of a line
        anyhow, numbers are looked for in the text joined as well."""
        lines = [_CONTINUED.sub("", line) for line in field.lines]
        if not lines:
            return
        self.texts.append(Text("\n".join(lines), element, role))
        if any(len(line) >= FULL_LINE for line in field.lines[:-1]):
            self.joined.append(Text(_joined(list(field.lines)), element, role))

    def _amount(self, text: str, element: str, argument: str) -> None:
        found = _SUM.fullmatch(text.strip())
        if found is None:
            self.told.append(NotCompared(element, f"{text.strip()[:40]!r} is no date, currency and amount"))
            return
        date, currency, number = found.groups()
        if date and argument == "settlement":
            self.date = f"{'19' if date[:2] >= '80' else '20'}{date[:2]}-{date[2:4]}-{date[4:]}"
        amount = money(number, currency)
        if isinstance(amount, Amount):
            self.amounts.append(amount)
            self.told.append(NotCompared(element, "an amount"))
        else:
            self.told.append(NotCompared(element, amount))


def _joined(lines: list[str]) -> str:
    """Full lines run into the next."""
    text = lines[0]
    for before, line in pairwise(lines):
        text += ("" if len(before) >= FULL_LINE else "\n") + _CONTINUED.sub("", line)
    return text


def _first(party: PartyBuilding) -> str:
    return party.identifiers[0].value if party.identifiers else ""


def _terminals(one: FinMessage) -> tuple[str, str]:
    """BICs of sender and receiver. Block 1 is the terminal of who holds the message, block 2 the other one."""
    here, there = _terminal_of(one, "1"), _terminal_of(one, "2")
    return (there, here) if one.blocks.get("2", "").startswith("O") else (here, there)


def _terminal_of(one: FinMessage, block: str) -> str:
    text = one.blocks.get(block, "")
    start = 3 if block == "1" else 14 if text.startswith("O") else 4
    return _terminal(text[start : start + 12])


def _terminal(text: str) -> str:
    """A logical terminal's BIC: the ninth character is the terminal's own."""
    if not _LOGICAL_TERMINAL.fullmatch(text):
        return ""
    return text[:8] if text.endswith("XXX") else text[:8] + text[9:12]


def _unsupported(one: FinMessage, listed: list[Field], kind: str, digest: str) -> Message:
    """A type that is not read; what it speaks of is kept, so that a recall is linked."""
    values = {field.tag: "\n".join(field.lines).strip() for field in reversed(listed)}
    service = one.service_fields()
    references = {
        name: text
        for name, text in (
            ("original_uetr", service.get("121", "")),
            ("related_reference", values.get("21", "")),
            ("original_message", values.get("11S", "")),
        )
        if text
    }
    if kind[2:] in _RECALLS:
        reason = f"{kind} is not decided: it is linked to the payment it speaks of, and closes no hold"
    else:
        reason = f"{kind} is not a type that is decided here: MT103 and MT202 are"
    return Message(
        kind=kind,
        bytes_sha256=digest,
        outcome=Outcome.UNSUPPORTED,
        message_id=values.get("20", ""),
        sender=_terminals(one)[0],
        references=(references,) if references else (),
        reason=reason,
    )


def _decoded(data: bytes) -> str:
    """UTF-16 by its mark, else UTF-8, else one byte a character: MT knows no encoding but Latin letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
