"""Wallets asked about before anything moves: addresses, a transaction of a chain with its two sides, IVMS101 payloads.

One JSON object is one record:

| key | meaning |
|---|---|
| `wallet`, `wallets` | addresses: of a customer, or of whom he deals with |
| `transaction` | `btc:` and the hash; with `from` and `to`, the addresses of both sides, as the chain has them |
| `from`, `to` | addresses alone, before there is a transaction |
| `originator`, `beneficiary`, `originatingVASP` ... | an IVMS101 payload, also under `ivms101` or `identity` |
| `unknown` | how many inputs and outputs of it have no address that is known |
| `transaction_id`, `message_id`, `sender`, `customer`, `rail` | as in rows |

An address whose checksum does not fit is refused: it was mistyped, or is meant to look like another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from watchgate.gate.records.ivms101 import Ivms101, is_part
from watchgate.gate.records.numbers import wallet
from watchgate.gate.records.party_building import PartyBuilding
from watchgate.gate.records.record_id import record_id
from watchgate.gate.records.refused import RefusedError
from watchgate.gate.records.spotted import spotted
from watchgate.model.party import Identifier
from watchgate.model.record import Message, NotCompared, Outcome, Record, RecordParty
from watchgate.model.wallet_addresses import wrong_by_form
from watchgate.risk.identifiers.kinds import KINDS

KIND = "wallets"
TRANSACTION = "blockchain_transaction"
"""The reference under which a record says which transaction of which chain it is about: `btc:` and its hash."""
RESEMBLES = "resembles "
"""Begins the reference under which a record says of a wallet which other one it looks like that the same customer was
asked about before, as the history knew then."""
ROLES = {"wallet": "wallet", "wallets": "wallet", "from": "originator_wallet", "to": "beneficiary_wallet"}
PAYLOADS = ("ivms101", "identity")
MOST = 4_000
"""Addresses of one object, which is decided in one piece while others wait; a transaction that Bitcoin's nodes pass on
has some three thousand outputs at most."""
LONGEST = 200
_PLAIN = ("transaction_id", "message_id", "sender", "customer")
_TRANSACTION = re.compile(r"[a-z][a-z0-9-]{0,30}:(0x)?[0-9a-f]{64}")
_RAIL = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_KNOWN = (*ROLES, *PAYLOADS, *_PLAIN, "transaction", "rail", "unknown")


def is_wallet_check(item: Mapping[str, object]) -> bool:
    """Whether an object asks about wallets: no key of a payment's row begins one."""
    return any(key in ROLES or key in PAYLOADS or key == "transaction" or is_part(key) for key in item)


def wallet_message(item: Mapping[str, Any], *, digest: str, rail: str, where: str) -> Message:
    """The message of one object; what cannot be compared as what it is said to be is refused."""
    try:
        record = _record(item, digest, rail)
    except RefusedError as refusal:
        element = ", ".join(part for part in (where, refusal.element) if part)
        return Message(kind=KIND, bytes_sha256=digest, outcome=Outcome.REFUSED, element=element, reason=refusal.reason)
    return Message(
        kind=KIND, bytes_sha256=digest, message_id=record.message_id, sender=record.sender, records=(record,)
    )


