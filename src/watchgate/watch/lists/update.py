"""Official lists from their publishers into the ledger, feed by feed; what fails leaves the list before it in use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol

import msgspec

from watchgate.ledger.home import private_folder
from watchgate.ledger.interface import Ledger
from watchgate.model.clock import Clock, iso, now_us
from watchgate.model.delivery import Delivery
from watchgate.model.errors import BadInputError, WatchgateError
from watchgate.model.grade import OFFICIAL
from watchgate.model.handling import PUBLIC, SYSTEM
from watchgate.watch.lists.alone import alone
from watchgate.watch.lists.committing import Before, nobody
from watchgate.watch.lists.feed_state import FeedState, FeedStates
from watchgate.watch.lists.feeds import Feed
from watchgate.watch.lists.fetch import Fetcher
from watchgate.watch.lists.fetch_words import Fetched, Validators, without_query
from watchgate.watch.lists.history import CHECKED, WAITING, companions_of, read_history
from watchgate.watch.lists.load import LoadOptions, load_files
from watchgate.watch.lists.registry import recognise
from watchgate.watch.lists.report import SHRINK_EXIT_CODE, FileReport, LoadReport, Outcome

CHECK_AGAIN_US = 3_600 * 1_000_000
"""That the publisher still serves what we have is recorded at most once an hour."""


class UpdateProgress(Protocol):
    """Who is told how far the update is."""

    def feed(self, title: str) -> None: ...

    def bytes(self, count: int) -> None: ...


class FeedReport(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What became of a feed.

    `outcome`: `loaded`, `unchanged` (the publisher serves what we have), `failed`, `skipped` (no token).
    """

    source: str
    outcome: str
    addresses: tuple[str, ...] = ()
    error: str | None = None
    hint: str | None = None
    alarm: str | None = None
    file: FileReport | None = None


class UpdateReport(msgspec.Struct, kw_only=True):
    """All feeds asked for."""

    feeds: list[FeedReport]
    position: int = 0

    @property
    def exit_code(self) -> int:
        """0 every feed is current; 1 some failed, the others are current; 5 withdrawals wait for `--accept-shrink`."""
        if any(feed.outcome == "failed" for feed in self.feeds):
            return 1
        return SHRINK_EXIT_CODE if any(feed.alarm for feed in self.feeds) else 0


