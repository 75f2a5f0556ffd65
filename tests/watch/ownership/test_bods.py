"""BODS 0.2 to 0.4: the statement that holds, the bounds of a share, powers and offices, and who is not named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.format_reading import Snapshot, assert_every_claim_is_ftm, read_damaged, value_of
from watchgate.watch.ownership.bods import FORMAT
from watchgate.watch.ownership.bods_share import share_text

FOLDER = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="module")
def newest() -> Snapshot:
    return Snapshot(FOLDER / "bods_04.json", FORMAT)


@pytest.fixture(scope="module")
def older() -> Snapshot:
    return Snapshot(FOLDER / "bods_02.jsonl", FORMAT)


def test_every_claim_is_followthemoney(newest: Snapshot, older: Snapshot) -> None:
    assert_every_claim_is_ftm(newest)
    assert_every_claim_is_ftm(older)


def test_the_source_is_called_after_the_file(newest: Snapshot) -> None:
    assert (newest.file.source, newest.file.dataset) == ("bods_bods_04", "bods_bods_04")


def test_a_record_is_as_its_last_statement_says(newest: Snapshot) -> None:
    assert newest.values("bods-per-1", "name") == ["Viktor Petrovich Testov"]
    assert newest.values("bods-per-1", "birthDate") == ["1961-05-07"]


def test_a_replaced_statement_of_the_older_versions_is_left_out(older: Snapshot) -> None:
    assert "bods-e-old" not in older.entries
    assert older.values("bods-e-1", "name") == ["Gamma Shipping Ltd"]
    assert older.values("bods-e-1", "jurisdiction") == ["cy"]
    assert older.values("bods-p-1", "birthDate") == ["1961-05"]


def test_identifiers_keep_their_scheme(newest: Snapshot) -> None:
    assert newest.values("bods-ent-1", "leiCode") == ["5299TESTGAMMA0000033"]
    assert newest.originals("bods-ent-1", "registrationNumber") == {"HE123": "CY-DRCOR HE123"}


def test_shares_votes_powers_and_offices_are_told_apart(newest: Snapshot) -> None:
    [shares], [votes] = newest.entries["bods-rel-1-1"], newest.entries["bods-rel-1-2"]
    assert (value_of(shares, "percentage"), value_of(shares, "startDate")) == (">25-50", "2018-01-01")
    assert (value_of(votes, "percentage"), value_of(votes, "ownershipType")) == ("60.5", "votingRights")
    [board], [chair] = newest.entries["bods-rel-1-3"], newest.entries["bods-rel-1-4"]
    assert (board.schema, value_of(board, "role")) == ("UnknownLink", "appointmentOfBoard")
    assert (chair.schema, value_of(chair, "director")) == ("Directorship", "bods-per-1")


def test_an_interest_that_runs_through_others_says_so_and_a_closed_one_has_ended(newest: Snapshot) -> None:
    [through] = newest.entries["bods-rel-2-1"]
    assert (value_of(through, "role"), value_of(through, "endDate")) == ("indirect", "2026-03-01")


def test_who_is_not_named_is_a_note_of_the_company(newest: Snapshot, older: Snapshot) -> None:
    assert newest.values("bods-ent-1", "notes") == [
        "Owner or controller unspecified: noBeneficialOwners: nobody holds 25 %"
    ]
    assert older.values("bods-e-1", "notes") == ["Owner or controller unspecified: unknown: not disclosed"]


def test_what_cannot_be_read_is_refused_by_its_name(newest: Snapshot) -> None:
    assert [one.record_id for one in newest.refused] == ["s8", "s9", "statement 10"]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ({"exact": 100, "minimum": 100, "maximum": 100}, "100"),
        ({"exact": 33.34}, "33.34"),
        ({"minimum": 25, "maximum": 50}, "25-50"),
        ({"minimum": 25, "exclusiveMinimum": True, "maximum": 50, "exclusiveMaximum": False}, ">25-50"),
        ({"exclusiveMinimum": 50, "exclusiveMaximum": 75}, ">50-<75"),
        ({"minimum": 75}, "75-100"),
        ({"exact": 0}, "0"),
        ({"exact": 120}, ""),
        ({"exact": "50"}, ""),
        ({}, ""),
        ("all", ""),
        (None, ""),
    ],
)
def test_the_bounds_of_a_share(share: object, text: str) -> None:
    assert share_text(share) == text


def test_one_document_and_one_statement_a_line_say_the_same(tmp_path: Path, newest: Snapshot) -> None:
    lines = tmp_path / "bods_04.jsonl"
    statements = json.loads((FOLDER / "bods_04.json").read_text())
    lines.write_text("\n".join(json.dumps(one) for one in statements) + "\n")
    assert Snapshot(lines, FORMAT).entries == newest.entries


def test_damaged_files_are_bad_input_and_nothing_else(tmp_path: Path) -> None:
    for name in ("bods_04.json", "bods_02.jsonl"):
        assert read_damaged(FOLDER / name, FORMAT, tmp_path, seed=20261122, times=200) > 0
