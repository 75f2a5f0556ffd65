"""Memory gathered in large pages: only a process's own, whole pages, and what it holds stays as it was."""

from __future__ import annotations

import threading

from watchgate.gate.memory_pages import LARGE, gather, large_places

MAPS = """\
55d000000000-55d000800000 rw-p 00000000 00:00 0                          [heap]
7f0000100000-7f0000900000 rw-p 00000000 00:00 0
7f1000000000-7f1000100000 rw-p 00000000 00:00 0
7f2000000000-7f2001000000 r--p 00000000 fe:00 4711                       /usr/lib/large file.so
7f3000000000-7f3001000000 rw-p 00000000 fe:00 4712                       /home/x/names.segment
7f4000000000-7f4001000000 r-xp 00000000 00:00 0
7f5000000000-7f5001000000 ---p 00000000 00:00 0
7f6000000000-7f6001000000 rw-s 00000000 00:01 0                          /dev/zero (deleted)
7ffc00000000-7ffc01000000 rw-p 00000000 00:00 0                          [stack]
7ffd00000000-7ffd01000000 r--p 00000000 00:00 0                          [vvar]
"""


def test_whole_large_pages_of_its_own_memory_are_taken_and_nothing_else() -> None:
    assert list(large_places(MAPS.splitlines())) == [
        (0x55D000000000, 0x55D000800000),
        (0x7F0000200000, 0x7F0000800000),
    ]


def test_what_the_memory_holds_is_the_same_while_another_thread_writes_and_afterwards() -> None:
    held = bytearray(index * 7 % 256 for index in range(256)) * (8 * LARGE // 256)
    expected = bytes(held[:256])
    counted = [0]
    ended = threading.Event()

    def count() -> None:
        while not ended.is_set():
            counted[0] += 1

    other = threading.Thread(target=count)
    other.start()
    try:
        gather(threading.Event())
    finally:
        ended.set()
        other.join()

    assert counted[0]
    assert all(held[at : at + 256] == expected for at in range(0, len(held), 4_096))


def test_who_is_told_to_stop_gathers_nothing_more() -> None:
    stopped = threading.Event()
    stopped.set()
    assert gather(stopped) == 0
