"""Which code and tables decided: a fingerprint that changes whenever a decision could."""

from __future__ import annotations

from functools import cache
from importlib import resources

from watchgate.risk.version import ROOMS, fingerprint

DECIDING = (
    *ROOMS,
    *("gate/decide", "risk/texts", "risk/exposure", "risk/grounds", "risk/ownership", "risk/identity"),
    *("risk/screening.py", "risk/watchlist.py", "risk/list_ages.py"),
    *(f"model/{name}.py" for name in ("decision", "exception", "freshness", "ground", "policy", "staleness")),
)
"""Everything between a record and its decision, and the words of both."""


@cache
def weights_of_decisions() -> str:
    """Sixteen hex digits over all of it. A comment changes it too: the safe side."""
    return fingerprint(resources.files("watchgate"), DECIDING)
