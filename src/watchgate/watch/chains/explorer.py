"""Moves around an address of an account chain, asked of an explorer: what every kind of explorer has in common.

Hop by hop as with `esplora.py`: all lists of the address, then those of whoever it exchanged something of worth with.
Tokens that do not count (`counts`) are kept and lead nowhere, so that spam does not steer the questions. Requests are
spaced out, tried again with growing pauses, limited in number and size; each answer is kept as it came, by its sha256.
"""

from __future__ import annotations

import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from watchgate.model.errors import BadInputError
from watchgate.watch.chains.account_files import FileRows
from watchgate.watch.lists.fetch import Fetcher
from watchgate.watch.lists.fetch_words import FetchError, Limits

ADDRESSES_MAX = 200
PER_ADDRESS = 5_000
PAUSE_S = 0.25
TRIES = 5
PAGE_BYTES_MAX = 64 << 20
Json = Mapping[str, Any]


class BusyError(Exception):
    """The server said that it was asked too often, whatever its status code."""


class Page(msgspec.Struct, frozen=True):
    """One answer: its list (`txlist`, `trc20` ...), the address asked about, and its rows.

    `start`, `number`: where in the list the question began, and the page of it, from 1.
    """

    name: str
    address: str
    start: int
    number: int
    rows: list[dict[str, Any]]


class Gathered(msgspec.Struct):
    """What came of it. `answers`: sha256 of each answer with what it answers; `not_followed`: addresses, and why."""

    answers: list[Answered]
    followed: list[str]
    not_followed: dict[str, str]


class Answered(msgspec.Struct, frozen=True):
    """An answer that is kept, and what was asked."""

    name: str
    address: str
    start: int
    number: int
    sha256: str


class Explorer(ABC):
    """One server. `keep` stores an answer and gives its sha256; `sleep` is passed in so that tests do not wait."""

    def __init__(
        self,
        endpoint: str,
        keep: Callable[[bytes], str],
        *,
        key: str = "",
        pause_s: float = PAUSE_S,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        base, _, self._query = endpoint.partition("?")
        self._endpoint = base.rstrip("/")
        self._keep = keep
        self._key = key
        self._pause_s = pause_s
        self._sleep = sleep or time.sleep
        self._fetcher = Fetcher(Limits(max_bytes=PAGE_BYTES_MAX, total_seconds=120.0), sleep=self._sleep)
        self._asked = 0

    def gather(
        self,
        address: str,
        *,
        hops: int,
        counts: Callable[[str], bool],
        addresses_max: int = ADDRESSES_MAX,
        per_address: int = PER_ADDRESS,
        tell: Callable[[int, int], None] = lambda _done, _known: None,
    ) -> Gathered:
        """All lists of `address` and of those up to `hops` away. `counts`: whether a token (its contract) does.

        `tell(done, known)`: addresses asked and known so far.
        """
        found = Gathered([], [], {})
        level, seen = [address], {address}
        for hop in range(hops + 1):
            further: list[str] = []
            for one in level:
                if len(found.followed) >= addresses_max:
                    found.not_followed[one] = f"{addresses_max} addresses were asked about already"
                    continue
                pages, whole = self._all(one, per_address, found)
                found.followed.append(one)
                if not whole:
                    found.not_followed[one] = f"has more than {per_address:,} rows in a list, as services have"
                for other in self.beside(pages, one, counts) if whole and hop < hops else ():
                    if other not in seen:
                        seen.add(other)
                        further.append(other)
                tell(len(found.followed), len(seen))
            level = further
        return found

    @abstractmethod
    def pages(self, address: str, most: int) -> Iterator[tuple[Page, bytes, bool]]:
        """The pages of each list, the bytes of each, and whether its list went on where `most` rows were had."""

    @abstractmethod
    def beside(self, pages: list[Page], address: str, counts: Callable[[str], bool]) -> list[str]:
        """Whom the address exchanged something of worth with, in order."""

    def _all(self, address: str, most: int, found: Gathered) -> tuple[list[Page], bool]:
        pages, whole = [], True
        for page, data, cut in self.pages(address, most):
            found.answers.append(Answered(page.name, address, page.start, page.number, self._keep(data)))
            pages.append(page)
            whole = whole and not cut
        return pages, whole

    def _ask(self, path: str, parse: Callable[[bytes, str], Any], headers: Mapping[str, str] | None = None) -> Any:
        """The answer to `path`, parsed, with its bytes. A server that says it is asked too often is asked again, with
        pauses that double; FetchError when it goes on saying so. `parse` raises BusyError for such an answer."""
        shown = f"{self._endpoint}{path.partition('?')[0]}"
        for attempt in range(1, TRIES + 1):
            if self._asked:
                self._sleep(self._pause_s)
            self._asked += 1
            with tempfile.TemporaryDirectory() as folder:
                target = Path(folder) / "page.json"
                self._fetcher.fetch(f"{self._endpoint}{path}", target, headers=headers)
                data = target.read_bytes()
            try:
                return parse(data, shown), data
            except BusyError as error:
                if attempt == TRIES:
                    raise FetchError(f"{shown}: {error}, after {TRIES} tries", hint="try again later") from error
                self._sleep(2.0 ** (attempt - 1))
        raise AssertionError("unreachable: the last try raises")


def rows_as(kind: str, rows: list[dict[str, Any]], name: str) -> FileRows:
    """Rows of a kept answer in the form of files; `name` for messages."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    return FileRows(Path(name), kind, {key: [row.get(key) for row in rows] for key in names}, len(rows))


def texts_in(row: Json, names: tuple[str, ...], where: str) -> None:
    """BadInputError unless the row has all of `names` as texts or numbers."""
    wrong = next((name for name in names if not isinstance(row.get(name), str | int)), None)
    if wrong is not None:
        raise BadInputError(f"a row lacks {wrong}", where=where, hint="the server does not speak this protocol")
