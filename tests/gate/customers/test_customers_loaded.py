"""Loading the base: snapshots, deltas, owners, bad rows, interruptions."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from support.customers import CLEAN, HEADER, LISTED, Base
from watchgate.gate.customers import loading
from watchgate.gate.history.customer_base import CustomerBase, Load, Part
from watchgate.gate.records.customer_file import CustomerFile
from watchgate.model.errors import BadInputError


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return Base(tmp_path)


def ids(base: Base) -> set[str]:
    with base.history() as history:
        return {row.customer.id for row in CustomerBase(history).all()}


def rows(count: int) -> str:
    return "".join(f"c{number},person,Somebody Number{number},,,,,,,\n" for number in range(count))


def test_same_file_again_changes_nothing(base: Base) -> None:
    assert base.load(CLEAN + LISTED).load.added == 2
    again = base.load(CLEAN + LISTED).load
    assert (again.added, again.changed, again.unchanged, again.removed) == (0, 0, 2, 0)


def test_snapshot_ends_who_is_not_in_it_and_a_delta_does_not(base: Base) -> None:
    base.load(CLEAN + LISTED)
    base.load("c3,person,Somebody Else,,,,,,,\n", delta=True)
    assert ids(base) == {"c1", "c2", "c3"}
    base.load("c2,,Kim Chol Su,,,,,,,remove\n", delta=True)
    assert ids(base) == {"c1", "c3"}
    assert base.load(CLEAN).load.removed == 1
    assert ids(base) == {"c1"}


def test_snapshot_that_leaves_out_many_asks_first(base: Base) -> None:
    base.load(rows(40))
    with pytest.raises(BadInputError, match="20 of 40 customers are not in it"):
        base.load(rows(20))
    assert len(ids(base)) == 40
    assert base.load(rows(20), shrink=True).load.removed == 20
    assert len(ids(base)) == 20


def test_bad_row_keeps_who_stood_in_it(base: Base) -> None:
    base.load(CLEAN + LISTED)
    loaded = base.load(CLEAN + LISTED.replace("1962-03-01", "yesterday"))
    assert (loaded.load.refused, loaded.load.removed) == (1, 0)
    assert base.refused[0][:2] == (3, "c2")
    assert ids(base) == {"c1", "c2"}


def test_nobody_ends_when_a_row_has_no_id_that_can_be_read(base: Base) -> None:
    base.load(CLEAN + LISTED)
    assert base.load(CLEAN + ",person,Nameless,,,,,,,\n").kept == 1
    assert ids(base) == {"c1", "c2"}


def test_number_that_stands_twice_in_a_snapshot_counts_once(base: Base) -> None:
    loaded = base.load(CLEAN + LISTED + CLEAN.replace("Berthold", "Bertold"))
    assert (loaded.load.added, loaded.load.refused) == (2, 1)
    assert base.refused == [(4, "c1", loading.TWICE)]


@pytest.mark.parametrize("order", [0, 1])
def test_owners_may_stand_anywhere_in_the_file(base: Base, order: int) -> None:
    company = "c1,organisation,Atelier du Port,,,,,,,\n"
    owners = "o1,person,Ada Neuberger,1970,de,,c1,25-50,yes,\no2,person,Ida Kranz,,,,c1,,,\n"
    base.load(owners + company if order else company + owners)
    with base.history() as history:
        found = CustomerBase(history).get("c1").customer.owners
    assert [(one.party.names[0].text, one.share, one.control) for one in found] == [
        ("Ada Neuberger", "25-50", True),
        ("Ida Kranz", "", False),
    ]


def test_owner_of_nobody_and_owner_that_cannot_be_read_are_named(base: Base) -> None:
    company = "c1,organisation,Atelier du Port,,,,,,,\n"
    base.load(company + "o1,person,Ada,,,,c9,25,,\no2,person,Ida,,,,c1,lots,,\n")
    assert ids(base) == set()
    assert [line for line, _, _ in base.refused] == [2, 3]
    assert "its owner on line 4" in base.refused[0][2]
    assert "not in the file: 'c9'" in base.refused[1][2]


def test_json_lines_take_owners_inside_and_apart(base: Base) -> None:
    lines = [
        {"id": 7, "name": ["Atelier du Port", "Port GmbH"], "kind": "organisation", "owners": [{"name": "Ada"}]},
        {"id": "o2", "name": "Ida", "owner_of": "7", "share": 50, "control": True},
        {"id": "8", "name": "Somebody", "surname": "unknown key"},
    ]
    base.load("\n".join(json.dumps(one) for one in lines), name="customers.jsonl")
    with base.history() as history:
        found = CustomerBase(history).get("7").customer
    assert [name.text for name in found.party.names] == ["Atelier du Port", "Port GmbH"]
    assert [(one.party.names[0].text, one.share, one.control) for one in found.owners] == [
        ("Ada", "", False),
        ("Ida", "50", True),
    ]
    assert "surname" in base.refused[0][2]


def test_interrupted_load_goes_on_where_it_stopped(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "AT_ONCE", 10)
    whole, taken = CustomerBase.put, 0

    def interrupted(self: CustomerBase, load: Load, part: Part) -> tuple[Load, list[str]]:
        nonlocal taken
        taken += 1
        if taken == 3:
            raise KeyboardInterrupt
        return whole(self, load, part)

    with monkeypatch.context() as patched:
        patched.setattr(CustomerBase, "put", interrupted)
        with pytest.raises(KeyboardInterrupt):
            base.load(rows(45))
    loaded = base.load(rows(45))
    assert loaded.resumed
    assert (loaded.load.number, loaded.load.added) == (1, 45)
    assert len(ids(base)) == 45


def test_hostile_bytes_are_told_row_by_row_and_never_lost(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    signs = [b",", b"\n", b'"', b";", b"\x00", b"\xff", b"c1", b"person", b"A Name", b"19", b" ", b"\r"]
    for _ in range(150):
        body = b"".join(rng.choice(signs) for _ in range(rng.randrange(200)))
        path = tmp_path / "hostile.csv"
        path.write_bytes(HEADER.encode() + body)
        found = list(CustomerFile(path).rows())
        assert all(row.error or row.customer is not None or row.ends for row in found), f"seed {seed}"
        assert [row.end.offset for row in found] == sorted({row.end.offset for row in found}), f"seed {seed}"
