"""The journal: decisions in the order they were made, durable before they are answered, until they are filed.

Writing to tables and their indexes touches some twenty pages for one payment; here it is one write and one sync at the
end of a file. Filing (`recording.py`) takes what stands here into the tables, many decisions at a time.

There are two files, `journal.a` and `journal.b`, and a frame of one is `length, crc32, generation, body`. The file with
the higher generation is written to; when it has grown and the other is empty, the other goes on with the next
generation. What is filed is overwritten with zeros, so that nothing erased stays readable here. `journal.state` says
how far each file reaches: every process asks it first, so that it is not synced; who opens the journal reads the frames
themselves (`recover`), because the state may be older after a loss of power, or lack the frame of a killed process.
"""

from __future__ import annotations

import fcntl
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.schema import sync_folder
from watchgate.ledger.home import PRIVATE_FILE

FILES = ("journal.a", "journal.b")
STATE = "journal.state"
LARGEST_BYTES = 4 << 20
"""From here on the other file is taken, if it is empty."""
ROOM_BYTES = 256 << 10
"""Zeros written ahead: syncing what lies inside a file takes half as long as syncing what makes it longer."""
_STATE = struct.Struct("<QQQQQ")
_FRAME = struct.Struct("<IIQ")


class State(NamedTuple):
    """Of both files generation (0: empty) and where the next frame goes; `changes` counts all that was written."""

    generations: tuple[int, int]
    ends: tuple[int, int]
    changes: int

    @property
    def active(self) -> int:
        """The file that is written to."""
        return 0 if self.generations[0] >= self.generations[1] else 1

    @property
    def order(self) -> tuple[int, int]:
        """Both, the older one first."""
        return (1 - self.active, self.active)


