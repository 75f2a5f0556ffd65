"""The demonstration is the first thing a newcomer runs: it must show what it promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from watchgate.cli.demo import ALIAS, IN_KOREAN
from watchgate.cli.demo_payments import YEARS, Replayed, demonstration_policy
from watchgate.cli.demo_show import TextStage
from watchgate.cli.main import cli
from watchgate.model.match import Reason
from watchgate.model.party import Name, Party
from watchgate.model.policy_file import default_policy
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


def test_demo_decides_its_payments_and_holds_and_stops_whom_it_should(told: list[Line]) -> None:
    paid = [line["payment"] for line in told if "payment" in line]
    verdicts = {(one["source"], one["transaction"]): one["verdict"] for one in paid[:-1]}
    assert verdicts == {
        ("1-invoice.xml", "INV-0115-1"): "pass",
        ("2-salaries.xml", "PAY-1"): "pass",
        ("2-salaries.xml", "PAY-2"): "hold",
        ("2-salaries.xml", "PAY-3"): "pass",
        ("3-pump-parts.mt", "MT-7731"): "hold",
        ("4-freight.xml", "FRT-2207-1"): "stop",
        ("5-gift.xml", "GFT-0009-1"): "hold",
        ("6-machine-tools.xml", "MCH-0311-1"): "pass",
        ("7-tuition.mt", "MT-7744"): "pass",
        ("8-settlement.json", "OTC-0419-1"): "stop",
        ("9-presses.xml", "PRS-0098-1"): "hold",
    }
    assert {one["kind"].split(".")[0] for one in paid} == {"pacs", "pain", "MT103", "json"}
    stopped = [one for one in paid if one["verdict"] == "stop"]
    assert all(any(match["exact"] for match in one["matches"] if match["effect"] == "stop") for one in stopped)
    assert any("lists are old" in line["note"] for line in told if "payment" in line)


def test_demo_opens_a_hold_word_by_word_with_its_sources(told: list[Line]) -> None:
    (opened,) = (line["explained"] for line in told if "explained" in line)
    match = opened["decision"]["matches"][0]
    aligned = [(one["query"], one["candidate"]) for one in match["reasons"] if one["kind"] == "name"]
    assert {("chongriong", "chongryong"), ("machinary", "machinery"), ("trading", "trading")} <= set(aligned)
    assert match["name"] == IN_KOREAN
    assert opened["sources"][match["entity_id"]][0]["statements"]


def test_demo_holds_the_same_bytes_once_evidence_touches_them_and_makes_the_first_again(told: list[Line]) -> None:
    *_, again = (line["payment"] for line in told if "payment" in line)
    first = next(line["payment"] for line in told if line.get("payment", {}).get("source") == again["source"])
    assert (first["verdict"], again["verdict"], again["previous"]) == ("pass", "hold", first["decision"])
    line = next(line for line in told if "replayed" in line)
    assert line["same"] is True
    assert line["replayed"]["again"] == first["decision"]
    assert line["replayed"]["position"] < again["position"]


def test_demo_policy_differs_from_the_built_in_one_in_the_age_of_lists_alone() -> None:
    usual, shown = default_policy(), demonstration_policy()
    assert shown.sha256 != usual.sha256
    assert (shown.gate, shown.screening, shown.authorities) == (usual.gate, usual.screening, usual.authorities)
    assert {one.max_age_hours for one in (*shown.lists.values(), shown.default_list)} == {YEARS * 365 * 24}


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


def test_demo_says_when_a_decision_made_again_is_another_one(capsys: pytest.CaptureFixture[str]) -> None:
    stage = TextStage()
    stage.replayed(Replayed(number=8, position=66, stored="a" * 64, again="a" * 64))
    stage.replayed(Replayed(number=8, position=66, stored="a" * 64, again="b" * 64))
    same, other = capsys.readouterr().out.split("  Decision")[1:]
    assert "bit for bit" in same
    assert "bit for bit" not in other
    assert "ANOTHER: bbbb" in other


def _looked(told: list[Line]) -> list[Line]:
    return [line for line in told if "looked" in line]


def test_demo_looks_back_when_a_payer_is_listed_and_when_the_listing_is_withdrawn(told: list[Line]) -> None:
    listed, owned, withdrawn = _looked(told)
    assert [one["class"] for one in listed["alerts"]] == ["breach", "open", "breach"]
    assert [(one["class"], one["after"]) for one in owned["alerts"]] == [("breach", "stop")]
    assert {one["class"] for one in withdrawn["alerts"]} == {"release"}
    assert {one["entity"] for one in withdrawn["alerts"]} == {"demo-1"}
    assert len(withdrawn["alerts"]) == 4


def test_demo_holds_the_next_payment_and_stops_by_ownership_as_each_authority_has_it(told: list[Line]) -> None:
    later = [line["later"]["verdict"] for line in told if "later" in line]
    assert later == ["hold", "pass", "stop"]
    (found,) = (line["by_authority"] for line in told if "by_authority" in line)
    assert [(one["authority"], one["kind"], one["calls_for"]) for one in found] == [
        ("US-OFAC", "owned", "stop"),
        ("EU", "owned", "stop"),
        ("GB", "linked", "hold"),
    ]


def test_demo_ends_with_a_replay_and_a_feed_that_is_cut(told: list[Line]) -> None:
    assert [line["same"] for line in told if "replayed" in line] == [True, True]
    (cut,) = (line["decided"] for line in told if "decided" in line)
    assert (cut["verdict"], cut["rule"]) == ("hold", "hold_list_stale")
