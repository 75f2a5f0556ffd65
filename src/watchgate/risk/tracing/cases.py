"""Where a chain does not know an address, a case of the same coin may: then its name is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from watchgate.ledger.transfers.ranges import chains
from watchgate.model.errors import NotFoundError
from watchgate.risk.tracing.address import written
from watchgate.risk.tracing.evidence import Evidence

LOOKED_THROUGH = 20
"""Cases that are opened for one address, a millisecond each: a request may name a hundred addresses."""


@contextmanager
def telling_cases(evidence: Evidence, chain_id: str, address: str) -> Iterator[None]:
    """A NotFoundError of the block names the other chains of its coin that know the address, where there are any."""
    try:
        yield
    except NotFoundError as error:
        if not (known := list(_knowing(evidence, chain_id, address))):
            raise
        named = ", ".join(known)
        raise NotFoundError(
            f"{error.message}; {named} {'knows' if len(known) == 1 else 'know'} it", hint=f"--chain {known[0]}"
        ) from error


def _knowing(evidence: Evidence, but: str, address: str) -> Iterator[str]:
    coin = but.partition("-")[0]
    text = written(address, but)
    every = chains(evidence.home.path, evidence.ledger, evidence.asked_at) if text.isascii() else []
    for chain_id in [one for one in every if one != but and one.partition("-")[0] == coin][:LOOKED_THROUGH]:
        rows = evidence.chain(chain_id).rows
        try:
            if rows.address(text) is not None:
                yield chain_id
        finally:
            rows.close()
