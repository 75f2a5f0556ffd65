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
    assert json.loads(found.output) == {"rows": 3, "matches": 2, "out": str(out)}
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
        ("name1,name2,schema\na,b,Unheard\n", "not a FollowTheMoney schema"),
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