class Journal:
    """Of one history. What writes is called while it is `held`, but for `wipe`."""

    def __init__(self, folder: Path, is_filed: Callable[[bytes], bool] = lambda _: False) -> None:
        """`is_filed`: whether what a frame says is in the tables. HistoryDamagedError where frames that are not stand
        behind one that cannot be read."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        self._files = [os.open(folder / name, flags, PRIVATE_FILE) for name in FILES]
        self._state = os.open(folder / STATE, flags, PRIVATE_FILE)
        self._rooms = [0, 0]
        """How long each file is at least: none ever gets shorter."""
        self._turn = RLock()
        self._depth = 0
        self._is_filed = is_filed
        try:
            sync_folder(folder)
            with self.held():
                self.recover()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def held(self) -> Iterator[None]:
        """By one thread of one process at a time; the kernel ends it with the process."""
        with self._turn:
            if not self._depth:
                fcntl.flock(self._state, fcntl.LOCK_EX)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    fcntl.flock(self._state, fcntl.LOCK_UN)

    def state(self) -> State:
        """How far both files reach."""
        found = os.pread(self._state, _STATE.size, 0)
        if len(found) < _STATE.size:
            return State((0, 0), (0, 0), 0)
        first, second, end, other, changes = _STATE.unpack(found)
        return State((first, second), (end, other), changes)

    def append(self, body: bytes, state: State | None = None) -> State:
        """One frame more, durable on return. `state`: as it is, where that was read since it is held."""
        state = state or self.state()
        which = state.active
        length = _FRAME.size + len(body)
        if state.ends[which] + length > LARGEST_BYTES and state.ends[which] and not state.generations[1 - which]:
            which = 1 - which
        # Counted on for ever: where a process remembers how far a file reached, it must still be that content.
        generation, end = state.generations[which] or state.changes + 1, state.ends[which]
        frame = _FRAME.pack(len(body), _crc(body, generation), generation) + body
        handle = self._files[which]
        try:
            self._make_room(which, end + length)
            _write(handle, frame, end)
            os.fdatasync(handle)
        except OSError:
            # Nobody was told of it: it is not to come back as something that was decided.
            with suppress(OSError):
                os.pwrite(handle, bytes(_FRAME.size), end)
            raise
        return self._put(_with(state, which, generation, end + length))

    def turn(self) -> State:
        """The next frame goes into the other file, if that is empty."""
        state = self.state()
        other = 1 - state.active
        if not state.ends[state.active] or state.generations[other]:
            return state
        return self._put(_with(state, other, state.changes + 1, 0))

    def touch(self) -> State:
        """Something is about to be decided past the journal: whoever knows this state looks at the tables again."""
        return self._put(self.state())

    def frames(self, which: int, generation: int, start: int, end: int | None = None) -> Iterator[tuple[int, bytes]]:
        """The frames of a file from `start` to `end`, or as far as they are whole: (where each ends, its body)."""
        handle = self._files[which]
        while end is None or start < end:
            head = os.pread(handle, _FRAME.size, start)
            if len(head) < _FRAME.size:
                return
            length, crc, of = _FRAME.unpack(head)
            body = os.pread(handle, length, start + _FRAME.size) if of == generation and length else b""
            if not body or len(body) < length or _crc(body, generation) != crc:
                return
            start += _FRAME.size + length
            yield start, body

    def recover(self) -> State:
        """Read how far the files truly reach."""
        known = self.state()
        found = State((0, 0), (0, 0), known.changes)
        for which, handle in enumerate(self._files):
            head = os.pread(handle, _FRAME.size, 0)
            generation = _FRAME.unpack(head)[2] if len(head) == _FRAME.size else 0
            if generation:
                ends = [end for end, _ in self.frames(which, generation, 0)]
                found = _with(found, which, generation if ends else 0, ends[-1] if ends else 0)
                if generation == known.generations[which] and found.ends[which] < known.ends[which]:
                    self._refuse_lost(which, generation, found.ends[which], known.ends[which])
            elif not known.ends[which]:
                found = _with(found, which, known.generations[which], 0)  # its turn, and nothing written yet
        found = found._replace(changes=max(found.changes, *found.generations))
        return known if found == known else self._put(found)

    def wipe(self, which: int) -> State:
        """Everything in a file that is not written to was filed, durably: overwrite it.

        From its end, so that a kill on the way leaves the beginning to be read and overwritten again; the first head
        alone at last: who opens the journal then may find the file empty, and somebody may write to it at once.
        """
        handle = self._files[which]
        generation = self.state().generations[which]
        for end in range(os.fstat(handle).st_size, _FRAME.size, -ROOM_BYTES):
            start = max(_FRAME.size, end - ROOM_BYTES)
            _write(handle, bytes(end - start), start)
        if os.fstat(handle).st_size:
            _write(handle, bytes(_FRAME.size), 0)
        os.fdatasync(handle)
        with self.held():
            state = self.state()
            return self._put(_with(state, which, 0, 0)) if state.generations[which] == generation else state

    def is_bare(self, which: int) -> bool:
        """Whether nothing but zeros stands in a file."""
        handle = self._files[which]
        size = os.fstat(handle).st_size
        return not any(os.pread(handle, ROOM_BYTES, start).strip(b"\0") for start in range(0, size, ROOM_BYTES))

    def close(self) -> None:
        """Let go of the files."""
        for handle in (*self._files, self._state):
            os.close(handle)

    def _refuse_lost(self, which: int, generation: int, start: int, end: int) -> None:
        """What stands behind a frame that cannot be read was filed, and is being overwritten; or it is damage."""
        data = os.pread(self._files[which], end - start, start)
        mark = _FRAME.pack(0, 0, generation)[8:]
        at = data.find(mark)
        while at >= 0:
            for _, body in self.frames(which, generation, start + at - 8, end) if start + at >= 8 else ():
                if not self._is_filed(body):
                    raise HistoryDamagedError(f"{FILES[which]}, the journal, cannot be read from byte {start} on")
            at = data.find(mark, at + 1)

    def _put(self, state: State) -> State:
        state = State(state.generations, state.ends, state.changes + 1)
        os.pwrite(self._state, _STATE.pack(*state.generations, *state.ends, state.changes), 0)
        return state

    def _make_room(self, which: int, needed: int) -> None:
        if needed <= self._rooms[which]:
            return
        handle = self._files[which]
        size = os.fstat(handle).st_size
        if size < needed:
            more = max(ROOM_BYTES, needed - size)
            _write(handle, bytes(more), size)
            size += more
        self._rooms[which] = size


def _with(state: State, which: int, generation: int, end: int) -> State:
    (first, second), (here, there), changes = state
    if which:
        return State((first, generation), (here, end), changes)
    return State((generation, second), (end, there), changes)


def _write(handle: int, data: bytes, start: int) -> None:
    left = memoryview(data)
    while left:
        written = os.pwrite(handle, left, start)
        left, start = left[written:], start + written


def _crc(body: bytes, generation: int) -> int:
    return zlib.crc32(body, generation & 0xFFFFFFFF)
