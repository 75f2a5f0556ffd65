"""Updating from publishers: what fails leaves the list before it in use, and stops no other."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.hostile_server import (
    Server,
    bomb,
    content,
    endless,
    serving,
    stalled,
    status,
    tagged,
    truncated,
)
from support.tiny_list import in_force, people, said_by, use_tiny, write_tiny
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import parse_instant
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import ListPolicy, Policy
from watchgate.watch.lists.feeds import Feed, FeedFile
from watchgate.watch.lists.fetch import Fetcher
from watchgate.watch.lists.fetch_words import Limits
from watchgate.watch.lists.status import status as status_of
from watchgate.watch.lists.update import FeedReport, Updater

NOW = parse_instant("2026-11-20T12:00:00")
HTML = b"<!DOCTYPE html><html><body>Service unavailable, please come back later</body></html>"


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    use_tiny(monkeypatch)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


class _Desk:
    """A home, a clock that goes on by two hours at each update, and a feed."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.home = folder / "home"
        self.folder = folder
        self.now = NOW
        self.ledger: Ledger = open_ledger(self.home, clock=lambda: self.now)
        self.server = server
        self.feed = Feed(
            source="tiny", dataset="tiny", title="Tiny", files=(FeedFile("list.txt", server.url("/list.txt")),)
        )

    def body(self, count: int, date: str = "2026-11-19", source: str = "tiny") -> bytes:
        """A list of so many people."""
        return write_tiny(self.folder / "body.txt", people(count), source=source, date=date).read_bytes()

    def update(self, *feeds: Feed, accept: bool = False) -> list[FeedReport]:
        """Update, two hours later."""
        self.now += 2 * 3_600 * 1_000_000
        fetcher = Fetcher(
            Limits(stall_seconds=0.3, tries=2, max_bytes=1_000_000), sleep=lambda _: None, jitter=lambda: 0.5
        )
        updater = Updater(
            self.ledger, self.home, fetcher=fetcher, clock=lambda: self.now, accept_shrink=accept, author="a person"
        )
        return updater.update(feeds or (self.feed,)).feeds

    def one(self, *, accept: bool = False) -> FeedReport:
        """Update the one feed."""
        (report,) = self.update(accept=accept)
        return report


@pytest.fixture
def desk(server: Server, tmp_path: Path) -> Iterator[_Desk]:
    made = _Desk(server, tmp_path)
    yield made
    made.ledger.close()


def test_the_first_update_loads_and_says_when_the_publisher_served_it(desk: _Desk) -> None:
    desk.server.script["/list.txt"] = [tagged(desk.body(100), '"1"')]
    assert desk.one().outcome == "loaded"
    assert in_force(desk.ledger) == said_by(people(100))
    headers = list(desk.ledger.as_of(reader=SYSTEM).deliveries("tiny"))
    assert [(one.snapshot_date, one.complete) for one in headers] == [("2026-11-19", True), ("2026-11-20", True)]
    assert headers[1].note == f"checked: {desk.server.url('/list.txt')} serves it"
    assert headers[1].author == "a person"


def test_an_unchanged_list_is_not_sent_again_and_stays_fresh(desk: _Desk) -> None:
    desk.server.script["/list.txt"] = [tagged(desk.body(100), '"1"')]
    desk.one()
    desk.server.date = "Tue, 24 Nov 2026 09:00:00 GMT"
    desk.now = parse_instant("2026-11-24T10:00:00")
    assert desk.one().outcome == "unchanged"
    assert desk.server.seen[1][1]["if-none-match"] == '"1"'
    policy = Policy(lists={"tiny": ListPolicy(max_age_hours=24)})
    found = status_of(desk.ledger, home=desk.home, policy=policy, now_us=desk.now)
    assert found.stale == ()
    assert (found.sources[0].snapshot_date, found.sources[0].content_date) == ("2026-11-24", "2026-11-19")


def test_checks_within_the_hour_are_not_all_recorded(desk: _Desk) -> None:
    desk.server.script["/list.txt"] = [tagged(desk.body(100), '"1"')]
    desk.one()
    before = desk.ledger.head()
    desk.now -= 2 * 3_600 * 1_000_000
    assert desk.one().outcome == "unchanged"
    assert desk.ledger.head() == before


