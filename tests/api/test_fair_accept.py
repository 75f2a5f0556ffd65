"""Accepting by turns, with the counts of other workers written by the test."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from pathlib import Path

from watchgate.api.fair_accept import FairAccept

MANY = 100
LIVING = 1
"""The number of a process that always lives."""
ENDED = 0x7FFF_FFF0
"""One that no process has."""


def connect(counts: Path, *, others: tuple[tuple[int, int], ...], connections: int) -> tuple[int, bytes]:
    """(connections that were accepted, what the file of counts says then)."""
    counts.write_bytes(b"".join(struct.pack("<II", *one) for one in others))

    async def run() -> tuple[int, bytes]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            found: list[socket.socket] = []
            accepting = FairAccept(listener, counts, found.append, most=MANY)
            asking = [socket.create_connection(listener.getsockname()) for _ in range(connections)]
            async with asyncio.timeout(20.0):
                while len(found) < connections:
                    await asyncio.sleep(0.001)
            said = counts.read_bytes()
            accepting.ended()
            left = struct.unpack("<II", counts.read_bytes()[-8:])[1]
            accepting.close()
            for one in (*asking, *found):
                one.close()
            assert left == connections - 1
            return len(found), said

    return asyncio.run(run())


def test_what_others_leave_is_taken_in_the_end(tmp_path: Path) -> None:
    taken, said = connect(tmp_path / "counts", others=((LIVING, 0),), connections=5)
    assert taken == 5
    assert said == struct.pack("<IIII", LIVING, 0, os.getpid(), 5)


def test_the_place_of_a_worker_that_ended_is_taken(tmp_path: Path) -> None:
    _, said = connect(tmp_path / "counts", others=((LIVING, 7), (ENDED, 3)), connections=2)
    assert said == struct.pack("<IIII", LIVING, 7, os.getpid(), 2)


def test_a_connection_is_left_to_who_has_fewer(tmp_path: Path) -> None:
    counts = tmp_path / "counts"
    counts.write_bytes(struct.pack("<II", LIVING, 0))

    async def run() -> int:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            found: list[socket.socket] = []
            accepting = FairAccept(listener, counts, found.append, most=MANY)
            with socket.create_connection(listener.getsockname()):
                while not found:
                    await asyncio.sleep(0.001)
            # It has one now and the other none: another process that looks takes the next.
            with socket.create_connection(listener.getsockname()):
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                other, _ = listener.accept()
                other.close()
                await asyncio.sleep(0.02)
            accepting.close()
            found[0].close()
            return len(found)

    assert asyncio.run(run()) == 1


def test_beyond_as_many_as_may_be_a_connection_waits_until_one_ends(tmp_path: Path) -> None:
    async def run() -> tuple[int, int]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            found: list[socket.socket] = []
            accepting = FairAccept(listener, tmp_path / "counts", found.append, most=2)
            asking = [socket.create_connection(listener.getsockname()) for _ in range(3)]
            async with asyncio.timeout(20.0):
                while len(found) < 2:
                    await asyncio.sleep(0.001)
                await asyncio.sleep(0.25)
                before = len(found)
                accepting.ended()
                while len(found) < 3:
                    await asyncio.sleep(0.001)
            accepting.close()
            for one in (*asking, *found):
                one.close()
            return before, len(found)

    assert asyncio.run(run()) == (2, 3)
