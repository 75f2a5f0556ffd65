"""An address as somebody typed it, looked for in a chain; what is wrong with it is said when it is not there."""

from __future__ import annotations

import re

from watchgate.ledger.transfers.accounts import is_account_chain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.wallet_addresses import VERSIONS, address_of, what_is_wrong

_TRON = re.compile(r"T[1-9A-HJ-NP-Za-km-z]{33}")


def written(address: str, chain_id: str) -> str:
    """As chains write it: bech32 in lower case, which QR codes give in capitals; without `bitcoin:` and spaces.

    Of account chains BadInputError where the checksum does not fit: in the chain the letters alone would be found.
    """
    text = address.strip()
    if is_account_chain(chain_id):
        return address_of(text, chain_id.partition("-")[0])
    if text[:8].lower() == "bitcoin:":
        text = text[8:].partition("?")[0]
    known = VERSIONS.get(chain_id.partition("-")[0])
    segwit = known is not None and text.lower().startswith(f"{known[2]}1")
    return text.lower() if segwit and text == text.upper() else text


def chain_asked(chain_id: str, address: str) -> str:
    """The chain that was named, else the one whose addresses look like `address`."""
    if chain_id:
        return chain_id
    text = address.strip()
    if text[:2] in ("0x", "0X"):
        return "eth"
    return "trx" if _TRON.fullmatch(text) else "btc"


def row_of(rows: UtxoChain, address: str, chain_id: str) -> int:
    """Its row. BadInputError where its checksum does not fit, NotFoundError where it is not in what was read."""
    text = written(address, chain_id)
    row = rows.address(text) if text.isascii() else None
    if row is not None:
        return row
    refuse_mistyped(text, chain_id)
    raise NotFoundError(
        f"{text} has received nothing in what was read of {chain_id}",
        hint="not found is not the same as clean: ingest more blocks",
    )


def refuse_mistyped(text: str, chain_id: str) -> None:
    """BadInputError where the checksum of what was not found does not fit: it may be there as it was meant."""
    coin = chain_id.partition("-")[0]
    wrong = what_is_wrong(text, coin)
    if wrong:
        raise BadInputError(
            f"{text[:90]!r} is no address of {coin}: {wrong}", hint="mistyped, or meant to look like another one"
        )