def test_a_list_without_etag_is_compared_by_content(desk: _Desk) -> None:
    desk.server.script["/list.txt"] = [content(desk.body(100))]
    desk.one()
    report = desk.one()
    assert report.outcome == "unchanged"
    assert report.file is not None
    assert report.file.positions is None


def test_when_the_ledger_has_another_version_the_list_is_had_again_in_full(desk: _Desk) -> None:
    desk.server.script["/list.txt"] = [tagged(desk.body(100), '"1"')]
    desk.one()
    desk.ledger.close()
    for name in ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"):
        (desk.home / name).unlink(missing_ok=True)
    desk.ledger = open_ledger(desk.home)
    assert desk.one().outcome == "loaded"
    assert in_force(desk.ledger) == said_by(people(100))


@pytest.mark.parametrize(
    "kind", ["truncated", "cut", "stalled", "html", "500", "older", "moved", "bomb", "other", "404"]
)
def test_what_is_wrong_is_named_and_the_list_before_it_stays(desk: _Desk, kind: str) -> None:
    desk.server.script["/list.txt"] = [content(desk.body(100), Last_Modified="Thu, 19 Nov 2026 08:00:00 GMT")]
    desk.one()
    before = desk.ledger.head()
    kept = (desk.home / "lists" / "tiny" / "list.txt").read_bytes()
    newer = desk.body(101, "2026-11-20")
    answer, reason = {
        "truncated": (truncated(newer), "cut off"),
        "cut": (endless(newer + b"!!\n"), "is broken"),
        "stalled": (stalled(newer), "stalled"),
        "html": (content(HTML), "HTML page"),
        "500": (status(500), "answered 500"),
        "older": (content(desk.body(90, "2026-11-01")), "is a snapshot of 2026-11-01"),
        "moved": (status(302, Location="https://elsewhere.example/"), "not a host of this publisher"),
        "bomb": (bomb(50_000_000), "more than 1,000,000 bytes"),
        "other": (content(desk.body(90, source="another")), "is another where tiny was asked for"),
        "404": (status(404), "answered 404"),
    }[kind]
    desk.server.script["/list.txt"] = [answer]
    report = desk.one()
    assert report.outcome == "failed"
    assert reason in (report.error or "")
    assert desk.server.url("/list.txt") in (report.error or "")
    assert desk.ledger.head() == before
    assert (desk.home / "lists" / "tiny" / "list.txt").read_bytes() == kept
    assert not (desk.home / "lists" / "tiny.new").exists()
    found = status_of(desk.ledger, home=desk.home, policy=Policy(), now_us=desk.now)
    assert reason in (found.sources[0].error or "")
    desk.server.script["/list.txt"] = [content(newer)]
    assert desk.one().outcome == "loaded"
    assert in_force(desk.ledger) == said_by(people(101))


def test_a_version_that_was_changed_earlier_than_ours_is_refused(desk: _Desk) -> None:
    desk.server.script["/list.txt"] = [
        content(desk.body(100, date=""), Last_Modified="Thu, 19 Nov 2026 08:00:00 GMT"),
        content(desk.body(99, date=""), Last_Modified="Wed, 18 Nov 2026 08:00:00 GMT"),
    ]
    desk.one()
    report = desk.one()
    assert "serves a version of Wed, 18 Nov 2026 08:00:00 GMT, older than ours" in (report.error or "")
    assert in_force(desk.ledger) == said_by(people(100))


def test_a_version_that_was_in_force_before_ours_is_refused(desk: _Desk) -> None:
    earlier, ours = desk.body(100, "2026-11-18"), desk.body(101, "2026-11-19")
    desk.server.script["/list.txt"] = [content(earlier), content(ours), content(earlier), content(ours)]
    assert [desk.one().outcome for _ in range(2)] == ["loaded", "loaded"]
    before = desk.ledger.head()
    report = desk.one()
    assert report.outcome == "failed"
    assert "serves a version that was in force before ours" in (report.error or "")
    assert desk.ledger.head() == before
    assert desk.one().outcome == "unchanged"


