"""`watchgate lists` as a user meets it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.command_line import CommandLine
from support.hostile_server import Server, content, serving, status, tagged
from support.tiny_list import people, use_tiny, write_tiny
from watchgate.ledger.open import open_ledger
from watchgate.model.handling import SYSTEM, Tlp
from watchgate.watch.lists import bundle

FIXTURES = Path(__file__).parents[1] / "watch" / "lists" / "fixtures"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WATCHGATE_AUTHOR", "kim")
    return tmp_path / "home"


@pytest.fixture
def watchgate(home: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    use_tiny(monkeypatch)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


def _lines(watchgate: CommandLine) -> list[dict[str, Any]]:
    return [json.loads(line) for line in watchgate.out.splitlines()]


def test_a_folder_of_lists_is_loaded_and_the_second_load_appends_nothing(watchgate: CommandLine) -> None:
    assert (
        watchgate("lists", "load", FIXTURES / "uk" / "tables", FIXTURES / "un", "--date", "2026-05-01", "--json") == 0
    )
    *files, last = _lines(watchgate)
    assert {file["outcome"] for file in files} <= {"loaded", "unchanged"}
    assert {"un_sc_sanctions", "gb_fcdo_sanctions.names", "gb_fcdo_sanctions.subjects"} <= {
        file["source"] for file in files
    }
    assert (
        watchgate("lists", "load", FIXTURES / "uk" / "tables", FIXTURES / "un", "--date", "2026-05-01", "--json") == 0
    )
    *again, end = _lines(watchgate)
    assert {file["outcome"] for file in again} == {"known"}
    assert end["position"] == last["position"]


def test_the_table_says_what_was_loaded(watchgate: CommandLine, tiny: None, tmp_path: Path) -> None:
    assert watchgate("lists", "load", write_tiny(tmp_path / "a.txt", people(3), date="2026-05-01")) == 0
    row = next(line.split() for line in watchgate.out.splitlines() if line.startswith("tiny"))
    assert row == ["tiny", "2026-05-01", "loaded", "6", "6", "0", "0", "0", "a.txt"]
    assert "the ledger is at position 1" in watchgate.out


def test_a_shrunken_list_is_an_alarm_and_exit_code_5(watchgate: CommandLine, tiny: None, tmp_path: Path) -> None:
    watchgate("lists", "load", write_tiny(tmp_path / "a.txt", people(100), date="2026-05-01"))
    path = write_tiny(tmp_path / "b.txt", people(60), date="2026-05-02")
    assert watchgate("lists", "load", path) == 5
    assert len(watchgate.errors) == 1
    assert "ALARM: tiny: 40 of 100 records vanished (40.00%); its withdrawals wait" in watchgate.err
    assert watchgate("lists", "status") == 1
    assert "withdrawals wait" in watchgate.out
    assert watchgate("lists", "load", path, "--accept-shrink") == 0
    assert watchgate.err == ""


def test_records_that_cannot_be_read_are_named_with_their_reason(
    watchgate: CommandLine, tiny: None, tmp_path: Path
) -> None:
    records = {**people(2), **{f"bad{n}": "has no name" for n in range(30)}}
    path = write_tiny(tmp_path / "a.txt", records)
    assert watchgate("lists", "load", path) == 0
    assert f"watchgate: {path}: record bad0 refused: has no name" in watchgate.errors
    assert "10 more records refused" in watchgate.errors[-1]
    assert watchgate("lists", "load", write_tiny(tmp_path / "b.txt", records, source="b"), "--json") == 0
    assert len(_lines(watchgate)[0]["refused"]) == 30


def test_grade_handling_and_date_are_the_users_where_given(
    watchgate: CommandLine, tiny: None, tmp_path: Path, home: Path
) -> None:
    path = write_tiny(tmp_path / "a.txt", people(1))
    assert watchgate("lists", "load", path, "--grade", "b2", "--tlp", "amber", "--date", "2026-05") == 0
    ledger = open_ledger(home)
    header = ledger.as_of(reader=SYSTEM).delivery(1)
    ledger.close()
    assert header is not None
    assert (header.grade, header.handling.tlp, header.snapshot_date) == ("B2", Tlp.AMBER, "2026-05")
    assert header.author == "kim"


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [("--date", "soon", "is not a date"), ("--grade", "Z1", "is not a grade"), ("--tlp", "PINK", "is not a TLP level")],
)
def test_options_that_cannot_be_are_refused(
    watchgate: CommandLine, tiny: None, tmp_path: Path, option: str, value: str, reason: str
) -> None:
    assert watchgate("lists", "load", write_tiny(tmp_path / "a.txt", people(1)), option, value) == 2
    assert reason in watchgate.err


def test_formats_say_whether_they_were_tried(watchgate: CommandLine) -> None:
    assert watchgate("lists", "formats", "--json") == 0
    tried = {one["format"]: one["tried"] for one in _lines(watchgate)}
    assert tried
    assert watchgate("lists", "formats") == 0
    assert watchgate.out.count("not yet tried on a real file") == sum(not one for one in tried.values())


def test_status_of_a_new_home_fills_it_with_the_bundled_lists_and_says_their_dates(
    watchgate: CommandLine, home: Path
) -> None:
    assert watchgate("lists", "status", "--json") == 1
    (line,) = watchgate.errors
    *sources, last = _lines(watchgate)
    for snapshot in bundle.bundled():
        assert f"{snapshot.source} of {snapshot.snapshot_date}" in line
        (found,) = [one for one in sources if one["source"] == snapshot.source]
        assert found["snapshot_date"] == snapshot.snapshot_date
        assert found["entities"] >= snapshot.entries * 0.4
        assert found["sha256"] == snapshot.sha256
        assert found["age_hours"] > 0
    assert any("un_sc_sanctions" in sentence for sentence in last["stale"])


def test_status_says_which_required_list_is_missing(watchgate: CommandLine, tiny: None, tmp_path: Path) -> None:
    watchgate("lists", "load", write_tiny(tmp_path / "a.txt", people(1), date="2020-01-31"))
    assert watchgate("lists", "status") == 1
    assert watchgate.errors == []
    assert "missing: us_ofac_sdn" in watchgate.out
    assert "(as of 2020-01-31), more than the 168 hours allowed" in watchgate.out


def _feeds(path: Path, server: Server, *names: str) -> Path:
    path.write_text(
        "\n".join(
            f'[[feed]]\nsource = "{name}"\ndataset = "tiny"\ntitle = "{name}"\n'
            f'files = [{{ name = "{name}.txt", url = "{server.url(f"/{name}")}" }}]'
            for name in names
        )
    )
    return path


def test_update_loads_what_the_publishers_serve_and_names_what_fails(
    watchgate: CommandLine, tiny: None, tmp_path: Path, server: Server
) -> None:
    feeds = _feeds(tmp_path / "feeds.toml", server, "one", "two")
    body = write_tiny(tmp_path / "one.txt", people(5), source="one").read_bytes()
    server.script["/one"] = [tagged(body, '"1"')]
    server.script["/two"] = [status(404)]
    assert watchgate("lists", "update", "--feeds", feeds) == 1
    assert watchgate.errors == [
        f"watchgate: two: {server.url('/two')}: the server answered 404 (see whether the address moved)"
    ]
    server.script["/two"] = [content(write_tiny(tmp_path / "two.txt", people(5), source="two").read_bytes())]
    assert watchgate("lists", "update", "--feeds", feeds, "--json") == 0
    *reports, _ = _lines(watchgate)
    assert [(one["source"], one["outcome"]) for one in reports] == [("one", "unchanged"), ("two", "loaded")]
    assert watchgate("lists", "update", "two", "--feeds", feeds, "--json") == 0
    assert [one["source"] for one in _lines(watchgate)[:-1]] == ["two"]
    assert watchgate("lists", "update", "three", "--feeds", feeds) == 2
    assert "there is no feed 'three'" in watchgate.err


def test_update_says_which_feed_needs_a_token(
    watchgate: CommandLine, tiny: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WATCHGATE_EU_FSF_TOKEN", raising=False)
    assert watchgate("lists", "update", "eu_fsf") == 1
    assert "WATCHGATE_EU_FSF_TOKEN is not set" in watchgate.err


def test_every_command_has_help_with_an_example(watchgate: CommandLine) -> None:
    for command in ("load", "update", "status", "formats"):
        assert watchgate("lists", command, "--help") == 0
        assert f"watchgate lists {command}" in watchgate.out.split("Example", 1)[1]
