"""Loading snapshots: only the difference is appended, and what was is still to be seen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.tiny_list import in_force, people, said_by, use_tiny, write_tiny
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.ledger.originals import Originals
from watchgate.model.handling import PUBLIC, SYSTEM
from watchgate.model.statement import ListRecord
from watchgate.watch.lists.load import LoadOptions, load
from watchgate.watch.lists.report import FileReport, LoadReport, Outcome
from watchgate.watch.lists.snapshot_dates import DateSource, date_in_name, older


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    use_tiny(monkeypatch)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "home")
    yield opened
    opened.close()


def _load(ledger: Ledger, *paths: Path, date: str | None = None, accept: bool = False) -> LoadReport:
    home = paths[0].parent / "home"
    return load(paths, ledger, home=home, options=LoadOptions(date=date, accept_shrink=accept))


def _one(report: LoadReport) -> FileReport:
    assert len(report.files) == 1
    return report.files[0]


def test_a_snapshot_becomes_statements_with_its_origin(ledger: Ledger, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "a.txt", people(3), date="2026-05-01")
    report = _one(_load(ledger, path))
    assert (report.outcome, report.entries, report.added) == (Outcome.LOADED, 3, 6)
    snapshot = ledger.as_of(reader=SYSTEM)
    header = snapshot.delivery(1)
    assert header is not None
    assert (header.grade, header.handling, header.snapshot_date, header.complete) == ("A1", PUBLIC, "2026-05-01", True)
    assert header.file_sha256 == report.sha256
    assert Originals(tmp_path / "home" / "originals").read(report.sha256) == path.read_bytes()
    assert snapshot.entity("tiny-r00001")[0].evidence == ListRecord(record_id="r00001")


def test_the_second_load_of_the_same_file_appends_nothing(ledger: Ledger, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "a.txt", people(3))
    _load(ledger, path)
    before = ledger.head()
    os.utime(path, (1, 1))
    assert _one(_load(ledger, path)).outcome is Outcome.KNOWN
    assert _one(_load(ledger, path, accept=True)).added == 0
    assert ledger.head() == before


def test_the_same_content_in_another_file_is_recorded_as_read_again(ledger: Ledger, tmp_path: Path) -> None:
    _load(ledger, write_tiny(tmp_path / "a.txt", people(3), date="2026-05-01"))
    report = _one(_load(ledger, write_tiny(tmp_path / "b.txt", people(3), date="2026-05-02")))
    assert (report.outcome, report.added, report.positions) == (Outcome.UNCHANGED, 0, (2, 2))
    header = ledger.as_of(reader=SYSTEM).delivery(2)
    assert header is not None
    assert header.complete
    assert header.snapshot_date == "2026-05-02"


def test_new_changed_and_withdrawn_entries(ledger: Ledger, tmp_path: Path) -> None:
    before = people(100)
    _load(ledger, write_tiny(tmp_path / "a.txt", before, date="2026-05-01"))
    after = {**people(101), "r00001": ["name=Somebody Else", "birthDate=1911"]}
    del after["r00007"]
    report = _one(_load(ledger, write_tiny(tmp_path / "b.txt", after, date="2026-05-02")))
    assert (report.added, report.replaced, report.withdrawn) == (3, 1, 2)
    assert in_force(ledger) == said_by(after)
    assert in_force(ledger, position=1) == said_by(before)
    told = ledger.as_of(reader=SYSTEM).statement(
        ledger.as_of(reader=SYSTEM, position=1).entity("tiny-r00007")[0].locator
    )
    assert told is not None
    assert told.status == "retracted"


def test_a_change_and_what_it_replaces_come_in_one_delivery(ledger: Ledger, tmp_path: Path) -> None:
    _load(ledger, write_tiny(tmp_path / "a.txt", people(9_000), date="2026-05-01"))
    changed = {record: [said[0] + " II", said[1]] for record, said in people(9_000).items()}
    _load(ledger, write_tiny(tmp_path / "b.txt", changed, date="2026-05-02"))
    first = read_first_complete = 0
    for header in ledger.as_of(reader=SYSTEM).deliveries("tiny"):
        if header.snapshot_date == "2026-05-01" and header.complete:
            first = header.position
        read_first_complete = header.position
    assert read_first_complete - first >= 2
    for position in range(first, read_first_complete + 1):
        entities = [entity for entity, prop, _ in in_force(ledger, position=position) if prop == "name"]
        assert sorted(entities) == [f"tiny-{record}" for record in changed]


def test_when_more_than_a_twentieth_vanishes_only_withdrawals_wait(ledger: Ledger, tmp_path: Path) -> None:
    _load(ledger, write_tiny(tmp_path / "a.txt", people(100), date="2026-05-01"))
    shrunk = {**people(94), "new": ["name=New"], "r00001": ["name=Changed", "birthDate=1911"]}
    path = write_tiny(tmp_path / "b.txt", shrunk, date="2026-05-02")
    loaded = _load(ledger, path)
    report = _one(loaded)
    assert report.alarm == "6 of 100 records vanished (6.00%)"
    assert (report.added, report.replaced, report.withdrawn, report.waiting) == (2, 1, 0, 12)
    assert loaded.exit_code == 5
    assert in_force(ledger) == said_by({**people(100), **shrunk})
    again = _load(ledger, path)
    assert (again.exit_code, _one(again).outcome, again.position) == (5, Outcome.KNOWN, loaded.position)
    accepted = _load(ledger, path, accept=True)
    assert (accepted.exit_code, _one(accepted).withdrawn) == (0, 12)
    assert in_force(ledger) == said_by(shrunk)
    assert _load(ledger, path).exit_code == 0


def test_five_of_a_hundred_are_withdrawn_at_once(ledger: Ledger, tmp_path: Path) -> None:
    _load(ledger, write_tiny(tmp_path / "a.txt", people(100), date="2026-05-01"))
    report = _one(_load(ledger, write_tiny(tmp_path / "b.txt", people(95), date="2026-05-02")))
    assert (report.alarm, report.withdrawn) == (None, 10)


def test_waiting_withdrawals_are_not_carried_out_by_a_later_snapshot(ledger: Ledger, tmp_path: Path) -> None:
    _load(ledger, write_tiny(tmp_path / "a.txt", people(100), date="2026-05-01"))
    _load(ledger, write_tiny(tmp_path / "b.txt", people(94), date="2026-05-02"))
    grown = {**people(94), **people(400, start=1000)}
    _load(ledger, write_tiny(tmp_path / "c.txt", grown, date="2026-05-03"))
    later = {**grown, "new": ["name=New"]}
    report = _one(_load(ledger, write_tiny(tmp_path / "d.txt", later, date="2026-05-04")))
    assert report.alarm == "6 of 500 records vanished, some already from an earlier snapshot"
    assert in_force(ledger) == said_by({**people(100), **later})
    back = {**later, **people(100)}
    assert _load(ledger, write_tiny(tmp_path / "e.txt", back, date="2026-05-05")).exit_code == 0


def test_a_column_that_is_lost_from_the_whole_list_waits_too(ledger: Ledger, tmp_path: Path) -> None:
    _load(ledger, write_tiny(tmp_path / "a.txt", people(100), date="2026-05-01"))
    bare = {record: [said[0]] for record, said in people(100).items()}
    report = _one(_load(ledger, write_tiny(tmp_path / "b.txt", bare, date="2026-05-02")))
    assert report.alarm == "100 of 200 statements vanished from records that are still listed"
    assert in_force(ledger) == said_by(people(100))


def test_an_entry_that_cannot_be_read_this_time_is_not_withdrawn(ledger: Ledger, tmp_path: Path) -> None:
    _load(ledger, write_tiny(tmp_path / "a.txt", people(100), date="2026-05-01"))
    after = {**people(100), "r00003": "has no name"}
    report = _one(_load(ledger, write_tiny(tmp_path / "b.txt", after, date="2026-05-02")))
    assert [(one.record_id, one.reason) for one in report.refused] == [("r00003", "has no name")]
    assert (report.withdrawn, report.waiting, report.kept_back) == (0, 0, 2)
    assert in_force(ledger) == said_by(people(100))


def test_withdrawals_wait_while_it_is_unknown_which_record_could_not_be_read(ledger: Ledger, tmp_path: Path) -> None:
    _load(ledger, write_tiny(tmp_path / "a.txt", people(100), date="2026-05-01"))
    after = {**people(99), "line 100": "has 3 columns"}
    report = _one(_load(ledger, write_tiny(tmp_path / "b.txt", after, date="2026-05-02")))
    assert report.alarm is not None
    assert "1 record could not be read, and may be" in report.alarm
    assert in_force(ledger) == said_by(people(100))


def test_an_older_snapshot_is_refused_by_name(ledger: Ledger, tmp_path: Path) -> None:
    _load(ledger, write_tiny(tmp_path / "a.txt", people(3), date="2026-05-02"))
    before = ledger.head()
    report = _load(ledger, write_tiny(tmp_path / "old.txt", people(4), date="2026-05-01"))
    assert report.exit_code == 2
    assert "old.txt: is a snapshot of 2026-05-01" in (_one(report).error or "")
    assert ledger.head() == before


def test_several_snapshots_of_one_source_are_loaded_in_the_order_of_their_dates(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    write_tiny(folder / "a_2026-05-03.txt", people(102))
    write_tiny(folder / "2025" / "b.txt", people(100))
    write_tiny(folder / "c_2026-05.txt", people(101))
    report = load([folder], ledger, home=tmp_path / "home")
    assert [Path(one.path).name for one in report.files] == ["b.txt", "c_2026-05.txt", "a_2026-05-03.txt"]
    assert [one.snapshot_date.said_by for one in report.files if one.snapshot_date] == [DateSource.NAME] * 3
    assert in_force(ledger) == said_by(people(102))
    before = ledger.head()
    again = load([folder], ledger, home=tmp_path / "home")
    assert {one.outcome for one in again.files} == {Outcome.KNOWN}
    assert ledger.head() == before


def test_a_file_that_breaks_in_its_last_line_changes_nothing_and_stops_no_other(ledger: Ledger, tmp_path: Path) -> None:
    broken = write_tiny(tmp_path / "a.txt", people(9_000), source="one", broken=True)
    good = write_tiny(tmp_path / "b.txt", people(2), source="two")
    report = _load(ledger, broken, good)
    assert [(one.source, one.outcome) for one in report.files] == [("one", Outcome.FAILED), ("two", Outcome.LOADED)]
    assert report.exit_code == 2
    assert ledger.head().position == 1
    assert in_force(ledger, "one") == set()


def test_a_companion_is_read_with_its_list_and_changes_it(ledger: Ledger, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "lists" / "a.txt", people(2), date="2026-05-01")
    more = write_tiny(tmp_path / "lists" / "a.more", {"m": ["name=More"]}, date="2026-05-01")
    home = tmp_path / "home"
    assert len(load([path.parent], ledger, home=home).files) == 1
    assert load([path.parent], ledger, home=home).files[0].outcome is Outcome.KNOWN
    write_tiny(more, {"m": ["name=More"], "n": ["name=Even more"]}, date="2026-05-01")
    assert load([path.parent], ledger, home=home).files[0].added == 1


def test_a_later_date_for_a_known_file_is_recorded_once(ledger: Ledger, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "list", people(3))
    _load(ledger, path, date="2026-05-01")
    assert _one(_load(ledger, path, date="2026-05-09")).outcome is Outcome.UNCHANGED
    before = ledger.head()
    assert before.position == 2
    assert _one(_load(ledger, path, date="2026-05-09")).outcome is Outcome.KNOWN
    assert ledger.head() == before


def test_one_value_the_ledger_would_not_take_is_refused_by_its_record_alone(ledger: Ledger, tmp_path: Path) -> None:
    records = {**people(3), "long": ["name=Long", "notes=" + "x" * 300_000], "bare": ["name=Bare", "alias="]}
    report = _one(_load(ledger, write_tiny(tmp_path / "a.txt", records)))
    assert [(one.record_id, one.reason) for one in report.refused] == [
        ("long", "left out: notes has 300,000 characters"),
        ("bare", "left out: alias is empty"),
    ]
    assert in_force(ledger) == said_by({**people(3), "long": ["name=Long"], "bare": ["name=Bare"]})


@pytest.mark.parametrize("date", ["2999-01-01", "2026-02-30", "soon"])
def test_a_date_that_cannot_be_is_refused(ledger: Ledger, tmp_path: Path, date: str) -> None:
    report = _load(ledger, write_tiny(tmp_path / "a.txt", people(3), date=date))
    assert report.exit_code == 2
    assert date in (_one(report).error or "")
    assert ledger.head().position == 0


def test_a_strange_file_name_does_not_stop_a_list(ledger: Ledger, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff\n.txt"))
    assert _one(_load(ledger, write_tiny(path, people(3)))).outcome is Outcome.LOADED
    header = ledger.as_of(reader=SYSTEM).delivery(1)
    assert header is not None
    assert header.note == "a??.txt"


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("uk_covyr_2026-05-13", "2026-05-13"),
        ("ofac_edu777_2022", "2022"),
        ("bench_2021-07", "2021-07"),
        ("sdn_20260513.csv", "2026-05-13"),
        ("sdn_20261340.csv", None),
        ("32026R1720.csv", None),
        ("FCDO_SL_2025-08-11.ods", "2025-08-11"),
        ("list-2026-02-30.csv", None),
        ("sdn.csv", None),
    ],
)
def test_dates_in_names(name: str, date: str | None) -> None:
    assert date_in_name(name) == date


def test_dates_of_different_precision_are_compared_as_far_as_both_reach() -> None:
    assert older("2025", "2026-01-01")
    assert older("2026-01-01", "2026-02")
    assert not older("2026", "2026-02")
    assert not older("2026-02", "2026")


_records = st.dictionaries(
    st.sampled_from([f"r{n}" for n in range(6)]),
    st.lists(st.sampled_from(["name=A", "name=B", "alias=C", "birthDate=1970"]), min_size=1, max_size=3, unique=True),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(snapshots=st.lists(_records, min_size=1, max_size=4))
def test_after_any_snapshots_the_last_one_is_in_force_and_every_earlier_one_can_be_read(
    snapshots: list[dict[str, list[str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    ledger = open_ledger(folder / "home")
    try:
        for day, records in enumerate(snapshots, 1):
            path = write_tiny(folder / f"{day}.txt", records, date=f"2026-05-{day:02}")
            report = load([path], ledger, home=folder / "home", options=LoadOptions(accept_shrink=True))
            assert in_force(ledger) == said_by(records)
            assert report.position == day
        for day, records in enumerate(snapshots, 1):
            assert in_force(ledger, position=day) == said_by(records)
    finally:
        ledger.close()
