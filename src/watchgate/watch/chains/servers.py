"""Which servers are asked about addresses: named by whoever runs this, in the environment, and never by a request."""

from __future__ import annotations

from collections.abc import Mapping

from watchgate.model.errors import BadInputError

SERVERS = {"btc": "WATCHGATE_ESPLORA", "eth": "WATCHGATE_ETHERSCAN", "trx": "WATCHGATE_TRONGRID"}
"""Coin -> the variable of the environment that names the server to ask about it."""
KEY = "WATCHGATE_EXPLORER_KEY"
"""The variable that has the user's key there."""


def server_of(coin: str, environment: Mapping[str, str]) -> str:
    """The server to ask about a coin. BadInputError where none is named."""
    variable = SERVERS.get(coin)
    if variable is None:
        raise BadInputError(f"no server can be asked about {coin!r}", hint=", ".join(SERVERS))
    found = environment.get(variable, "")
    if not found:
        raise BadInputError(f"no server is named to ask about {coin}", hint=f"{variable} names one")
    return found
