"""The journal when the worst comes at the worst moment: nothing answered is lost, nothing erased stays."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from threading import Event

import apsw
import pytest

from support.gate_entries import keep, payment
from watchgate.gate.history import history as history_module
from watchgate.gate.history import journal as journal_module
from watchgate.gate.history.erasing import erase_parties
from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.filing import Filing
from watchgate.gate.history.history import History, open_history
from watchgate.gate.history.journal import FILES, Journal
from watchgate.gate.history.verifying import verify
from watchgate.gate.history.writing import Work
from watchgate.model.errors import WatchgateError
from watchgate.model.policy_file import default_policy


@pytest.fixture(autouse=True)
def unfiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is filed but by those who read."""
    monkeypatch.setattr(Filing, "wake", lambda _: None)


def opened(home: Path) -> History:
    found = open_history(home)
    found.know_policy(default_policy())
    return found


def abandoned(history: History) -> None:
    """As a kill leaves it: nothing is filed or wiped at the end."""
    history._filing.stop()
    history._writing.close()
    history._pool.close()
    history._journal.close()


def test_the_journal_is_not_overwritten_before_what_was_filed_is_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "LARGEST_BYTES", 8_000)
    history = opened(tmp_path)
    number = 0
    while history._journal.state().active == 0:
        number += 1
        keep(history, payment(number))

    def full(_: apsw.Connection) -> None:
        raise apsw.FullError("the disk is full")

    # All of them share one transaction, which is taken back.
    group = [Work(history._recording.file, 1), Work(history._recording.file, 1), Work(full, 1)]
    monkeypatch.setattr(history._writing, "_try", _once(history))
    history._writing._commit(group)  # type: ignore[arg-type]
    abandoned(history)
    again = opened(tmp_path)
    assert [one.number for one in again.all()] == list(range(1, number + 1))
    again.close()


def _once(history: History) -> object:
    """The first attempt as it is; the disk fails for whoever tries again alone."""
    real = history._writing._try
    tried: list[int] = []

    def attempt(group: list[Work[object]]) -> BaseException | None:
        if tried:
            return WatchgateError("the disk is full")
        tried.append(1)
        return real(group)

    return attempt


def test_who_overwrites_a_file_leaves_what_was_written_to_it_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "LARGEST_BYTES", 100)
    one = Journal(tmp_path)
    with one.held():
        one.append(b"first" * 20)
        one.append(b"second" * 20)
    real = os.fdatasync
    older = one.state().order[0]

    def meanwhile(handle: int) -> None:
        real(handle)
        monkeypatch.setattr(os, "fdatasync", real)
        other = Journal(tmp_path)  # reads that the file is empty
        with other.held():
            assert other.append(b"third" * 20).active == older
        other.close()

    monkeypatch.setattr(os, "fdatasync", meanwhile)
    one.wipe(older)
    state = one.state()
    assert state.active == older
    found = [body for which in state.order for _, body in one.frames(which, state.generations[which], 0, None)]
    assert found == [b"second" * 20, b"third" * 20]
    assert state.ends[older] > 0
    one.close()


def test_the_folder_is_synced_before_anything_is_kept_in_its_new_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[int, set[str]]] = []
    real = os.fsync

    def seen(handle: int) -> None:
        synced.append((os.fstat(handle).st_ino, {path.name for path in tmp_path.iterdir()}))
        real(handle)

    monkeypatch.setattr(os, "fsync", seen)
    Journal(tmp_path).close()
    assert (tmp_path.stat().st_ino, {*FILES, journal_module.STATE}) in synced


def test_a_frame_damaged_between_whole_ones_is_damage_to_who_opens_the_journal(tmp_path: Path) -> None:
    first = opened(tmp_path)
    keep(first, payment(1))
    middle = first._journal.state().ends[0]
    keep(first, payment(2))
    keep(first, payment(3))
    abandoned(first)
    with (tmp_path / "history" / FILES[0]).open("r+b") as file:
        file.seek(middle + 60)
        byte = file.read(1)
        file.seek(middle + 60)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(HistoryDamagedError, match="journal"):
        opened(tmp_path)


