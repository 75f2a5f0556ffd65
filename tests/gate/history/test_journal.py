"""The journal: what was kept is on the disk before it is in the tables, comes through kills, and leaves no trace."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event, Thread

import pytest

from support.gate_entries import decided, entry, keep, payment
from watchgate.gate.history import history as history_module
from watchgate.gate.history import journal as journal_module
from watchgate.gate.history.erasing import erase_parties
from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.filing import Filing
from watchgate.gate.history.history import History, open_history
from watchgate.gate.history.journal import FILES, Journal
from watchgate.gate.history.verifying import verify
from watchgate.model.errors import WatchgateError
from watchgate.model.policy_file import default_policy


@pytest.fixture
def unfiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is filed but by those who read."""
    monkeypatch.setattr(Filing, "wake", lambda _: None)


def opened(home: Path) -> History:
    found = open_history(home)
    found.know_policy(default_policy())
    return found


def filed(history: History) -> int:
    """Decisions in the tables."""
    return int(history.glance(lambda connection: connection.execute("SELECT count(*) FROM decision").get) or 0)


def abandoned(history: History) -> None:
    """As a kill leaves it: nothing is filed or wiped at the end."""
    history._filing.stop()
    history._writing.close()
    history._pool.close()
    history._journal.close()


@pytest.mark.usefixtures("unfiled")
def test_what_was_kept_is_in_the_journal_and_comes_back_after_a_kill(tmp_path: Path) -> None:
    first = opened(tmp_path)
    assert keep(first, payment(1), payment(2)) == [1, 2]
    assert keep(first, payment(3)) == [3]
    assert filed(first) == 0
    abandoned(first)
    again = opened(tmp_path)
    assert [one.record for one in again.all()] == [payment(1), payment(2), payment(3)]
    assert keep(again, payment(2), payment(4)) == [2, 4]
    assert verify(again).damages == ()
    again.close()


@pytest.mark.usefixtures("unfiled")
def test_a_frame_cut_short_is_as_if_it_had_never_been(tmp_path: Path) -> None:
    first = opened(tmp_path)
    keep(first, payment(1))
    whole = first._journal.state().ends[first._journal.state().active]
    keep(first, payment(2))
    abandoned(first)
    path = tmp_path / "history" / FILES[0]
    with path.open("r+b") as file:
        file.truncate(whole + 40)
    again = opened(tmp_path)
    assert [one.number for one in again.all()] == [1]
    assert keep(again, payment(3)) == [2]
    assert [one.record for one in again.all()] == [payment(1), payment(3)]
    again.close()


@pytest.mark.usefixtures("unfiled")
def test_a_frame_that_was_never_told_of_is_taken_in_by_who_opens_the_journal(tmp_path: Path) -> None:
    first = opened(tmp_path)
    keep(first, payment(1))
    before = first._journal.state()
    keep(first, payment(2))
    first._journal._put(before)  # killed between the sync and the note of it
    abandoned(first)
    again = opened(tmp_path)
    assert [one.record for one in again.all()] == [payment(1), payment(2)]
    again.close()


@pytest.mark.usefixtures("unfiled")
def test_a_changed_byte_in_the_journal_is_damage_and_not_an_end(tmp_path: Path) -> None:
    history = opened(tmp_path)
    keep(history, payment(1))
    middle = history._journal.state().ends[0]
    keep(history, payment(2))
    with (tmp_path / "history" / FILES[0]).open("r+b") as file:
        file.seek(middle + 60)
        byte = file.read(1)
        file.seek(middle + 60)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(HistoryDamagedError, match="journal"):
        history.last_number()
    abandoned(history)


@pytest.mark.usefixtures("unfiled")
def test_two_processes_on_one_journal_count_on_and_know_each_others_records(tmp_path: Path) -> None:
    one, other = opened(tmp_path), opened(tmp_path)
    assert [keep(history, payment(number)) for number, history in ((1, one), (2, other), (3, one))] == [[1], [2], [3]]
    assert filed(one) == 0
    (again,) = other.keep([entry(payment(1), decided(payment(1), position=9))])
    assert (again.number, again.repeated) == (1, True)
    assert (keep(one, payment(4)), keep(other, payment(5))) == ([4], [5])
    assert verify(other).decisions == 5
    one.close()
    other.close()


