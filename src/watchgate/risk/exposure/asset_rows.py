"""Verified assets as the columns of a chain name them: by the row of their contract."""

from __future__ import annotations

from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.risk.exposure.assets import Asset, verified


def verified_rows(chain: AccountChain, chain_id: str) -> list[int]:
    """The verified assets that the columns hold, the coin among them."""
    numbers = (row_of_asset(chain, asset) for asset in verified(chain_id).values())
    return [number for number in numbers if number is not None]


def row_of_asset(chain: AccountChain, asset: Asset) -> int | None:
    """How the columns name an asset (ABSENT: the coin); None where they do not."""
    return chain.address(asset.contract) if asset.contract else ABSENT