def test_erasing_leaves_nothing_in_the_journal_while_others_go_on_keeping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history, other = opened(tmp_path), opened(tmp_path)
    keep(history, payment(1, debtor="Wilhelmine Unverwechselbar"))
    (party,) = [key for key, one in history.parties_after(0) if one.names[0].text.startswith("Wilhelmine")]
    keep(other, payment(2))
    frame = (tmp_path / "history" / FILES[0]).read_bytes()[:64]
    real = history._writing.do
    numbers = iter(range(3, 100))

    def then_another(work: Work[object]) -> object:
        found = real(work)
        keep(other, payment(next(numbers)))
        return found

    monkeypatch.setattr(history._writing, "do", then_another)
    erase_parties(history, [party], author="lee", reason="asked for", despite_retention=True)
    for name in FILES:
        assert frame[16:] not in (tmp_path / "history" / name).read_bytes()
    abandoned(history)
    other.close()
    again = opened(tmp_path)
    assert verify(again).damages == ()
    again.close()


def test_what_a_loss_of_power_left_behind_the_beginning_is_overwritten_by_an_erasure(tmp_path: Path) -> None:
    history = opened(tmp_path)
    keep(history, payment(1, debtor="Wilhelmine Unverwechselbar"))
    (party,) = [key for key, one in history.parties_after(0) if one.names[0].text.startswith("Wilhelmine")]
    abandoned(history)
    with (tmp_path / "history" / FILES[0]).open("r+b") as file:
        file.write(bytes(32))  # of the overwriting, the beginning came to the disk and the rest did not
    again = opened(tmp_path)
    erase_parties(again, [party], author="lee", reason="asked for", despite_retention=True)
    for name in FILES:
        assert not (tmp_path / "history" / name).read_bytes().strip(b"\0")
    again.close()


def test_whoever_was_erased_is_kept_anew_when_he_pays_again(tmp_path: Path) -> None:
    history = opened(tmp_path)
    keep(history, payment(1, debtor="Wilhelmine Unverwechselbar"))
    (party,) = [key for key, one in history.parties_after(0) if one.names[0].text.startswith("Wilhelmine")]
    erase_parties(history, [party], author="lee", reason="asked for", despite_retention=True)
    keep(history, payment(2, debtor="Wilhelmine Unverwechselbar"))
    (again,) = [key for key, one in history.parties_after(0) if one.names[0].text.startswith("Wilhelmine")]
    assert again != party
    assert [one.record for one in history.all()] == [None, payment(2, debtor="Wilhelmine Unverwechselbar")]
    assert verify(history).damages == ()
    history.close()


def test_filing_goes_on_after_its_lock_could_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchgate.gate.history.filing.EVERY_S", 0.01)
    monkeypatch.setattr("watchgate.gate.history.filing.ELSEWHERE_S", 0.01)
    done = Event()
    filing = Filing(tmp_path / "filing.lock", done.set)
    real = filing._lock.take
    tries: list[int] = []

    def take() -> bool:
        tries.append(1)
        if len(tries) == 1:
            raise OSError(24, "too many open files")
        return real()

    monkeypatch.setattr(filing._lock, "take", take)
    filing.always()
    assert done.wait(20)
    filing.stop()


def test_who_files_files_what_others_keep_though_it_keeps_nothing_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchgate.gate.history.filing.EVERY_S", 0.01)
    monkeypatch.setattr("watchgate.gate.history.filing.ELSEWHERE_S", 0.01)
    first, second = Event(), Event()

    def file() -> None:
        (second if first.is_set() else first).set()

    filing = Filing(tmp_path / "filing.lock", file)
    filing._start()
    filing._something.set()
    assert first.wait(20)
    assert second.wait(20)
    filing.stop()


def test_where_nothing_can_be_filed_the_journal_does_not_grow_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_module, "MOST_UNFILED", 5)
    history = opened(tmp_path)

    def full() -> None:
        raise WatchgateError("the disk is full")

    with monkeypatch.context() as failing:
        failing.setattr(history, "file", full)
        for number in range(1, 20):
            with suppress(WatchgateError):
                keep(history, payment(number))
    assert history.last_number() == 6
    history.close()
