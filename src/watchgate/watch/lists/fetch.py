"""One file over HTTPS from an address that is trusted only so far.

Every limit on how slow, wrong or hostile a server may be is set here. Nothing here looks at the content: that is for
recognition and the reader, before anything is replaced.
"""

from __future__ import annotations

import logging
import os
import random
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import msgspec

from watchgate import __version__
from watchgate.model.errors import BadInputError, WatchgateError
from watchgate.watch.lists.feeds import is_loopback, require_safe_address

if TYPE_CHECKING:
    import httpx

CHUNK = 64 * 1024
REDIRECT = frozenset({301, 302, 303, 307, 308})
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class FetchError(WatchgateError):
    """A file could not be had; the one before stays in use."""


class _TryAgainError(Exception):
    """A failure that may pass. `after_seconds`: what the server asked us to wait."""

    def __init__(self, reason: str, after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after_seconds = after_seconds


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


class Fetcher:
    """Downloads with one connection pool. `sleep` and `jitter` (gives 0-1) are passed in so that tests do not wait."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs whole addresses, tokens included
        self.limits = limits or Limits()
        self._sleep = sleep
        self._jitter = jitter

    def fetch(
        self,
        url: str,
        target: Path,
        *,
        hosts: frozenset[str] = frozenset(),
        known: Validators | None = None,
        token: str | None = None,
        advance: Callable[[int], None] | None = None,
    ) -> Fetched:
        """Download `url` to `target` (synced to disk), following redirects to `hosts` only.

        `token` is added as the query parameter of that name and appears in no message. FetchError when it cannot be
        had after all tries; `target` is then not there.
        """
        shown = without_query(url)
        require_safe_address(url, where=shown)
        address = f"{url}{'&' if urlsplit(url).query else '?'}token={token}" if token else url
        for attempt in range(1, self.limits.tries + 1):
            try:
                return self._once(address, target, hosts, known or Validators(), advance)
            except _TryAgainError as failure:
                target.unlink(missing_ok=True)
                reason, pause = failure.reason, self._pause(attempt, failure.after_seconds)
                if attempt == self.limits.tries or pause is None:
                    tried = f"{attempt} tries" if attempt > 1 else "one try"
                    raise FetchError(f"{shown}: {reason}, after {tried}", hint="try again later") from failure
                self._sleep(pause)
            except BaseException:
                target.unlink(missing_ok=True)
                raise
        raise AssertionError("unreachable: the last try raises")

    def _pause(self, attempt: int, asked_seconds: float | None) -> float | None:
        longest = self.limits.longest_wait_seconds
        if asked_seconds is not None:
            return asked_seconds if asked_seconds <= longest else None
        step: float = self.limits.wait_seconds * 2 ** (attempt - 1)
        return min(longest, step * (0.5 + self._jitter()))

    def _once(
        self, url: str, target: Path, hosts: frozenset[str], known: Validators, advance: Callable[[int], None] | None
    ) -> Fetched:
        import httpx

        allowed = hosts | {(urlsplit(url).hostname or "").lower()}
        began = time.monotonic()
        try:
            for _hop in range(self.limits.redirects + 1):
                with self._request(url, known) as response:
                    if response.status_code in REDIRECT:
                        url = self._redirected(url, response, allowed)
                        continue
                    if response.status_code == 304:
                        return Fetched(path=None, validators=known, served_at=response.headers.get("date"))
                    self._refuse_status(url, response)
                    return self._receive(url, response, target, began, advance)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise _TryAgainError(_in_words(error)) from error
        raise FetchError(f"{without_query(url)}: more than {self.limits.redirects} redirects")

    @contextmanager
    def _request(self, url: str, known: Validators) -> Iterator[httpx.Response]:
        import httpx

        headers = {"user-agent": f"watchgate/{__version__}", "accept": "*/*", "accept-encoding": "gzip, identity"}
        if known.etag:
            headers["if-none-match"] = known.etag
        if known.last_modified:
            headers["if-modified-since"] = known.last_modified
        limits = self.limits
        timeout = httpx.Timeout(limits.stall_seconds, connect=limits.connect_seconds)
        local = is_loopback((urlsplit(url).hostname or "").lower())
        with (
            httpx.Client(timeout=timeout, follow_redirects=False, trust_env=not local) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            yield response

    @staticmethod
    def _redirected(url: str, response: httpx.Response, allowed: frozenset[str]) -> str:
        target: str = urljoin(url, response.headers.get("location", ""))
        host = require_safe_address(target, where=f"{without_query(url)}: its redirect")
        if host not in allowed:
            raise FetchError(
                f"{without_query(url)}: redirects to {host}, which is not a host of this publisher",
                hint="if the publisher moved, give the new address with --feeds",
            )
        if is_loopback(host) and not is_loopback((urlsplit(url).hostname or "").lower()):
            raise FetchError(f"{without_query(url)}: redirects to this machine itself")
        return target

    def _refuse_status(self, url: str, response: httpx.Response) -> None:
        status = response.status_code
        if status in AGAIN:
            raise _TryAgainError(f"the server answered {status}", _retry_after(response))
        if status != 200:
            raise FetchError(
                f"{without_query(url)}: the server answered {status}", hint="see whether the address moved"
            )

    def _receive(
        self,
        url: str,
        response: httpx.Response,
        target: Path,
        began: float,
        advance: Callable[[int], None] | None,
    ) -> Fetched:
        digest, written, received = sha256(), 0, 0
        unpack = _unpacker(url, response)
        window_began, window_bytes = time.monotonic(), 0
        with target.open("wb") as file:
            for chunk in response.iter_raw():  # as they come: a fixed size would wait for a slow server
                received += len(chunk)
                window_bytes += len(chunk)
                now = time.monotonic()
                if now - began > self.limits.total_seconds:
                    raise _TryAgainError(f"not finished within {self.limits.total_seconds:.0f} s")
                if now - window_began > self.limits.stall_seconds:
                    if window_bytes < self.limits.slowest_bytes:
                        raise _TryAgainError(f"stalled: {window_bytes} bytes in {now - window_began:.0f} s")
                    window_began, window_bytes = now, 0
                for part in unpack(chunk):
                    written += len(part)
                    if written > self.limits.max_bytes:
                        raise FetchError(
                            f"{without_query(url)}: more than {self.limits.max_bytes:,} bytes, which no list has"
                        )
                    digest.update(part)
                    file.write(part)
                if advance is not None:
                    advance(len(chunk))
            for _ in unpack(None):
                raise AssertionError("unreachable: the end gives no bytes")
            file.flush()
            os.fsync(file.fileno())
        stated = response.headers.get("content-length", "")
        if stated.isdigit() and int(stated) != received:
            raise _TryAgainError(f"cut off: {received:,} of {int(stated):,} bytes came")
        if written == 0:
            raise _TryAgainError("the answer was empty")
        return Fetched(
            path=target,
            sha256=digest.hexdigest(),
            validators=Validators(response.headers.get("etag"), response.headers.get("last-modified")),
            served_at=response.headers.get("date"),
            size_bytes=written,
        )


def without_query(url: str) -> str:
    """The address without query, fragment and credentials: the form that may stand in messages and logs."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return urlunsplit((parts.scheme, f"{host}:{parts.port}" if parts.port else host, parts.path, "", ""))
    except ValueError:
        return "the address"


def _unpacker(url: str, response: httpx.Response) -> Callable[[bytes | None], Iterator[bytes]]:
    """Undoes Content-Encoding in pieces of bounded size: a small chunk may expand a thousandfold. None ends it."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"identity", ""}:
        return lambda chunk: iter((chunk,) if chunk else ())
    if encoding not in {"gzip", "x-gzip"}:
        raise FetchError(f"{without_query(url)}: sends content-encoding {encoding!r}, which was not asked for")
    unpacker: Any = zlib.decompressobj(wbits=31)

    def unpack(chunk: bytes | None) -> Iterator[bytes]:
        if chunk is None:
            if not unpacker.eof:
                raise _TryAgainError("cut off: the compressed answer has no end")
            return
        try:
            while chunk:
                part = unpacker.decompress(chunk, CHUNK)
                chunk = unpacker.unconsumed_tail
                if part:
                    yield part
        except zlib.error as error:
            raise _TryAgainError("the compressed answer is damaged") from error

    return unpack


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds the server asks us to wait; None without, or when it gives a date (which our clock may not share)."""
    text = response.headers.get("retry-after", "").strip()
    return float(text) if text.isdigit() else None


def _in_words(error: Exception) -> str:
    import httpx

    if isinstance(error, httpx.ConnectTimeout):
        return "no connection in time"
    if isinstance(error, httpx.TimeoutException):
        return "stalled: no data in time"
    if isinstance(error, httpx.RemoteProtocolError):
        return "cut off: the connection ended too early"
    if isinstance(error, httpx.ConnectError):
        return f"no connection ({error})"
    return type(error).__name__


__all__ = ["BadInputError", "FetchError", "Fetched", "Fetcher", "Limits", "Validators", "without_query"]