def test_many_threads_on_two_openings_keep_every_record_once(tmp_path: Path) -> None:
    histories = [opened(tmp_path), opened(tmp_path)]
    numbers: list[int] = []

    def work(history: History, start: int) -> None:
        for number in range(start, start + 20):
            numbers.extend(keep(history, payment(number)))
            keep(history, payment(1_000 + number % 5))

    threads = [Thread(target=work, args=(histories[turn % 2], turn * 100)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = list(histories[0].all())
    assert len(set(numbers)) == len(numbers) == 80
    assert len(found) == 85
    assert len({one.record_id for one in found}) == 85
    assert verify(histories[1]).damages == ()
    for history in histories:
        history.close()


def test_the_journal_goes_on_in_its_other_file_and_what_is_filed_is_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unfiled: None
) -> None:
    del unfiled
    monkeypatch.setattr(journal_module, "LARGEST_BYTES", 8_000)
    history = opened(tmp_path)
    used = set()
    for number in range(1, 60):
        keep(history, payment(number))
        used.add(history._journal.state().active)
        if number % 7 == 0:
            history.file()
    assert used == {0, 1}
    assert [one.number for one in history.all()] == list(range(1, 60))
    assert verify(history).damages == ()
    history.close()
    for name in FILES:
        assert not (tmp_path / "history" / name).read_bytes().strip(b"\0")


def test_one_process_files_what_another_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchgate.gate.history.filing.EVERY_S", 0.01)
    one, other = opened(tmp_path), opened(tmp_path)
    done = Event()
    file = one._filing._file

    def seen() -> None:
        file()
        if filed(one) == 3:
            done.set()

    one._filing._file = seen
    one.file_for_all()
    assert keep(other, payment(1), payment(2), payment(3)) == [1, 2, 3]
    assert done.wait(20)
    for history in (one, other):
        history.close()


@pytest.mark.usefixtures("unfiled")
def test_erasing_leaves_nothing_in_the_journal(tmp_path: Path) -> None:
    history = opened(tmp_path)
    keep(history, payment(1, debtor="Wilhelmine Unverwechselbar"))
    (party,) = [key for key, one in history.parties_after(0) if one.names[0].text.startswith("Wilhelmine")]
    erase_parties(history, [party], author="lee", reason="asked for", despite_retention=True)
    for name in FILES:
        assert not (tmp_path / "history" / name).read_bytes().strip(b"\0")
    assert keep(history, payment(2)) == [2]
    abandoned(history)
    again = opened(tmp_path)
    assert [(one.number, one.record is None) for one in again.all()] == [(1, True), (2, False)]
    assert verify(again).damages == ()
    again.close()


@pytest.mark.usefixtures("unfiled")
def test_nothing_of_a_customer_can_be_read_in_the_journal(tmp_path: Path) -> None:
    history = opened(tmp_path)
    keep(history, payment(1, debtor="Wilhelmine Unverwechselbar", text="Rechnung Unverwechselbar"))
    stored = b"".join(path.read_bytes() for path in (tmp_path / "history").glob("journal.*"))
    assert stored
    assert b"nverwechselbar" not in stored
    history.close()


def test_a_decision_on_an_unknown_policy_is_refused_alone(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    with pytest.raises(WatchgateError, match="not made known"):
        history.keep([entry(payment(1))])
    history.know_policy(default_policy())
    assert keep(history, payment(1)) == [1]
    history.close()


def test_a_disk_that_fails_refuses_the_decision_and_the_next_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unfiled: None
) -> None:
    del unfiled
    history = opened(tmp_path)
    keep(history, payment(1))
    real = os.fdatasync

    def failing(handle: int) -> None:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(os, "fdatasync", failing)
    with pytest.raises(WatchgateError, match="not acknowledged"):
        history.keep([entry(payment(2))])
    monkeypatch.setattr(os, "fdatasync", real)
    assert keep(history, payment(3)) == [2]
    abandoned(history)
    again = opened(tmp_path)
    assert [one.record for one in again.all()] == [payment(1), payment(3)]
    again.close()


def test_a_full_journal_is_filed_by_who_keeps_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unfiled: None
) -> None:
    del unfiled
    monkeypatch.setattr(history_module, "MOST_UNFILED", 5)
    history = opened(tmp_path)
    for number in range(1, 13):
        keep(history, payment(number))
    assert filed(history) >= 6
    history.close()


def test_a_file_half_overwritten_is_overwritten_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "LARGEST_BYTES", 100)
    journal = Journal(tmp_path)
    with journal.held():
        for number in range(3):
            journal.append(b"first %d" % number * 20)
        journal.append(b"second" * 20)
    state = journal.state()
    older = state.order[0]
    os.pwrite(journal._files[older], bytes(40), state.ends[older] - 40)
    journal.close()
    again = Journal(tmp_path)
    assert again.state().ends[older] < state.ends[older]
    again.wipe(older)
    assert again.state().generations[older] == 0
    assert not (tmp_path / FILES[older]).read_bytes().strip(b"\0")
    again.close()
