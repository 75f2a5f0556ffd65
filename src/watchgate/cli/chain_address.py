"""An address as somebody typed it, looked for in a chain; what is wrong with it is said when it is not there."""

from __future__ import annotations

from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.wallet_addresses import VERSIONS, what_is_wrong


def written(address: str, chain_id: str) -> str:
    """As chains write it: bech32 in lower case, which QR codes give in capitals; without `bitcoin:` and spaces."""
    text = address.strip()
    if text[:8].lower() == "bitcoin:":
        text = text[8:].partition("?")[0]
    known = VERSIONS.get(chain_id.partition("-")[0])
    segwit = known is not None and text.lower().startswith(f"{known[2]}1")
    return text.lower() if segwit and text == text.upper() else text


def row_of(rows: UtxoChain, address: str, chain_id: str) -> int:
    """Its row. BadInputError where its checksum does not fit, NotFoundError where it is not in what was read."""
    text = written(address, chain_id)
    row = rows.address(text) if text.isascii() else None
    if row is not None:
        return row
    coin = chain_id.partition("-")[0]
    wrong = what_is_wrong(text, coin)
    if wrong:
        raise BadInputError(
            f"{text[:90]!r} is no address of {coin}: {wrong}", hint="mistyped, or meant to look like another one"
        )
    raise NotFoundError(
        f"{text} has received nothing in what was read of {chain_id}",
        hint="not found is not the same as clean: ingest more blocks",
    )
