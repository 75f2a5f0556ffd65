"""`watchgate screen`: one party, readable and as JSON, now and as it was known then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.parties import says
from support.screened_home import add, fill, run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    fill(tmp_path / "home")
    return tmp_path / "home"


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run("screen", *arguments, "--json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_listed_name_is_shown_with_score_reasons_and_sources(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("screen", "RI Pyong-chol", "--birth-date", "1948", "--country", "North Korea") == 0
    told = capsys.readouterr().out
    for part in (
        "match",
        "Ri Pyong Chol",
        "birth_date",
        "test_list",
        "DPRK4",
        "since 2020-01-02",
        "record 1",
        "position 1",
    ):
        assert part in told


def test_nobody_found_is_not_called_clean(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("screen", "Wilhelmina Featherstonehaugh") == 0
    told = capsys.readouterr().out
    assert "Not found" in told
    assert "does not mean clean" in told


def test_json_has_one_line_with_the_documented_fields(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "Ri Pyong Chol", "--schema", "person")
    (hit,) = found["hits"]
    assert {"entity", "caption", "score", "match", "exact", "reasons", "sources"} <= set(hit)
    assert (hit["entity"], hit["match"]) == ("p1", True)
    assert 0.8 <= hit["score"] <= 1
    assert found["position"] == 1
    assert len(found["policy"]) == 64


def test_an_identifier_alone_is_enough(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for written in ("9161003", "imo:9161003", "IMO 9161003"):
        (hit,) = answer(capsys, "--id", written)["hits"]
        assert (hit["entity"], hit["exact"]) == ("v1", True)


def test_as_of_a_position_or_an_instant_shows_what_was_known_then(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(home, *says("p9", "Person", name="Jang Song Taek"))
    assert [hit["entity"] for hit in answer(capsys, "Jang Song Taek")["hits"]] == ["p9"]
    for past in ("1", "1999-12-31", "1999-12-31T10:00:00Z"):
        found = answer(capsys, "Jang Song Taek", "--as-of", past)
        assert found["hits"] == []
        assert found["position"] == int(past == "1")


def test_limit_and_cutoff_decide_what_is_shown_and_the_rest_is_counted(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(home, *says("x", "Person", name="Ri Pyong Chol"), *says("y", "Person", name="Ri Pyong Chol"))
    found = answer(capsys, "Ri Pyong Chol", "--limit", "1")
    assert (len(found["hits"]), found["found"]) == (1, 3)
    assert answer(capsys, "Ri Pyong Chol", "--cutoff", "1", "--threshold", "1")["found"] == 0
    assert run("screen", "Ri Pyong Chol", "--limit", "1") == 0
    assert "2 more hits are not shown; --limit 3 shows all" in capsys.readouterr().out


def test_an_old_list_is_told_in_the_answer(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = home / "strict.toml"
    policy.write_text("[default_list]\nmax_age_hours = 0.001\n[lists.other]\nrequired = true\n")
    found = answer(capsys, "Nobody", "--policy", str(policy))
    assert found["warnings"][0] == "other is required by the policy and has never been loaded"
    assert found["warnings"][1].startswith("test_list is ")
    assert run("screen", "Nobody", "--policy", str(policy)) == 0
    assert "Warning: test_list is" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name somebody"),
        ([" "], "nothing in '' can be compared"),
        (["--", "--"], "nothing in '--' can be compared"),
        (["Kim", "--schema", "Persson"], "did you mean Person"),
        (["Kim", "--birth-date", "8.1.1984"], "write 1984, 1984-01 or 1984-01-08"),
        (["Kim", "--country", "Atlantis"], "Atlantis"),
        (["Kim", "--id", "unknown"], "nothing in it can be compared"),
        (["Kim", "--as-of", "99"], "still to come"),
        (["Kim", "--as-of", "yesterday"], "neither a position nor a date"),
        (["Kim", "--out", "x"], "belong to --file"),
        (["Kim", "--file", "x", "--out", "y"], "described in the file"),
        (["--file", "x"], "--out hits.jsonl"),
        (["Kim", "--policy", "none.toml"], "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_with_exit_code_2(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run("screen", *arguments) == 2
    assert said in capsys.readouterr().err


def test_help_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("screen", "--help") == 0
    assert "watchgate screen --file parties.csv --out hits.jsonl" in capsys.readouterr().out
