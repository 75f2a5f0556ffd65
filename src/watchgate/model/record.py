"""Record: a piece of traffic, normalised: one transaction, its parties in their roles. Message: what it came in."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from watchgate.model.party import Party


class Amount(msgspec.Struct, frozen=True):
    """`units` is an integer in the asset's smallest unit (cent, satoshi, wei), |units| < 2**127."""

    asset: str
    units: int


class AddressForm(StrEnum):
    """How a payment gives an address: an unstructured one is weaker evidence for and against a hit."""

    NONE = ""
    STRUCTURED = "structured"
    HYBRID = "hybrid"
    UNSTRUCTURED = "unstructured"


class RecordParty(msgspec.Struct, frozen=True, omit_defaults=True):
    """A party in a role (`debtor`, `creditor_agent`, `ultimate_debtor`, ...) and the element it was read from.

    All that `party` holds is compared; what the element holds beside is in `Record.not_compared`.
    """

    role: str
    party: Party
    element: str = ""
    address_form: AddressForm = AddressForm.NONE


class Text(msgspec.Struct, frozen=True, omit_defaults=True):
    """Free text as written: names, vessels, wallets, BICs and places are spotted in it, it is not a name itself."""

    text: str
    element: str = ""
    role: str = "free_text"


class NotCompared(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was there and not compared, and why: a row of the element table, a placeholder, a number that fails."""

    element: str
    reason: str


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One transaction: identified by its sender, message and transaction ids and the sha256 of the original bytes.

    `id`: sha256 over these four and `ordinal`, hexadecimal. `kind`: `pacs.008.001.08`, `MT103`, `csv`, `json`.
    `ordinal`: its place in the message, from 0. `rail`: `wire`, `instant`, `card`, as the policy names them.
    `execution_date`: ISO date, as the message says it. `references`: `end_to_end_id`, `uetr`, `instruction_id`, ... by
    name. `customer`: the own customer's number, where the record says it; exceptions are for a customer.
    """

    id: str
    kind: str
    bytes_sha256: str
    sender: str = ""
    message_id: str = ""
    transaction_id: str = ""
    ordinal: int = 0
    rail: str = "wire"
    execution_date: str | None = None
    customer: str = ""
    parties: tuple[RecordParty, ...] = ()
    amounts: tuple[Amount, ...] = ()
    references: dict[str, str] = msgspec.field(default_factory=dict)
    texts: tuple[Text, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()


class Outcome(StrEnum):
    """Whether a message could be read. UNSUPPORTED: a type out of scope, held. REFUSED: broken, nothing decided."""

    READ = "read"
    UNSUPPORTED = "unsupported"
    REFUSED = "refused"


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one file or request body held. `element` and `reason` say what is wrong where it was not read.

    `bytes_sha256`: of this message's own bytes, where several stand in one file. A message that could be read has a
    record for each transaction. `references`: of each payment that a message of another type speaks of, by the names
    that records have them under: a recall is linked by `original_uetr` and decides nothing.
    """

    kind: str
    bytes_sha256: str
    outcome: Outcome = Outcome.READ
    message_id: str = ""
    sender: str = ""
    records: tuple[Record, ...] = ()
    references: tuple[dict[str, str], ...] = ()
    element: str = ""
    reason: str = ""
