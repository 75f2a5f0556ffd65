"""The names of a watchlist: which index answers, and how it comes to be.

From MANY parties on that is the engine, whose segments are kept in a folder between starts. While its kernels are not
compiled yet, or for fewer parties, it is the plain index: the answers are the same. Where the kernels are missing,
another process compiles them, and once that is done the engine takes over.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from watchgate.model.match import Hit
from watchgate.model.party import Party
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.index import NameIndex

if TYPE_CHECKING:
    from watchgate.risk.names.engine.index import EngineIndex
    from watchgate.risk.names.engine.segment_tables import Tables

    Index = NameIndex | EngineIndex

MANY = 2_000
"""Parties from which on the engine answers sooner, its start included, than the plain index."""
FOLDER = "names"


class ListNames:
    """Parties by name. What is taken in before `start` is indexed at once, and not before it is asked for."""

    def __init__(self, known: Mapping[str, Analysis], lock: AbstractContextManager[object]) -> None:
        """`known`: analyses that need not be made again, by text. `lock`: held while the state changes."""
        self._known = known
        self._lock = lock
        self._parties: dict[str, Party] = {}
        self._index: Index | None = None
        self._later: list[tuple[list[Party], list[str]]] | None = None
        self._kept = False
        self._expected: tuple[list[Party], Tables | None] | None = None

    def expect(self, parties: Sequence[Party]) -> None:
        """Make ready, while others go on asking, what `take` needs if these are the parties it is given next."""
        index = self._index
        if parties and index is not None and not isinstance(index, NameIndex):
            self._expected = list(parties), index.drafted(parties)

    def take(self, renewed: list[Party], gone: list[str]) -> None:
        """Parties that are new or other ones now, and ids of those that are gone."""
        for party in renewed:
            self._parties[party.id] = party
        for party_id in gone:
            self._parties.pop(party_id, None)
        expected, self._expected = self._expected, None
        if self._index is not None:
            _change(self._index, renewed, gone, expected[1] if expected and expected[0] == renewed else None)
        if self._later is not None:
            self._later.append((renewed, gone))

    def start(self, folder: Path | None = None, made_by: str = "") -> None:
        """Index what was taken in. `folder`: where the engine's segments are kept, if `made_by` is the same."""
        if len(self._parties) < MANY:
            self._index = self._plain()
            return
        from watchgate.risk.names.engine.warm import is_warm

        if is_warm():
            try:
                self._index = self._engine(folder, made_by)
            except Exception:  # compiled code that does not load here costs speed, not the screening
                self._index = self._plain()
        else:
            self._index = self._plain()
            Thread(target=self._take_over, name="names-engine", daemon=True).start()

    def query(self, party: Party, threshold: int) -> list[Hit]:
        """All hits with score >= `threshold`, best first."""
        if self._index is None:
            self.start()
        assert self._index is not None
        return self._index.query(party, threshold)

    def query_many(self, parties: Sequence[Party], thresholds: Sequence[int]) -> list[list[Hit]]:
        """As `query`, for each of several with its threshold."""
        if self._index is None:
            self.start()
        assert self._index is not None
        return self._index.query_many(parties, thresholds)

    @property
    def made(self) -> int:
        """How many names had to be analysed that were not known; none where a kept index was taken as it is."""
        if self._kept:
            return 0
        texts = {name.text for party in self._parties.values() for name in party.names}
        return sum(text not in self._known for text in texts)

    def analyses(self) -> Iterator[Analysis]:
        """Those of the names."""
        for party in self._parties.values():
            for name in party.names:
                yield self._known.get(name.text) or analyse(name.text)

    def _plain(self) -> Index:
        index = NameIndex(self._known)
        for party in self._parties.values():
            index.add(party)
        return index

    def _engine(self, folder: Path | None, made_by: str) -> Index:
        from watchgate.risk.names.engine.index import EngineIndex

        kept = EngineIndex.open(folder / FOLDER, made_by) if folder is not None else None
        if kept is not None and len(kept) == len(self._parties):
            kept.query(next(iter(self._parties.values())))
            self._kept = True
            return kept
        index = EngineIndex(self._known)
        index.add_many(list(self._parties.values()))
        index.query(next(iter(self._parties.values())))  # loads the kernels: here, not when somebody first asks
        gc.freeze()  # as where a kept index is opened
        if folder is not None:
            with suppress(OSError):
                index.save(folder / FOLDER, made_by)
        return index

    def _take_over(self) -> None:
        """Once the kernels are compiled, index all with the engine; what changes meanwhile is taken in at the end."""
        from watchgate.risk.names.engine.warm import is_warm, warm_elsewhere

        warm_elsewhere()
        if not is_warm():
            return
        with self._lock:
            self._later = []
            parties = dict(self._parties)
        from watchgate.risk.names.engine.index import EngineIndex

        index = EngineIndex(self._known)
        index.add_many(list(parties.values()))
        index.query(next(iter(parties.values())))
        with self._lock:
            for renewed, gone in self._later:
                _change(index, renewed, gone)
            self._index, self._later = index, None


def _change(index: Index, renewed: Sequence[Party], gone: Sequence[str], drafted: Tables | None = None) -> None:
    """Parties are all other ones, so that the engine takes them in as one: a segment for each took 100 ms for fifty."""
    if isinstance(index, NameIndex):
        for party in renewed:
            index.add(party)
    else:
        index.add_many(renewed, drafted=drafted)
    for party_id in gone:
        index.remove(party_id)


def load_for_changes(parties: Iterator[Party], count: int) -> None:
    """Load the compiled code that taking in a change needs, with two of `count` parties: the first change of a process
    took 30 ms for it, with every decision behind it. Nothing where the plain index serves."""
    if count < MANY:
        return
    from watchgate.risk.names.engine.warm import is_warm

    if is_warm():
        from watchgate.risk.names.engine.index import EngineIndex

        with suppress(Exception):  # as in `start`: then the plain index serves
            index = EngineIndex()
            for party in islice(parties, 2):
                index.add(party)
                index.remove(party.id)