class Updater:
    """Fetches feeds and loads them. `clock` dates what the publisher does not."""

    def __init__(
        self,
        ledger: Ledger,
        home: Path,
        *,
        fetcher: Fetcher | None = None,
        clock: Clock = now_us,
        accept_shrink: bool = False,
        author: str | None = None,
        progress: UpdateProgress | None = None,
        before: Before = nobody,
    ) -> None:
        self._ledger = ledger
        self._home = home
        self._states = FeedStates(home)
        self._fetcher = fetcher or Fetcher()
        self._clock = clock
        self._accept_shrink = accept_shrink
        self._author = author
        self._progress = progress
        self._before = before

    def update(self, feeds: Sequence[Feed]) -> UpdateReport:
        """Each feed by itself: one that fails is reported and stops no other."""
        report = UpdateReport(feeds=[])
        with alone(self._home):
            for feed in feeds:
                if self._progress is not None:
                    self._progress.feed(feed.title)
                report.feeds.append(self._one(feed))
        report.position = self._ledger.head().position
        return report

    def _one(self, feed: Feed) -> FeedReport:
        report = FeedReport(
            source=feed.source, outcome="failed", addresses=tuple(without_query(file.url) for file in feed.files)
        )
        token = os.environ.get(feed.token_variable, "") if feed.token_variable else ""
        if feed.token_variable and not token:
            report.outcome, report.hint = "skipped", feed.token_hint
            report.error = f"{feed.source}: its publisher asks for a token, and {feed.token_variable} is not set"
            return report
        state = self._states.read().get(feed.source, FeedState())
        state = msgspec.structs.replace(state, asked_at=self._clock(), error=None)
        staging = self._folder(feed, ".new")
        shutil.rmtree(staging, ignore_errors=True)
        private_folder(staging)
        try:
            state = self._fetch_and_load(feed, state, staging, token or None, report)
        except WatchgateError as error:
            report.error = _with_addresses(str(error), feed, staging)
            state = msgspec.structs.replace(state, error=report.error)
        except OSError as error:
            report.error = f"{feed.source}: cannot be kept: {error.strerror or error}"
            state = msgspec.structs.replace(state, error=report.error)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        try:
            self._states.write(feed.source, state)
        except OSError as error:  # costs one full download next time, no evidence
            report.error = report.error or f"{feed.source}: its state cannot be kept: {error.strerror or error}"
        return report

    def _fetch_and_load(
        self, feed: Feed, state: FeedState, staging: Path, token: str | None, report: FeedReport
    ) -> FeedState:
        current = self._folder(feed)
        fetched: dict[str, Fetched] = {}
        for file in feed.files:
            kept = current / file.name
            known = state.validators.get(file.name) if kept.is_file() and self._is_in_force(feed, state) else None
            answer = self._fetcher.fetch(
                file.url,
                staging / file.name,
                hosts=feed.redirect_hosts,
                known=known,
                token=token,
                advance=self._progress.bytes if self._progress is not None else None,
            )
            fetched[file.name] = answer
            if answer.path is None:
                shutil.copyfile(kept, staging / file.name)
            else:
                self._refuse_older(file.url, answer, state.validators.get(file.name))
        served = self._served_date(fetched[feed.files[0].name])
        if any(answer.path is not None for answer in fetched.values()) or self._accept_shrink:
            report.file = self._load(feed, staging, served)
            report.outcome = "loaded" if report.file.outcome is Outcome.LOADED else "unchanged"
        else:
            report.outcome = "unchanged"
        report.alarm = self._record_check(feed, served)
        private_folder(current)
        for file in feed.files:
            (staging / file.name).replace(current / file.name)
        return msgspec.structs.replace(
            state,
            validators={name: answer.validators for name, answer in fetched.items()},
            sha256={name: answer.sha256 or state.sha256.get(name, "") for name, answer in fetched.items()},
            answered_at=self._clock(),
        )

    def _load(self, feed: Feed, staging: Path, served: str) -> FileReport:
        """Load the staged list; WatchgateError when it is not what was asked for, or the ledger refuses it."""
        found = recognise(staging / feed.files[0].name)
        if found.source != feed.source:
            raise BadInputError(
                f"is {found.source} where {feed.source} was asked for", where=without_query(feed.files[0].url)
            )
        options = LoadOptions(date=served, accept_shrink=self._accept_shrink, author=self._author)
        loaded = LoadReport(files=[])
        load_files(
            [found], self._ledger, loaded, home=self._home, options=options, clock=self._clock, before=self._before
        )
        result = loaded.files[0]
        if result.outcome is Outcome.FAILED:
            raise WatchgateError(result.error or "could not be loaded")
        last = read_history(self._ledger.as_of(reader=SYSTEM).deliveries(feed.source)).last_complete
        if last is None or last.file_sha256 != result.sha256:
            raise WatchgateError(
                f"{without_query(feed.files[0].url)}: serves a version that was in force before ours",
                hint="the one in use stays; try again later",
            )
        return result

    def _record_check(self, feed: Feed, served: str) -> str | None:
        """Say in the ledger that on this day the publisher served what is in force: an empty, complete delivery.

        Returns why withdrawals wait, None when none do.
        """
        history = read_history(self._ledger.as_of(reader=SYSTEM).deliveries(feed.source))
        last = history.last_complete
        if last is None or history.interrupted:
            return history.waiting
        repeated = (last.note or "").startswith(CHECKED) and last.snapshot_date == served
        if repeated and self._clock() - last.recorded_at < CHECK_AGAIN_US:
            return history.waiting
        self._ledger.append(
            Delivery(
                source=feed.source,
                grade=OFFICIAL,
                handling=PUBLIC,
                file_sha256=last.file_sha256,
                snapshot_date=max(served, last.snapshot_date or ""),
                complete=True,
                author=self._author,
                note=_check_note(feed, last, history.waiting),
            )
        )
        return history.waiting

    def _is_in_force(self, feed: Feed, state: FeedState) -> bool:
        """Whether the file kept is the newest the ledger has of this source; else it has to be had again in full."""
        headers = self._ledger.as_of(reader=SYSTEM).deliveries(feed.source)
        history = read_history(headers)
        digest = state.sha256.get(feed.files[0].name)
        last = history.last_complete
        return last is not None and last.file_sha256 == digest and not history.interrupted

    def _served_date(self, fetched: Fetched) -> str:
        """The day the publisher says it is, never later than our own: a date in the future would keep a list fresh."""
        today = iso(self._clock())[:10]
        return min(_http_date(fetched.served_at) or today, today)

    @staticmethod
    def _refuse_older(url: str, answer: Fetched, known: Validators | None) -> None:
        before = _http_instant(known.last_modified) if known else None
        now = _http_instant(answer.validators.last_modified)
        if before is not None and now is not None and now < before:
            raise WatchgateError(
                f"{without_query(url)}: serves a version of {answer.validators.last_modified}, older than ours",
                hint="the one in use stays; try again later",
            )

    def _folder(self, feed: Feed, suffix: str = "") -> Path:
        return self._states.folder / f"{feed.source}{suffix}"


def _with_addresses(message: str, feed: Feed, staging: Path) -> str:
    """The message with the addresses files came from instead of the places they were put in meanwhile."""
    for file in feed.files:
        message = message.replace(str(staging / file.name), without_query(file.url))
    return message


def _check_note(feed: Feed, last: Delivery, waiting: str | None) -> str:
    parts = [f"{CHECKED}{without_query(feed.files[0].url)} serves it"]
    if waiting:
        parts.append(WAITING + waiting)
    parts.extend(f"companion sha256:{digest}" for digest in companions_of(last.note))
    return "; ".join(parts)


def _http_date(text: str | None) -> str | None:
    found = _http_instant(text)
    return found.date().isoformat() if found else None


def _http_instant(text: str | None) -> datetime | None:
    """The instant of an HTTP date; None when there is none, or none that can be read."""
    try:
        found = parsedate_to_datetime(text or "")
    except (ValueError, IndexError, TypeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