def test_a_disk_that_is_full_is_told_and_stops_no_other_feed(desk: _Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.server.script["/list.txt"] = [content(desk.body(3))]

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("watchgate.watch.lists.receive.os.fsync", full)
        report = desk.one()
    assert "No space left on device" in (report.error or "")
    assert desk.one().outcome == "loaded"


def test_one_feed_that_fails_stops_no_other(desk: _Desk) -> None:
    desk.server.script["/list.txt"] = [content(HTML)]
    desk.server.script["/other.txt"] = [content(desk.body(3, source="other"))]
    other = Feed(source="other", dataset="tiny", title="O", files=(FeedFile("o.txt", desk.server.url("/other.txt")),))
    assert [report.outcome for report in desk.update(desk.feed, other)] == ["failed", "loaded"]


def test_a_feed_of_two_files_is_taken_whole_or_not_at_all(desk: _Desk) -> None:
    files = (
        FeedFile("list.txt", desk.server.url("/list.txt")),
        FeedFile("list.more", desk.server.url("/list.more")),
    )
    feed = Feed(source="tiny", dataset="tiny", title="Two", files=files)
    more = b"tiny tiny\nmore|name=More\n"
    desk.server.script["/list.txt"] = [tagged(desk.body(3), '"1"')]
    desk.server.script["/list.more"] = [status(500), status(500), tagged(more, '"m"')]
    assert desk.update(feed)[0].outcome == "failed"
    assert desk.ledger.head().position == 0
    assert desk.update(feed)[0].outcome == "loaded"
    assert in_force(desk.ledger) == said_by({**people(3), "more": ["name=More"]})
    assert desk.update(feed)[0].outcome == "unchanged"


def test_a_list_that_shrinks_waits_and_can_be_accepted_though_the_publisher_says_unchanged(desk: _Desk) -> None:
    desk.server.script["/list.txt"] = [tagged(desk.body(100), '"1"')]
    desk.one()
    desk.server.script["/list.txt"] = [tagged(desk.body(50, "2026-11-20"), '"2"')]
    assert desk.one().alarm == "50 of 100 records vanished (50.00%)"
    report = desk.one()
    assert (report.outcome, report.alarm) == ("unchanged", "50 of 100 records vanished (50.00%)")
    assert in_force(desk.ledger) == said_by(people(100))
    report = desk.one(accept=True)
    assert (report.outcome, report.alarm) == ("loaded", None)
    assert in_force(desk.ledger) == said_by(people(50))
    assert desk.one().alarm is None


def test_a_server_in_the_future_does_not_keep_a_list_fresh(desk: _Desk) -> None:
    desk.server.date = "Fri, 20 Nov 2099 10:00:00 GMT"
    desk.server.script["/list.txt"] = [content(desk.body(3))]
    desk.one()
    headers = list(desk.ledger.as_of(reader=SYSTEM).deliveries("tiny"))
    assert headers[-1].snapshot_date == "2026-11-20"


def test_a_feed_that_needs_a_token_says_how_to_get_one(desk: _Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = Feed(
        source="tiny",
        dataset="tiny",
        title="T",
        files=(FeedFile("list.txt", desk.server.url("/list.txt")),),
        token_variable="WATCHGATE_TEST_TOKEN",
        token_hint="ask for one",
    )
    monkeypatch.delenv("WATCHGATE_TEST_TOKEN", raising=False)
    (report,) = desk.update(feed)
    assert (report.outcome, report.hint) == ("skipped", "ask for one")
    assert desk.server.seen == []
    monkeypatch.setenv("WATCHGATE_TEST_TOKEN", "geheim")
    desk.server.script["/list.txt"] = [content(HTML)]
    (report,) = desk.update(feed)
    assert "geheim" not in str(report)
    assert desk.server.seen[0][0] == "/list.txt?token=geheim"
    assert "geheim" not in (desk.home / "lists" / "feeds.json").read_text()
