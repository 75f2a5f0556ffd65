"""A listed name or number planted into a generated message: what a payment from outside would look like.

Everything else in the message is neutral: a decision without the planted part (`neutral`) shows that it meets nobody.
"""

from __future__ import annotations

import json
import random
import re
from html import escape

import msgspec

from watchgate.model.party import Identifier

PERSON_ROLES = ("debtor", "creditor", "ultimate_debtor", "ultimate_creditor", "initiating_party")
OTHER_ROLES = (*PERSON_ROLES, "debtor_agent", "creditor_agent", "intermediary_agent_1")
TEXT = "text"
"""Planted into the remittance text."""
FORMATS = ("pacs.008", "MT103", "json")
MT_LINE = 35
_NO_XML = frozenset({0xFFFE, 0xFFFF})
_MT_SIGNS = re.compile(r"[A-Za-z0-9/\-?().,'+ ]+")
"""The SWIFT x character set, without the colon, which could begin a field."""
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"
TEXT_WORDS = ("payment to {} for invoice 4471", "ref 22 hull paint {} balance", "{} order 8, two pallets")


class Plant(msgspec.Struct, frozen=True):
    """Where it is planted: `role` (or TEXT) in a message of `format`."""

    role: str
    format: str


def place(text: str, number: int, *, person: bool) -> Plant:
    """Role and format for the `number`-th of a deck: all of them in turn, as far as the format can carry the name."""
    roles = PERSON_ROLES if person else OTHER_ROLES
    role = roles[number % len(roles)]
    kinds = [kind for kind in FORMATS if can_carry(text, role, kind)]
    return Plant(role, kinds[number // len(roles) % len(kinds)])


def can_carry(text: str, role: str, kind: str) -> bool:
    """Whether a message of that kind has room for it."""
    if kind == "MT103":
        fits = len(text) <= MT_LINE and _MT_SIGNS.fullmatch(text) is not None and text[0] not in "/-"
        return fits and role in {"debtor", "creditor"}
    if kind == "pacs.008":
        return _xml_can(text)
    return True


def message(plant: Plant, text: str, number: int, rng: random.Random) -> bytes:
    """The message with the name `text` in it."""
    if plant.role == TEXT:
        words = rng.choice(TEXT_WORDS).format(text)
        return _pacs008({}, words, number) if plant.format == "pacs.008" else _json({"text": words}, number)
    if plant.format == "pacs.008":
        return _pacs008({plant.role: text}, "invoice 4471", number)
    if plant.format == "MT103":
        return _mt103({plant.role: text}, number)
    return _json({f"{plant.role}_name": text}, number)


def number_message(identifier: Identifier, number: int) -> bytes:
    """A row of a party that is known by this number alone."""
    country = f"{identifier.country}:" if identifier.country else ""
    value = f"{identifier.kind}:{country}{identifier.value}"
    return _json({"creditor_name": "", "creditor_identifier": value}, number)


def neutral(kind: str) -> bytes:
    """A message in which nothing is planted."""
    if kind == "pacs.008":
        return _pacs008({}, "invoice 4471", 0)
    return _mt103({}, 0) if kind == "MT103" else _json({}, 0)


def _pacs008(parties: dict[str, str], text: str, number: int) -> bytes:
    def named(tag: str, role: str, usual: str = "") -> str:
        name = parties.get(role, usual)
        return f"<{tag}><Nm>{escape(name)}</Nm></{tag}>" if name else ""

    def agent(tag: str, role: str, bic: str) -> str:
        name = parties.get(role)
        inside = f"<Nm>{escape(name)}</Nm>" if name else f"<BICFI>{bic}</BICFI>" if bic else ""
        return f"<{tag}><FinInstnId>{inside}</FinInstnId></{tag}>" if inside else ""

    return (
        f'<Document xmlns="{NAMESPACE}"><FIToFICstmrCdtTrf><GrpHdr><MsgId>V-{number}</MsgId>'
        "<CreDtTm>2026-01-05T09:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf>"
        f"</GrpHdr><CdtTrfTxInf><PmtId><InstrId>I-{number}</InstrId><EndToEndId>E-{number}</EndToEndId></PmtId>"
        '<IntrBkSttlmAmt Ccy="EUR">1250.75</IntrBkSttlmAmt><ChrgBr>SHAR</ChrgBr>'
        f"{agent('IntrmyAgt1', 'intermediary_agent_1', '')}{named('UltmtDbtr', 'ultimate_debtor')}"
        f"{named('InitgPty', 'initiating_party')}{named('Dbtr', 'debtor', 'Harbour Tools GmbH')}"
        f"{agent('DbtrAgt', 'debtor_agent', 'DEUTDEFF')}{agent('CdtrAgt', 'creditor_agent', 'BNPAFRPP')}"
        f"{named('Cdtr', 'creditor', 'Atelier du Port')}{named('UltmtCdtr', 'ultimate_creditor')}"
        f"<RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>"
    ).encode()


def _mt103(parties: dict[str, str], number: int) -> bytes:
    debtor, creditor = parties.get("debtor", "HARBOUR TOOLS GMBH"), parties.get("creditor", "ATELIER DU PORT")
    fields = (
        f":20:V-{number}",
        ":23B:CRED",
        ":32A:260105EUR1250,75",
        f":50K:/12345678\r\n{debtor}",
        f":59:/87654321\r\n{creditor}",
        ":70:INVOICE 4471",
        ":71A:SHA",
    )
    return ("{1:F01DEUTDEFFAXXX0000000000}{2:I103BNPAFRPPXXXXN}{4:\r\n" + "\r\n".join(fields) + "\r\n-}").encode()


def _json(values: dict[str, str], number: int) -> bytes:
    row = {"transaction_id": f"V-{number}", "debtor": "Harbour Tools GmbH", "creditor": "Atelier du Port"}
    for key, value in values.items():
        row.pop(key.removesuffix("_name"), None)
        if value:
            row[key] = value
    return json.dumps({**row, "amount": "1250.75", "currency": "EUR"}, ensure_ascii=False).encode()


def _xml_can(text: str) -> bool:
    """Whether XML 1.0 may contain every sign."""
    return all(ord(sign) >= 0x20 and not 0xD800 <= ord(sign) < 0xE000 and ord(sign) not in _NO_XML for sign in text)
