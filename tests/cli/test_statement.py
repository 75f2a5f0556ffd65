"""What people add: proposed first, confirmed by somebody else, taken back for a reason, and always to be seen again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command_line import CommandLine

FIXTURES = Path(__file__).parents[1] / "watch" / "lists" / "fixtures"
ENTITY = "un-6907993"
REPORT = "Sources say that Badege, also called Old Fox, crossed at Bunagana. Old Fox was not alone; Badege was.\n"


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WATCHGATE_AUTHOR", "kim")
    command = CommandLine(capsys)
    assert command("lists", "load", FIXTURES / "un" / "consolidated_2026-02-27.xml") == 0
    return command


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT)
    return path


def _add(watchgate: CommandLine, *options: object, value: str = "Old Fox", prop: str = "alias") -> int:
    return watchgate(
        "statement", "add", "--entity", ENTITY, "--schema", "Person", "--prop", prop, "--value", value, *options
    )


def _shown(watchgate: CommandLine, *what: str) -> list[dict[str, object]]:
    assert watchgate("statement", "show", *what, "--json") == 0
    return [json.loads(line) for line in watchgate.out.splitlines()]


def test_what_a_person_adds_is_proposed_with_its_evidence(watchgate: CommandLine, report: Path) -> None:
    start = REPORT.index("Old Fox")
    assert _add(watchgate, "--evidence", f"{report}:{start}-{start + 7}", "--grade", "B2", "--tlp", "GREEN") == 0
    assert "proposed as 2.0 by kim" in watchgate.out
    (statement,) = _shown(watchgate, "2.0")
    assert (statement["status"], statement["value"], statement["dataset"]) == ("proposed", "Old Fox", "proposals")
    assert statement["evidence"] == {
        "type": "span",
        "sha256": statement["evidence"]["sha256"],  # type: ignore[index]
        "start": start,
        "end": start + 7,
        "raw": "Old Fox",
    }


def test_nobody_confirms_what_they_proposed_themselves(watchgate: CommandLine) -> None:
    assert _add(watchgate) == 0
    assert watchgate("statement", "confirm", "2.0", "--yes") == 2
    assert "was proposed by kim, who cannot confirm it too" in watchgate.err
    assert watchgate("statement", "confirm", "2.0", "--yes", "--author", "lee") == 0
    assert "confirmed by lee; in screening since position 3" in watchgate.out
    assert watchgate("statement", "confirm", "2.0", "--yes", "--author", "park") == 2
    assert "it is confirmed, not proposed" in watchgate.err


def test_before_confirming_it_is_said_what_that_adds_to_screening(watchgate: CommandLine) -> None:
    assert _add(watchgate) == 0
    assert watchgate("statement", "confirm", "2.0", "--author", "lee") == 1
    assert "from now on compared in screening" in watchgate.out
    assert "+ alias name 'Old Fox'" in watchgate.out
    assert "left as it was" in watchgate.err
    assert _shown(watchgate, "2.0")[0]["status"] == "proposed"
    watchgate.typed = "y\n"
    assert watchgate("statement", "confirm", "2.0", "--author", "lee") == 0
    assert _shown(watchgate, "2.0")[0]["status"] == "confirmed"


def test_a_statement_that_screening_does_not_compare_says_so(watchgate: CommandLine) -> None:
    assert _add(watchgate, prop="notes", value="Walks with a limp") == 0
    assert watchgate("statement", "confirm", "2.0", "--author", "lee", "--yes") == 0
    assert "changes nothing of what is compared" in watchgate.out


def test_an_entity_of_its_own_enters_screening_when_it_is_confirmed(watchgate: CommandLine) -> None:
    added = ("--entity", "kp-new", "--schema", "Vessel", "--prop", "name", "--value", "Chon Ma San")
    assert watchgate("statement", "add", *added, "--json") == 0
    assert json.loads(watchgate.out)["locator"] == "2.0"
    assert watchgate("statement", "confirm", "2.0", "--author", "lee", "--yes", "--json") == 0
    told = json.loads(watchgate.out)
    assert told["adds"] == [
        {"entity": "kp-new", "caption": "Chon Ma San", "adds": ["primary name 'Chon Ma San'"], "enters": True}
    ]


def test_a_confirmed_statement_can_be_taken_back_and_the_past_keeps_it(watchgate: CommandLine) -> None:
    assert _add(watchgate) == 0
    assert watchgate("statement", "confirm", "2.0", "--author", "lee", "--yes") == 0
    assert watchgate("statement", "retract", "2.0", "--reason", "another person") == 1
    assert "no longer compared in screening" in watchgate.out
    assert watchgate("statement", "retract", "2.0", "--reason", "another person", "--yes") == 0
    assert _shown(watchgate, "2.0")[0]["status"] == "retracted"
    assert "Old Fox" not in {one["value"] for one in _shown(watchgate, ENTITY)}
    assert "Old Fox" in {one["value"] for one in _shown(watchgate, ENTITY, "--as-of", "3")}
    assert "Old Fox" not in {one["value"] for one in _shown(watchgate, ENTITY, "--as-of", "1")}
    assert watchgate("statement", "retract", "2.0", "--reason", "again", "--yes") == 2


def test_a_proposal_is_taken_back_without_asking_but_not_without_a_reason(watchgate: CommandLine) -> None:
    assert _add(watchgate) == 0
    assert watchgate("statement", "retract", "2.0", "--reason", " ") == 2
    assert watchgate("statement", "retract", "2.0", "--reason", "typing error") == 0


def test_a_file_is_cited_where_it_says_the_value(watchgate: CommandLine, report: Path) -> None:
    assert _add(watchgate, "--evidence", report, value="Bunagana", prop="notes") == 0
    (statement,) = _shown(watchgate, "2.0")
    assert statement["evidence"]["start"] == REPORT.index("Bunagana")  # type: ignore[index]
    assert _add(watchgate, "--evidence", report) == 2
    assert "says 'Old Fox' in several places: 37-44, 67-74" in watchgate.err
    assert _add(watchgate, "--evidence", report, value="Young Fox") == 2
    assert "does not say 'Young Fox' word for word" in watchgate.err


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        ("chain:bitcoin/800000/" + "ab" * 32 + "/1", {"type": "chain", "block": 800000, "output": 1}),
        ("chain:tron/1/" + "ab" * 32, {"type": "chain", "chain": "tron", "output": None}),
        ("scene:S2A_1,S2A_2@POINT (130.6 42.3)", {"type": "scene", "geometry": "POINT (130.6 42.3)"}),
    ],
)
def test_evidence_elsewhere(watchgate: CommandLine, evidence: str, kind: dict[str, object]) -> None:
    assert _add(watchgate, "--evidence", evidence) == 0
    shown = _shown(watchgate, "2.0")[0]["evidence"]
    assert isinstance(shown, dict)
    assert {key: shown.get(key) for key in kind} == kind


def test_a_record_of_a_list_that_is_kept_here_is_evidence(watchgate: CommandLine) -> None:
    (first, *_) = _shown(watchgate, "1.0")
    assert first["position"] == 1
    assert watchgate("trace", "1.0", "--json") == 0
    sha256 = json.loads(watchgate.out)["original"]["sha256"]
    assert _add(watchgate, "--evidence", f"list:{sha256}#6907993") == 0
    assert _add(watchgate, "--evidence", f"list:{'0' * 64}#6907993") == 2
    assert "there is no original" in watchgate.err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--evidence", "chain:bitcoin"), "is not evidence"),
        (("--evidence", "nowhere.txt"), "is not there"),
        (("--grade", "Z9"), "is not a grade"),
        (("--tlp", "PURPLE"), "is not a TLP level"),
        (("--expires", "tomorrow"), "is no date"),
        (("--orcon",), "needs the originator"),
        (("--source", "un_sc_sanctions"), "is a list"),
        (("--dataset", "un_sc_sanctions"), "is a list"),
        (("--valid-from", "soon"), "valid_from"),
        (("--author", "two\nlines"), "is no name"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_appended(
    watchgate: CommandLine, options: tuple[str, ...], reason: str
) -> None:
    assert _add(watchgate, *options) == 2
    assert reason in watchgate.err
    assert len(watchgate.errors) == 1
    assert watchgate("statement", "show", "2.0") == 2


@pytest.mark.parametrize(
    ("schema", "prop", "value", "reason"),
    [
        ("Persn", "name", "x", "did you mean Person"),
        ("Person", "imoNumber", "x", "not a property of Person"),
        ("Person", "birthDate", "long ago", "is not a date"),
        ("Person", "name", "  ", "is empty"),
    ],
)
def test_schema_property_and_value_are_checked(
    watchgate: CommandLine, schema: str, prop: str, value: str, reason: str
) -> None:
    options = ("--entity", "x", "--schema", schema, "--prop", prop, "--value", value)
    assert watchgate("statement", "add", *options) == 2
    assert reason in watchgate.err


def test_handling_is_kept(watchgate: CommandLine) -> None:
    marks = ("--releasable-to", "un-panel", "--originator", "mod", "--orcon", "--expires", "2030-01-31")
    assert _add(watchgate, *marks) == 0
    assert watchgate("trace", "2.0", "--json") == 0
    handling = json.loads(watchgate.out)["delivery"]["handling"]
    assert handling["releasable_to"] == ["un-panel"]
    assert (handling["originator"], handling["originator_control"]) == ("mod", True)
    assert handling["expires_at"] > 1_890_000_000_000_000


def test_what_is_not_there_is_said_so(watchgate: CommandLine) -> None:
    for what in ("99.0", "nobody", "abcdef0123"):
        assert watchgate("statement", "show", what) == 2
        assert "there is no statement" in watchgate.err
    assert watchgate("statement", "confirm", "99.0", "--yes") == 2


def test_an_identifier_that_fails_its_check_is_kept_with_a_warning(watchgate: CommandLine) -> None:
    about = ("statement", "add", "--entity", "kp-v1", "--schema", "Vessel", "--prop", "imoNumber", "--value")
    assert watchgate(*about, "7937318", "--json") == 0
    (line,) = watchgate.errors
    assert "imoNumber '7937318' fails the check of its kind (IMO number)" in line
    assert "will not count as certain identity" in line
    (said,) = json.loads(watchgate.out)["warnings"]
    assert said in line
    assert watchgate(*about, "9161003", "--json") == 0
    assert (watchgate.errors, json.loads(watchgate.out)["warnings"]) == ([], [])
