"""The demonstration is the first thing a newcomer runs: it must show what it promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from watchgate.cli.demo import ALIAS
from watchgate.cli.demo_show import TextStage
from watchgate.cli.main import cli
from watchgate.model.match import Reason
from watchgate.model.party import Name, Party
from watchgate.risk.explain import ScreenedHit
from watchgate.risk.screening import Screening

Line = dict[str, Any]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("user") / "home"


@pytest.fixture(scope="module")
def told(home: Path) -> list[Line]:
    result = CliRunner(env={"WATCHGATE_HOME": str(home)}).invoke(cli, ["demo", "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def _screenings(told: list[Line]) -> dict[str, bool]:
    return {
        line["party"]["id"]: any(hit["match"] for hit in line["screening"]["hits"]) for line in told if "party" in line
    }


def test_demo_finds_the_listed_in_every_script_and_by_every_identifier(told: list[Line]) -> None:
    matched = _screenings(told)
    listed = {"P01", "P02", "P03", "P05", "P06", "P07", "P08", "P10", "P11", "P12", "P13"}
    assert {key for key in listed if not matched[key]} == set()


def test_demo_does_not_match_the_invented_nor_a_namesake_of_another_birth_date(told: list[Line]) -> None:
    matched = _screenings(told)
    assert {key for key in ("P04", "P14", "P15", "P16", "P17", "P18") if matched[key]} == set()


def test_demo_shows_that_new_evidence_counts_only_once_confirmed_and_never_backwards(
    told: list[Line],
) -> None:
    answers = [line["screening"] for line in told if "what" in line]
    proposed, confirmed, before = answers
    assert [bool(answer["hits"]) for answer in answers] == [False, True, False]
    assert confirmed["hits"][0]["name"] == ALIAS
    assert before["position"] < proposed["position"] < confirmed["position"]


def test_demo_leaves_nothing_in_the_users_home(told: list[Line], home: Path) -> None:
    assert told
    assert not home.exists()


def test_demo_reads_as_tables_and_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    stage = TextStage()
    stage.step("A file of parties is screened")
    reasons = (
        Reason(kind="name", points=500, detail=""),
        Reason(kind="name_rest", points=-20, detail=""),
        Reason(kind="birth_date", points=60, detail=""),
    )
    hit = ScreenedHit(
        entity="e",
        caption="KIM, Jong Un",
        schema="Person",
        score=0.54,
        match=True,
        exact=False,
        name=None,
        datasets=("un_sc_sanctions",),
        topics=(),
        reasons=reasons,
        sources=(),
    )
    found = Screening(
        id="q", hits=(hit,), found=1, position=3, threshold=0.5, cutoff=0.5, policy="p", engine="e", weights="w"
    )
    party = Party(id="q", names=(Name("Kim Jong Un"),), birth_dates=("1984",))
    stage.screened([(party, found), (party, msgspec.structs.replace(found, hits=(), found=0))])
    said = capsys.readouterr().out
    assert "name +480, birth date +60" in said
    assert "not found" in said
    assert "never clean" in said
