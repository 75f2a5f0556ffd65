"""Downloads from servers that are slow, wrong or hostile."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.hostile_server import (
    Server,
    bomb,
    content,
    dripping,
    endless,
    serving,
    stalled,
    status,
    tagged,
    truncated,
)
from watchgate.model.errors import BadInputError
from watchgate.watch.lists.feeds import choose, read_feeds
from watchgate.watch.lists.fetch import Fetcher
from watchgate.watch.lists.fetch_words import FetchError, Limits, Validators, without_query

BODY = b"id,name\n" * 5_000


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


class _Waits:
    """A Fetcher that does not wait, and remembers how long it would have."""

    def __init__(self, **limits: float) -> None:
        self.slept: list[float] = []
        self.fetcher = Fetcher(
            Limits(**{"stall_seconds": 0.3, "tries": 3, **limits}),  # type: ignore[arg-type]
            sleep=self.slept.append,
            jitter=lambda: 0.5,
        )


def test_a_file_comes_whole_with_its_validators(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = [content(BODY, ETag='"1"', Last_Modified="Thu, 19 Nov 2026 00:00:00 GMT")]
    counted: list[int] = []
    fetched = _Waits().fetcher.fetch(server.url("/a"), tmp_path / "a", advance=counted.append)
    assert (tmp_path / "a").read_bytes() == BODY
    assert fetched.validators == Validators('"1"', "Thu, 19 Nov 2026 00:00:00 GMT")
    assert fetched.served_at == server.date
    assert sum(counted) == fetched.size_bytes == len(BODY)


def test_a_known_version_is_not_sent_again(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = [tagged(BODY, '"1"')]
    fetched = _Waits().fetcher.fetch(server.url("/a"), tmp_path / "a", known=Validators('"1"'))
    assert fetched.path is None
    assert not (tmp_path / "a").exists()


def test_a_server_that_says_unchanged_without_being_asked_is_refused(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = [status(304)]
    with pytest.raises(FetchError, match="answers 304 though"):
        _Waits().fetcher.fetch(server.url("/a"), tmp_path / "a")


def test_compressed_answers_are_unpacked(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = [content(gzip.compress(BODY), Content_Encoding="gzip")]
    assert _Waits().fetcher.fetch(server.url("/a"), tmp_path / "a").size_bytes == len(BODY)
    assert (tmp_path / "a").read_bytes() == BODY


def test_errors_that_may_pass_are_tried_again_with_growing_waits(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = [status(500), status(503), content(BODY)]
    waits = _Waits()
    assert waits.fetcher.fetch(server.url("/a"), tmp_path / "a").size_bytes == len(BODY)
    assert waits.slept == [1.0, 2.0]


def test_the_server_says_how_long_to_wait(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = [status(429, Retry_After="7"), content(BODY)]
    waits = _Waits()
    waits.fetcher.fetch(server.url("/a"), tmp_path / "a")
    assert waits.slept == [7.0]


def test_a_server_that_asks_for_too_long_a_wait_is_left_for_the_next_update(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = [status(503, Retry_After="86400"), content(BODY)]
    waits = _Waits()
    with pytest.raises(FetchError, match="the server answered 503, after one try"):
        waits.fetcher.fetch(server.url("/a"), tmp_path / "a")
    assert waits.slept == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (truncated(BODY), "cut off"),
        (stalled(BODY), "stalled"),
        (dripping(BODY), "stalled: [0-9]+ bytes in"),
        (endless(b""), "the answer was empty"),
        (content(gzip.compress(BODY)[:-20], Content_Encoding="gzip"), "compressed answer has no end"),
        (content(b"not gzip at all", Content_Encoding="gzip"), "compressed answer is damaged"),
        (status(500), "answered 500"),
    ],
    ids=["truncated", "stalled", "dripping", "empty", "half-gzip", "no-gzip", "500"],
)
def test_what_fails_every_time_is_an_error_and_leaves_no_file(
    server: Server, tmp_path: Path, answer: object, reason: str
) -> None:
    server.script["/a"] = [answer]  # type: ignore[list-item]
    waits = _Waits(tries=2, slowest_bytes=1000)
    with pytest.raises(FetchError, match=rf"/a: .*{reason}.*after 2 tries"):
        waits.fetcher.fetch(server.url("/a"), tmp_path / "a")
    assert not (tmp_path / "a").exists()
    assert len(server.seen) == 2


def test_a_page_that_is_not_there_is_not_asked_for_again(server: Server, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="the server answered 404"):
        _Waits().fetcher.fetch(server.url("/missing"), tmp_path / "a")
    assert len(server.seen) == 1


def test_a_bomb_is_refused_before_it_is_unpacked(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = [bomb(30_000_000)]
    with pytest.raises(FetchError, match="more than 100,000 bytes"):
        _Waits(max_bytes=100_000).fetcher.fetch(server.url("/a"), tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_an_encoding_nobody_asked_for_is_refused(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = [content(BODY, Content_Encoding="br")]
    with pytest.raises(FetchError, match="content-encoding 'br'"):
        _Waits().fetcher.fetch(server.url("/a"), tmp_path / "a")


def test_redirects_stay_with_the_publisher(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = [status(302, Location="/b")]
    server.script["/b"] = [content(BODY)]
    assert _Waits().fetcher.fetch(server.url("/a"), tmp_path / "a").size_bytes == len(BODY)
    server.script["/a"] = [status(302, Location="https://elsewhere.example/list?sig=secret")]
    with pytest.raises(FetchError, match=r"redirects to elsewhere\.example, which is not a host of this publisher"):
        _Waits().fetcher.fetch(server.url("/a"), tmp_path / "a")
    server.script["/a"] = [status(302, Location="http://elsewhere.example/list")]
    with pytest.raises(BadInputError, match="not https"):
        _Waits().fetcher.fetch(server.url("/a"), tmp_path / "a")
    server.script["/a"] = [status(302, Location=f"http://localhost:{server.server_address[1]}/b")]
    with pytest.raises(FetchError, match="redirects to localhost"):
        _Waits().fetcher.fetch(server.url("/a"), tmp_path / "a")
    found = _Waits().fetcher.fetch(server.url("/a"), tmp_path / "a", hosts=frozenset({"localhost"}))
    assert found.size_bytes == len(BODY)


def test_redirects_have_an_end(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = [status(302, Location="/a")]
    with pytest.raises(FetchError, match="more than 5 redirects"):
        _Waits().fetcher.fetch(server.url("/a"), tmp_path / "a")


def test_a_token_is_sent_and_never_shown(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = [status(403)]
    with pytest.raises(FetchError) as caught:
        _Waits().fetcher.fetch(server.url("/a"), tmp_path / "a", token="geheim")
    assert "geheim" not in str(caught.value)
    assert server.seen[0][0] == "/a?token=geheim"


def test_addresses_are_https_without_credentials() -> None:
    for url in (
        "http://example.org/a",
        "ftp://example.org/a",
        "https://u:p@example.org/a",
        "file:///etc/passwd",
        "https://[",
    ):
        with pytest.raises(BadInputError, match="address"):
            Fetcher().fetch(url, Path("/nonexistent"))
    assert without_query("https://u:p@h.example:8443/a/b?sig=x#y") == "https://h.example:8443/a/b"


def test_no_connection_is_said_so(tmp_path: Path) -> None:
    with serving() as server:
        url = server.url("/a")
    waits = _Waits()
    with pytest.raises(FetchError, match=r"no connection .*after 3 tries"):
        waits.fetcher.fetch(url, tmp_path / "a")
    with pytest.raises(FetchError, match=r"no connection .*after one try"):
        waits.fetcher.fetch(url, tmp_path / "b")
    assert len(waits.slept) == 2


def test_built_in_feeds_are_sound_and_chosen_by_source_or_dataset() -> None:
    feeds = read_feeds()
    assert len({feed.source for feed in feeds}) == len(feeds)
    assert [feed.source for feed in choose(feeds, ["us_ofac_sdn", "un_sc_sanctions"])] == [
        "un_sc_sanctions",
        "us_ofac_sdn.prim",
        "us_ofac_sdn.alt",
        "us_ofac_sdn.add",
    ]
    assert choose(feeds, []) == feeds
    with pytest.raises(BadInputError, match="no feed 'us_ofac'"):
        choose(feeds, ["us_ofac"])


def test_a_file_of_feeds_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    start = '[[feed]]\nsource = "a"\ndataset = "a"\ntitle = "A"\n'
    for text, reason in (
        (start + 'files = [{ name = "../x", url = "https://h.example/a" }]', "no file of feeds"),
        (start + 'files = [{ name = "x", url = "http://h.example/a" }]', "not https"),
        (start + 'files = [{ name = "x", url = "https://h.example/a" }]\nport = 1', "no file of feeds"),
        (start + "files = []", "has no files"),
        ("[[feed", "no file of feeds"),
    ):
        path.write_text(text)
        with pytest.raises(BadInputError, match=reason):
            read_feeds(path)
