"""One file over HTTPS from an address that is trusted only so far.

Every limit on how slow, wrong or hostile a server may be is set here. Nothing here looks at the content: that is for
recognition and the reader, before anything is replaced.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from watchgate import __version__
from watchgate.watch.lists.feeds import is_loopback, require_safe_address
from watchgate.watch.lists.fetch_words import Fetched, FetchError, Limits, TryAgainError, Validators, without_query
from watchgate.watch.lists.receive import receive

if TYPE_CHECKING:
    import httpx

REDIRECT = frozenset({301, 302, 303, 307, 308})
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class Fetcher:
    """Downloads. `sleep` and `jitter` (gives 0-1) are passed in so that tests do not wait.

    A host that could not be reached after all tries is tried once for each further file of it: without a network an
    update ends in seconds, not minutes.
    """

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
        self._unreachable: set[str] = set()

    def fetch(
        self,
        url: str,
        target: Path,
        *,
        hosts: frozenset[str] = frozenset(),
        known: Validators | None = None,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        advance: Callable[[int], None] | None = None,
    ) -> Fetched:
        """Download `url` to `target` (synced to disk), following redirects to `hosts` only.

        `token` is added as the query parameter of that name and appears in no message; `headers` go to the host of
        `url` alone. FetchError when it cannot be
        had after all tries; `target` is then not there.
        """
        shown = without_query(url)
        require_safe_address(url, where=shown)
        address = f"{url}{'&' if urlsplit(url).query else '?'}token={token}" if token else url
        host = (urlsplit(url).hostname or "").lower()
        tries = 1 if host in self._unreachable else self.limits.tries
        for attempt in range(1, tries + 1):
            try:
                fetched = self._once(address, target, hosts, known or Validators(), headers or {}, advance)
            except TryAgainError as failure:
                target.unlink(missing_ok=True)
                reason, pause = failure.reason, self._pause(attempt, failure.after_seconds)
                if attempt == tries or pause is None:
                    if failure.unreachable:
                        self._unreachable.add(host)
                    tried = f"{attempt} tries" if attempt > 1 else "one try"
                    raise FetchError(f"{shown}: {reason}, after {tried}", hint="try again later") from failure
                self._sleep(pause)
            except BaseException:
                target.unlink(missing_ok=True)
                raise
            else:
                self._unreachable.discard(host)
                return fetched
        raise AssertionError("unreachable: the last try raises")

    def _pause(self, attempt: int, asked_seconds: float | None) -> float | None:
        longest = self.limits.longest_wait_seconds
        if asked_seconds is not None:
            return asked_seconds if asked_seconds <= longest else None
        step: float = self.limits.wait_seconds * 2 ** (attempt - 1)
        return min(longest, step * (0.5 + self._jitter()))

    def _once(
        self,
        url: str,
        target: Path,
        hosts: frozenset[str],
        known: Validators,
        headers: Mapping[str, str],
        advance: Callable[[int], None] | None,
    ) -> Fetched:
        import httpx

        host = (urlsplit(url).hostname or "").lower()
        allowed = hosts | {host}
        began = time.monotonic()
        try:
            for _hop in range(self.limits.redirects + 1):
                same = (urlsplit(url).hostname or "").lower() == host
                with self._request(url, known, headers if same else {}) as response:
                    if response.status_code in REDIRECT:
                        url = self._redirected(url, response, allowed)
                        continue
                    if response.status_code == 304:
                        if known == Validators():
                            raise FetchError(
                                f"{without_query(url)}: answers 304 though it was not asked about a version"
                            )
                        return Fetched(path=None, validators=known, served_at=response.headers.get("date"))
                    self._refuse_status(url, response)
                    return receive(url, response, target, limits=self.limits, began=began, advance=advance)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            unreachable = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
            raise TryAgainError(_in_words(error), unreachable=unreachable) from error
        raise FetchError(f"{without_query(url)}: more than {self.limits.redirects} redirects")

    @contextmanager
    def _request(self, url: str, known: Validators, more: Mapping[str, str]) -> Iterator[httpx.Response]:
        import httpx

        headers = {
            "user-agent": f"watchgate/{__version__}",
            "accept": "*/*",
            "accept-encoding": "gzip, identity",
            **more,
        }
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
            raise TryAgainError(f"the server answered {status}", _retry_after(response))
        if status != 200:
            raise FetchError(
                f"{without_query(url)}: the server answered {status}", hint="see whether the address moved"
            )


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
