"""`watchgate names` as a user meets it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from watchgate.cli.names import command
from watchgate.model.errors import BadInputError


def test_explain_draws_which_words_meet_and_what_each_adds() -> None:
    found = CliRunner().invoke(command, ["explain", "Sergey Lavrov", "LAVROV Sergej"], catch_exceptions=False)
    assert found.exit_code == 0
    assert "sergej" in found.output
    assert "spellings of one name" in found.output
    assert ": match at 0.80" in found.output


def test_explain_as_json_gives_points_that_add_up_to_the_score() -> None:
    found = CliRunner().invoke(command, ["explain", "김정은", "Kim Jong Un", "--json"], catch_exceptions=False)
    answer = json.loads(found.output)
    assert answer["match"] is True
    assert sum(reason["points"] for reason in answer["reasons"]) == round(answer["score"] * 1000)


def test_explain_refuses_a_schema_that_does_not_exist() -> None:
    with pytest.raises(BadInputError, match="did you mean Person"):
        CliRunner().invoke(command, ["explain", "a", "b", "--schema", "Persom"], catch_exceptions=False)


def test_score_keeps_all_columns_and_adds_score_and_match(tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "scored.csv"
    pairs.write_text(
        'id,name1,name2,schema,remark\n1,Kim Jong Un,김정은,,"a, b"\n2,Siemens AG,Siemens Aktiengesellschaft,Company,\n'
        "3,Kim Yong-chol,Kim Yong-chun,Person,x\n",
        encoding="utf-8-sig",
    )
    found = CliRunner().invoke(command, ["score", str(pairs), "--out", str(out), "--json"], catch_exceptions=False)
    assert json.loads(found.output) == {"rows": 3, "matches": 2, "out": str(out), "unknown_schemas": {}}
    with out.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert [row["remark"] for row in rows] == ["a, b", "", "x"]
    assert [row["match"] for row in rows] == ["true", "true", "false"]
    assert all(0.0 <= float(row["score"]) <= 1.0 for row in rows)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name1,other\na,b\n", "no column name2"),
        ("name1,name2,score\na,b,1\n", "already has a column 'score'"),
        ("name1,name2\na,b,c\n", "has 3 fields"),
        ("name1,name2,name1\na,b,c\n", "two columns 'name1'"),
        ("name1;name2\na;b;c\n", "has 3 fields"),
        ('name1,name2\n"a,b\n', "row that begins on line 2"),
        ("", "is empty"),
    ],
)
def test_score_refuses_what_it_cannot_read_and_leaves_no_output(tmp_path: Path, text: str, said: str) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "scored.csv"
    pairs.write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match=said):
        CliRunner().invoke(command, ["score", str(pairs), "--out", str(out)], catch_exceptions=False)
    assert list(tmp_path.iterdir()) == [pairs]


def test_score_does_not_overwrite_its_own_input(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("name1,name2\na,b\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="own input"):
        CliRunner().invoke(command, ["score", str(pairs), "--out", str(pairs)], catch_exceptions=False)
    assert pairs.read_text(encoding="utf-8") == "name1,name2\na,b\n"


def scored(tmp_path: Path, text: str, delimiter: str = ",") -> tuple[list[dict[str, str]], str]:
    """The rows that come out of `text`, and what is said on standard error."""
    pairs, out = tmp_path / "pairs.csv", tmp_path / "scored.csv"
    pairs.write_text(text, encoding="utf-8", newline="")
    told = CliRunner().invoke(command, ["score", str(pairs), "--out", str(out)], catch_exceptions=False)
    assert told.exit_code == 0
    with out.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter=delimiter)), told.stderr


ORGANISATIONS = (
    "평양조선은행,Pyongyang Choson Bank",
    "诺基亚公司,Nokia Corporation",
    "Московский банк,Bank of Moscow",
)


def test_a_pair_without_schema_is_found_whether_people_or_others_bear_it(tmp_path: Path) -> None:
    rows, told = scored(tmp_path, "\n".join(("name1,name2", *ORGANISATIONS, "김정은,Kim Jong Un", "")))
    assert [row["match"] for row in rows] == ["true"] * 4
    assert told == ""


def test_without_schema_different_koreans_stay_different(tmp_path: Path) -> None:
    rows, _ = scored(tmp_path, "name1,name2\nKim Yong-chol,Kim Yong-chun\nHyok Chan Kim,Chang Hyok Kim\n")
    assert [row["match"] for row in rows] == ["false", "false"]


def test_a_schema_that_nobody_knows_is_told_and_its_pair_scored(tmp_path: Path) -> None:
    text = "name1,name2,schema\nP-533,P-533,Aircraft\nKim Jong Un,김정은,person\nSiemens AG,Siemens,Unheard\n"
    rows, told = scored(tmp_path, text)
    assert [row["match"] for row in rows] == ["true"] * 3
    assert "'Unheard' (1)" in told
    assert "Aircraft" not in told


def test_many_unknown_schemas_are_told_in_one_line(tmp_path: Path) -> None:
    rows, told = scored(tmp_path, "name1,name2,schema\n" + "".join(f"a,b,What{number}\n" for number in range(9)))
    assert len(rows) == 9
    assert "'What4' (1), others (4)" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_the_fields_may_be_separated_otherwise_and_stay_so(tmp_path: Path, delimiter: str, quote: str) -> None:
    header = delimiter.join(f"{quote}{name}{quote}" for name in ("Name1", "name2", "note"))
    rows, _ = scored(tmp_path, f"\r\n{header}\r\nKim Jong Un{delimiter}김정은{delimiter}x\r\n", delimiter)
    assert rows == [{"Name1": "Kim Jong Un", "name2": "김정은", "note": "x", "score": "0.920", "match": "true"}]


def test_explain_without_schema_tells_an_organisation_too() -> None:
    found = CliRunner().invoke(
        command, ["explain", "诺基亚公司", "Nokia Corporation", "--json"], catch_exceptions=False
    )
    assert json.loads(found.output)["match"] is True
