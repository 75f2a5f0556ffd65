"""The words of fetching: limits, what a server said of a version, what came, and the two ways to fail."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import msgspec

from watchgate.model.errors import WatchgateError


class FetchError(WatchgateError):
    """A file could not be had; the one before stays in use."""


class TryAgainError(Exception):
    """A failure that may pass.

    `after_seconds`: what the server asked us to wait. `unreachable`: there was no connection at all.
    """

    def __init__(self, reason: str, after_seconds: float | None = None, *, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after_seconds = after_seconds
        self.unreachable = unreachable


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a download may cost. A stall is less than `slowest_bytes` within `stall_seconds`.

    Waits between tries: `wait_seconds` doubled each time, jittered by half; never longer than `longest_wait_seconds`,
    also when the server asks for more: then it is left for the next update.
    """

    connect_seconds: float = 10.0
    stall_seconds: float = 30.0
    slowest_bytes: int = 16 * 1024
    total_seconds: float = 900.0
    max_bytes: int = 512 << 20
    tries: int = 4
    wait_seconds: float = 1.0
    longest_wait_seconds: float = 60.0
    redirects: int = 5


class Validators(msgspec.Struct, frozen=True):
    """What the server said of the version we have, sent back so that it may answer 304."""

    etag: str | None = None
    last_modified: str | None = None


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """`path` is None when the server says our version is current (304). `served_at`: its Date header."""

    path: Path | None
    sha256: str | None = None
    validators: Validators = Validators()
    served_at: str | None = None
    size_bytes: int = 0


def without_query(url: str) -> str:
    """The address without query, fragment and credentials: the form that may stand in messages and logs."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return urlunsplit((parts.scheme, f"{host}:{parts.port}" if parts.port else host, parts.path, "", ""))
    except ValueError:
        return "the address"
