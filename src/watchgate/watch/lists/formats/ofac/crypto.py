"""What the lists of OFAC's digital currency addresses share: forms of an address, wallets without a known holder.

These are derived lists: third parties take the addresses out of the SDN list. Dataset `us_ofac_crypto`; ids are those
of the SDN list where the ent_num is given, `ofac-wallet-<hash of the address in lower case>` where it is not.

An address as its owner writes it is the wallet's `publicKey`. One that has lost its letter case is none: it is kept as
`cryptoAddress`, to be compared without case, with a note that says so, and is never shown as the wallet's address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchgate.watch.lists.entry import Claim, ListEntry
from watchgate.watch.lists.formats.ofac.party import AUTHORITY
from watchgate.watch.lists.values.entities import Claims, link_entry, sanction_entry, short_hash

DATASET = "us_ofac_crypto"
ADDRESS = re.compile(r"^[0-9A-Za-z]{20,120}$")
CASELESS = re.compile(
    r"^(0x[0-9a-f]{40,64}|[0-9a-f]{64}|(bc|ltc|tb|bnb|addr|cosmos|zs)1[02-9ac-hj-np-z]{6,90}|[qp][02-9ac-hj-np-z]{41})$"
)
"""Hexadecimal, bech32 and Bitcoin Cash's own form: case carries no meaning, all lower case is a valid address."""
CASE_LOST = "letter case lost by the source: compare without case, never use as an address"


def case_is_lost(address: str) -> bool:
    """Whether this is an address whose case carries meaning (base58), in lower case all through."""
    return address == address.lower() and not CASELESS.match(address)


def address_claims(address: str) -> tuple[Claim, ...]:
    """How a wallet's address is said: exact, or as what is left of it."""
    if case_is_lost(address):
        return (Claim("cryptoAddress", address), Claim("notes", CASE_LOST))
    return (Claim("publicKey", address),)


def wallet_entries(address: str, currency: str | None, holder: str | None = None) -> Iterator[ListEntry]:
    """A listed wallet known by its address alone, or by the address and its holder's name: wallet, listing, link."""
    wallet_id = f"ofac-wallet-{short_hash(address.lower())}"
    claims = Claims()
    claims.extend(address_claims(address))
    claims.add("currency", currency)
    claims.add("topics", "sanction")
    yield claims.entry(wallet_id, address, "CryptoWallet")
    yield sanction_entry(wallet_id, address, authority=AUTHORITY)
    if holder:
        yield link_entry(wallet_id, address, object_name=holder, role="holder")
