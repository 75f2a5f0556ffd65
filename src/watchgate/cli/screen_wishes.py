"""How the user wants to be answered: as known when, from which score, by which policy."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """As given on the command line; None means the present, and the policy's own values."""

    as_of: str | None = None
    threshold: float | None = None
    cutoff: float | None = None
    limit: int = 10
    policy: Path | None = None


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """One party as described on the command line."""

    names: tuple[str, ...] = ()
    schema: str | None = None
    birth_dates: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
