"""`watchgate validate` as a user calls it, on a small world."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from support.command_line import CommandLine
from support.gate_home import FRESH, add, fill, pay
from support.gate_world import listed

HOSTILE = 'Boris <script>alert("x")</script> Grachev'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = fill(tmp_path / "home", policy=FRESH)
    add(found, *listed("us-7", "Person", name=HOSTILE))
    monkeypatch.setenv("WATCHGATE_HOME", str(found))
    return found


@pytest.fixture
def watchgate(home: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    assert home.is_dir()
    return CommandLine(capsys)


def _report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "validation.json").read_bytes())
    return found


def test_the_report_stands_by_itself_and_is_its_owners_alone(watchgate: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert watchgate("validate", "--out", out, "--altered", 3) == 0
    page = (out / "validation.html").read_text()
    assert not re.search(r"""(src|href)=["'](?!#)|@import|url\(|<script|<link""", page)
    assert "<svg" in page
    assert "wording unverified" in page
    for title in ("What was validated", "loaded against counted", "Above and below the line", "What was not tested"):
        assert title in page
    assert {stat.S_IMODE((out / name).stat().st_mode) for name in ("validation.html", "validation.json")} == {0o600}
    report = _report(out)
    assert report["passed_exactly"] == 0
    assert {one["dataset"] for one in report["lists"]} == {"club_list", "eu_list", "us_list"}
    assert report["versions"]["head"]
    assert any("Transliteration" in one for one in report["untested"])


def test_a_listed_name_that_passes_exactly_is_exit_code_1_and_is_named(
    watchgate: CommandLine, home: Path, tmp_path: Path
) -> None:
    (home / "policy.toml").write_text(FRESH.replace("[gate]", '[gate]\nstop = []\nhold = ["exposed"]'))
    assert watchgate("validate", "--out", tmp_path, "--altered", 1) == 1
    assert "listed names pass exactly" in watchgate.out
    assert "Passes: Kim Chol Su (us-1, us_list)" in watchgate.out
    page = (tmp_path / "validation.html").read_text()
    assert "were not met" in page
    assert "Boris &lt;script&gt;alert(&quot;x&quot;)" in page
    assert "<script" not in page


def test_past_payments_give_the_pairs_near_the_line_and_nothing_is_decided(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    near = ["Kim Chol Soo", "Kin Chol Su", "Kim Chal Su", "Kimm Chol Su", "Torndo Shiping", "Wilhelm Oberstauffen"]
    (tmp_path / "in.xml").write_bytes(pay(1, *near))
    assert watchgate("gate", "payments", tmp_path / "in.xml") == 0
    assert watchgate("validate", "--out", tmp_path, "--altered", 1, "--seed", 3) == 0
    report = _report(tmp_path)
    assert "past payments" in report["line"]["origin"]
    assert report["line"]["above_found"] + report["line"]["below_found"] > 0
    assert all(one["score"] >= report["line"]["threshold"] for one in report["line"]["above"])
    assert all(one["score"] < report["line"]["threshold"] for one in report["line"]["below"])
    assert report["versions"]["decisions"] == len(near)
    assert watchgate("gate", "list", "--json") == 0
    assert len(watchgate.out.splitlines()) == len(near)


def test_the_same_seed_draws_the_same_cases(watchgate: CommandLine) -> None:
    def drawn(seed: int) -> tuple[Any, Any, Any]:
        watchgate("validate", "--json", "--altered", 2, "--exact", 2, "--seed", seed)
        report = json.loads(watchgate.out)
        return report["recall"], report["misses"], report["line"]

    assert drawn(4) == drawn(4)