def _record(item: Mapping[str, Any], digest: str, rail: str) -> Record:
    payload = Ivms101()
    for key, value in item.items():
        if key in PAYLOADS or is_part(key):
            payload.take(key if is_part(key) else "", value)
        elif key not in _KNOWN:
            raise RefusedError(f"{key[:60]!r} is no key of wallets that are asked about", element=key[:60])
    parties = [one for key in ROLES for one in _wallets(key, item.get(key))]
    transaction = _text(item, "transaction")
    if transaction and not _TRANSACTION.fullmatch(transaction):
        raise RefusedError("is no transaction: write btc: and its hash, in small letters", element="transaction")
    if transaction and not (item.get("from") or item.get("to")):
        raise RefusedError(_why_without_sides(item.get("unknown")), element="transaction")
    texts = tuple(payload.texts)
    parties += payload.parties
    parties += [one for text in texts for one in spotted(text)]
    if len(parties) > MOST:
        raise RefusedError(f"names {len(parties):,} parties, more than {MOST:,}: ask about them in several objects")
    if not texts and not any(one.party.names or one.party.identifiers for one in parties):
        raise RefusedError("there is no wallet, name, identifier or text in it to compare")
    ids = {name: _text(item, name) for name in _PLAIN}
    transaction_id = ids["transaction_id"] or transaction.partition(":")[2]
    # Asked again when more is known of a transaction, it is no other message under the same ids.
    message_id = ids["message_id"] or (digest[:16] if transaction else "")
    rail_said = _text(item, "rail")
    if rail_said and not _RAIL.fullmatch(rail_said):
        raise RefusedError(f"{rail_said[:40]!r} is no name of a rail", element="rail")
    identity = record_id(
        sender=ids["sender"], message_id=message_id, transaction_id=transaction_id, bytes_sha256=digest, ordinal=0
    )
    return Record(
        id=identity,
        kind=KIND,
        bytes_sha256=digest,
        sender=ids["sender"],
        message_id=message_id,
        transaction_id=transaction_id,
        rail=rail_said or rail,
        customer=ids["customer"],
        parties=tuple(parties),
        references={TRANSACTION: transaction} if transaction else {},
        texts=texts,
        not_compared=(*payload.not_compared, *_unknown(item.get("unknown"))),
    )


def _why_without_sides(unknown: object) -> str:
    """`unknown` is there where the chain has the transaction."""
    if unknown is None:
        return "is in nothing that was read of its chain"
    if unknown == 0:
        return "was read and moves nothing but tokens that nobody verified, whose senders and receivers are mere claims"
    return "was read, and no address of its inputs and outputs is known"


def _unknown(many: object) -> tuple[NotCompared, ...]:
    if many is None:
        return ()
    if not isinstance(many, int) or isinstance(many, bool) or not 0 <= many < 1 << 32:
        raise RefusedError("is no number of inputs and outputs", element="unknown")
    if not many:
        return ()
    said = "input or output has" if many == 1 else "inputs and outputs have"
    return (NotCompared("transaction", f"{many:,} {said} no address that is known"),)


def wallets_of(record: Record) -> tuple[str, ...]:
    """The addresses of a record's parties, each once."""
    found = (identifier for one in record.parties for identifier in one.party.identifiers)
    return tuple(dict.fromkeys(one.value for one in found if KINDS[one.kind].space == "wallet"))


def checked_wallet(text: str, element: str) -> Identifier:
    """An address in normal form. RefusedError where it is none, or its checksum does not fit."""
    found = wallet(text) if len(text) <= LONGEST else None
    wrong = "" if found is None else wrong_by_form(text)
    if found is None or wrong:
        said = wrong or "it has not the form of an address"
        raise RefusedError(f"{text[:90]!r} is no address of a wallet: {said}", element=element)
    return found


def _wallets(key: str, value: object) -> Iterator[RecordParty]:
    listed = value if isinstance(value, list) else [] if value is None else [value]
    if len(listed) > MOST:
        said = f"has {len(listed):,} addresses, more than {MOST:,}: ask about them in several objects"
        raise RefusedError(said, element=key)
    for one in dict.fromkeys(str(each).strip() if isinstance(each, str) else "" for each in listed):
        holder = PartyBuilding(ROLES[key], key)
        holder.take(checked_wallet(one, key), key)
        finished = holder.finished()
        if finished is not None:
            yield finished


def _text(item: Mapping[str, Any], key: str) -> str:
    found = item.get(key)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int) or len(str(found)) > LONGEST:
        raise RefusedError(f"is no text of at most {LONGEST} characters", element=key)
    return str(found).strip()
