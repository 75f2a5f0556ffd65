"""One writer, many processes: the owner serves the others, and when it has gone another takes over."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from support.ledger_drafts import delivered, said
from support.ledger_processes import positions, start_appender
from watchgate.ledger.draft import check_delivery, seal
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.originals import Originals
from watchgate.ledger.requests import AppendRequest
from watchgate.ledger.socket_address import ADDRESS_BYTES_MAX, socket_address, socket_path
from watchgate.ledger.socket_client import SocketClient
from watchgate.ledger.socket_frames import AppendMessage, Gone
from watchgate.ledger.socket_server import SocketServer
from watchgate.ledger.sqlite_ledger import SqliteLedger
from watchgate.model.errors import BadInputError, LedgerBusyError
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Locator, Retraction


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    with closing(open_ledger(tmp_path / "home")) as found:
        yield found


def test_two_processes_append_beside_this_one_and_every_delivery_is_there_once(ledger: SqliteLedger) -> None:
    home = ledger.home.path
    ledger.append(delivered(said("first")))
    others = [start_appender(home, 20, name) for name in ("one", "two")]
    own = [ledger.append(delivered(said(f"own {i}", entity_id="own"), source="own")).position for i in range(20)]
    given = [positions(process, 20) for process in others]
    for process in others:
        process.communicate("")
        assert process.returncode == 0
    assert sorted([1, *own, *given[0], *given[1]]) == list(range(1, 62))
    for name in ("own", "one", "two"):
        values = [statement.value for statement in ledger.entity(name, reader=SYSTEM)]
        assert values == [f"{name} {i}" for i in range(20)]
    assert ledger.verify().damages == ()


def test_when_the_owner_is_killed_its_client_takes_over(tmp_path: Path) -> None:
    owner = start_appender(tmp_path, 1, "owner")
    assert positions(owner, 1) == [1]
    with closing(open_ledger(tmp_path)) as ledger:
        assert ledger.append(delivered(said("as client"))).position == 2
        owner.kill()
        owner.communicate()
        assert ledger.append(delivered(said("as owner"))).position == 3
        third = start_appender(tmp_path, 1, "third")
        assert positions(third, 1) == [4]
        third.communicate("")
        assert ledger.verify().damages == ()


def test_when_the_owner_closes_its_client_takes_over(tmp_path: Path) -> None:
    with closing(open_ledger(tmp_path)) as owner, closing(open_ledger(tmp_path)) as client:
        assert [found.append(delivered(said("x"))).position for found in (owner, client)] == [1, 2]
        owner.close()
        assert client.append(delivered(said("x"))).position == 3


def test_a_second_ledger_of_the_same_process_is_a_client_of_the_first(ledger: SqliteLedger) -> None:
    ledger.append(delivered(said("a")))
    with closing(open_ledger(ledger.home.path)) as second:
        receipt = second.append(delivered(said("b"), said("c")))
        assert receipt.entry_ids == tuple(s.id for s in ledger.entity("un-1", reader=SYSTEM, position=2)[1:])
        with pytest.raises(BadInputError, match=r"^entry 0 of the delivery: its target 9\.0 does not exist$"):
            second.append(delivered(Retraction(target=Locator(9, 0), reason="x")))
        assert second.append(delivered(said("d"))).position == 3


def test_an_append_whose_answer_was_lost_is_not_taken_twice(ledger: SqliteLedger) -> None:
    ledger.append(delivered(said("a")))
    message = AppendMessage("k" * 32, None, (delivered(said("b")), delivered(said("c"))))
    client = SocketClient(socket_path(ledger.home))
    with closing(client):
        first = client.append(message)
        ledger.append(delivered(said("between")))
        again = client.append(AppendMessage(message.key, 1, message.deliveries))
        assert again == first
        assert ledger.head().position == 4
        fresh = client.append(AppendMessage("f" * 32, 1, message.deliveries))
        assert [placed.position for placed in fresh] == [5, 6]


def test_a_client_whose_connection_breaks_after_the_commit_asks_again_under_the_same_key(tmp_path: Path) -> None:
    home, answers = Home(tmp_path), list[AppendMessage]()
    with closing(open_ledger(tmp_path)) as owner, closing(open_ledger(tmp_path)) as client:
        owner.append(delivered(said("a")))
        owner.appender.stop_serving()

        def lose_the_first_answer(message: AppendMessage, on_done: Callable[[AppendRequest], None]) -> None:
            answers.append(message)
            if len(answers) > 1:
                owner.appender.serve(message, on_done)
                return
            done = threading.Event()
            owner.appender.serve(message, lambda _: done.set())
            assert done.wait(10)
            raise Gone

        with closing(SocketServer(socket_path(home), lose_the_first_answer)):
            assert client.append(delivered(said("b"))).position == 2
        assert owner.head().position == 2
        assert [message.since for message in answers] == [None, 1]


def test_no_writer_that_answers_is_reported_and_nothing_is_appended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchgate.ledger.appending.PATIENCE_S", 0.05)
    with closing(open_ledger(tmp_path)) as owner, closing(open_ledger(tmp_path)) as client:
        owner.append(delivered(said("a")))
        owner.appender.stop_serving()
        with pytest.raises(LedgerBusyError, match="does not answer"):
            client.append(delivered(said("b")))
        assert client.head().position == 1


def test_a_home_too_deep_for_a_socket_address_is_served_all_the_same(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    with closing(open_ledger(deep)) as owner, closing(open_ledger(deep)) as client:
        assert len(os.fsencode(socket_path(owner.home))) > ADDRESS_BYTES_MAX
        assert [found.append(delivered(said("x"))).position for found in (owner, client)] == [1, 2]


@pytest.mark.parametrize(
    "sent",
    [b"", b"\x00", b"\x00\x00\x00\x05ab", b"\xff\xff\xff\xff", b"\x00\x00\x00\x03abc", b"GET / HTTP/1.1\r\n\r\n"],
)
def test_what_is_no_append_neither_stops_nor_changes_the_writer(ledger: SqliteLedger, sent: bytes) -> None:
    ledger.append(delivered(said("a")))
    stranger = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with closing(stranger), socket_address(socket_path(ledger.home)) as address:
        stranger.settimeout(5)
        stranger.connect(address)
        stranger.sendall(sent)
        stranger.shutdown(socket.SHUT_WR)
        while stranger.recv(4096):
            pass
    with closing(open_ledger(ledger.home.path)) as client:
        assert client.append(delivered(said("b"))).position == 2


def test_home_and_everything_in_it_is_its_owners_alone(ledger: SqliteLedger) -> None:
    ledger.append(delivered(said("a")))
    ledger.originals.keep(b"list")
    assert ledger.find(ledger.entity("un-1", reader=SYSTEM)[0].id, reader=SYSTEM) == (1, 0)
    found = {path: path.lstat().st_mode & 0o077 for path in [ledger.home.path, *ledger.home.path.rglob("*")]}
    assert len(found) > 6
    assert set(found.values()) == {0}


def test_appends_of_many_threads_share_commits_and_each_gets_its_own_answer(ledger: SqliteLedger) -> None:
    given: dict[int, int] = {}

    def work(number: int) -> None:
        for i in range(10):
            receipt = ledger.append(delivered(said(f"{number}.{i}", entity_id=f"e{number}")))
            given[receipt.position] = number
        if number % 2:
            with pytest.raises(BadInputError):
                ledger.append(delivered(Retraction(target=Locator(10_000, 0), reason="x")))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 121))
    for position, number in given.items():
        statement = ledger.as_of(reader=SYSTEM).statement(Locator(position, 0))
        assert statement is not None
        assert statement.entity_id == f"e{number}"


def test_a_forked_child_appends_through_its_parent(tmp_path: Path) -> None:
    # In a process of its own, since a fork copies only the thread that asks for it.
    code = f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from pathlib import Path
from support.ledger_drafts import delivered, said
from watchgate.ledger.open import open_ledger
ledger = open_ledger(Path({str(tmp_path)!r}))
ledger.append(delivered(said("parent")))
child = os.fork()
if child == 0:
    os._exit(0 if ledger.append(delivered(said("child"))).position == 2 else 1)
_, status = os.waitpid(child, 0)
assert status == 0, status
assert ledger.append(delivered(said("parent"))).position == 3
ledger.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_sealing_salts_each_delivery_anew(tmp_path: Path) -> None:
    draft = check_delivery(delivered(said("a")), Originals(tmp_path))
    assert seal(draft).root != seal(draft).root
