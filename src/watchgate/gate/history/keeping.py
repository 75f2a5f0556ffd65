"""Keeping: decisions are numbered, chained and made durable in the journal; what arrives together shares one sync.

A record that was decided before, or whose ids were, is not for the journal: what came of it then has to be read, and
the tables have to be whole for that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock

from watchgate.gate.history.chain import START
from watchgate.gate.history.entry import Kept
from watchgate.gate.history.failures import history_errors
from watchgate.gate.history.journal import Journal, State
from watchgate.gate.history.journal_rows import Numbered, frame, frame_of, numbered
from watchgate.gate.history.preparing import Prepared
from watchgate.gate.history.sealing import Sealer
from watchgate.ledger.change_mark import ChangeMark, Marked
from watchgate.ledger.connections import Pool
from watchgate.model.errors import WatchgateError

Decided = Callable[[Sequence[Prepared]], list[Kept]]
_NOTHING = State((0, 0), (0, 0), -1)


class _Waiting:
    """One caller's decisions until they are durable."""

    __slots__ = ("done", "error", "kept", "later", "prepared")

    def __init__(self, prepared: Sequence[Prepared]) -> None:
        self.prepared = prepared
        self.kept: list[Kept] = []
        self.error: BaseException | None = None
        self.later = self.done = False


class Keeping:
    """Of one process. Safe for any number of threads."""

    def __init__(
        self, journal: Journal, sealer: Sealer, pool: Pool, changed: ChangeMark, decided_before: Decided
    ) -> None:
        """`changed`: the mark of the tables. `decided_before` keeps what cannot be kept without reading them."""
        self._journal = journal
        self._sealer = sealer
        self._pool = pool
        self._decided_before = decided_before
        self._last_filed = Marked(changed, self._read_filed)
        self._queue: list[_Waiting] = []
        self._gate = Lock()
        self._turn = Lock()
        self._policies: set[str] = set()
        self._number, self._link, self._filed = 0, START, 0
        self._state = _NOTHING
        self._frames: deque[tuple[int, tuple[int, ...]]] = deque()
        self._hashes: set[int] = set()

    @property
    def unfiled(self) -> int:
        """About how many decisions stand in the journal alone."""
        return self._number - self._filed

    def keep(self, prepared: Sequence[Prepared]) -> list[Kept]:
        """All or none, durable on return."""
        mine = _Waiting(prepared)
        with self._gate:
            self._queue.append(mine)
        with self._turn:
            if not mine.done:
                with self._gate:
                    group, self._queue = self._queue, []
                self._keep(group)
        if mine.later:
            return self._decided_before(prepared)
        if mine.error is not None:
            raise mine.error
        return mine.kept

    def _keep(self, group: Sequence[_Waiting]) -> None:
        try:
            with history_errors("writing the history"):
                self._journaled(group)
        except BaseException as error:
            self._forget()
            if len(group) > 1:
                # Whoever caused it, the others are not to be refused for it.
                for one in group:
                    self._keep([one])
                return
            group[0].error = error
        for one in group:
            one.done = True

    def _journaled(self, group: Sequence[_Waiting]) -> None:
        """Keep what is new; what is not waits for the tables."""
        new: list[tuple[_Waiting, list[Kept]]] = []
        decisions: list[Numbered] = []
        written: list[Prepared] = []
        with self._journal.held():
            self._catch_up()
            number, link = self._number, self._link
            there = self._there([found for one in group for each in one.prepared for found in each.hashes])
            for one in group:
                hashes = [found for each in one.prepared for found in each.hashes]
                if len(set(hashes)) < len(hashes) or not there.isdisjoint(hashes):
                    one.later = True
                    continue
                there.update(hashes)
                kept = []
                for each in one.prepared:
                    made = numbered(number + 1, link, each.content)
                    number, link = made.number, made.link
                    decisions.append(made)
                    written.append(each)
                    kept.append(Kept(number, each.entry.decision))
                new.append((one, kept))
            if decisions:
                self._know({one.content.basis.policy for one in written})
                self._state = self._journal.append(frame_of(decisions, written, self._sealer), self._state)
                self._remember(number, link, tuple(found for one in written for found in one.hashes))
        for one, kept in new:
            one.kept = kept

    def _catch_up(self) -> None:
        """Learn what other processes, or transactions past the journal, have numbered since."""
        state = self._journal.state()
        if state == self._state:
            return
        rows = self._pool.rows(
            "SELECT number, link FROM decision ORDER BY number DESC LIMIT 1", doing="reading the history"
        )
        if rows and rows[0][0] >= self._number:
            self._number, self._link = int(rows[0][0]), bytes(rows[0][1])
        for which in state.order:
            generation = state.generations[which]
            if not generation:
                continue
            known = generation in self._state.generations
            start = self._state.ends[self._state.generations.index(generation)] if known else 0
            for _, body in self._journal.frames(which, generation, start, state.ends[which]):
                found = frame(body)
                if found.last > self._number:
                    self._remember(found.last, found.link, found.hashes)
        self._state = state

    def _there(self, hashes: Sequence[int]) -> set[int]:
        """Those of `hashes` under which something is found already."""
        # How far they are filed first: what is forgotten here has to be in the tables that are asked next.
        self._filed = self._last_filed.value()
        while self._frames and self._frames[0][0] <= self._filed:
            self._hashes.difference_update(self._frames.popleft()[1])
        marks = ",".join("?" * len(hashes))
        rows = self._pool.rows(
            f"SELECT hash FROM lookup WHERE hash IN ({marks})",  # noqa: S608
            tuple(hashes),
            doing="reading the history",
        )
        found = {int(row[0]) for row in rows}
        found.update(self._hashes.intersection(hashes))
        return found

    def _read_filed(self) -> int:
        rows = self._pool.rows("SELECT coalesce(max(number), 0) FROM decision", doing="reading the history")
        return int(rows[0][0])

    def _know(self, policies: set[str]) -> None:
        """What stands on a policy that nobody made known could never be filed."""
        for one in policies - self._policies:
            if not self._pool.rows("SELECT 1 FROM policy WHERE sha256 = ?", (one,), doing="reading the history"):
                raise WatchgateError(f"the policy {one[:16]} was not made known to the history first")
            self._policies.add(one)

    def _remember(self, last: int, link: bytes, hashes: tuple[int, ...]) -> None:
        self._number, self._link = last, link
        self._frames.append((last, hashes))
        self._hashes.update(hashes)

    def _forget(self) -> None:
        """A write failed: what is on the disk is learned anew."""
        self._number, self._link, self._filed = 0, START, 0
        self._state = _NOTHING
        self._frames.clear()
        self._hashes.clear()
