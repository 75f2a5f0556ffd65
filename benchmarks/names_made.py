"""Indexes of made-up parties, kept in the temporary folder: built by two processes, and by the same code only once.

The folder is named by the code and tables that take names apart and by the generator: another state of either builds
anew. A build that was stopped goes on behind the parts it has. What nobody has asked for in some hours is removed.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

from msgspec.structs import replace

import names_generator
from names_apart import read_parties, write_parties
from names_asked import MADE_BY
from watchgate.model.party import Party
from watchgate.risk.checkpoint import name_makers
from watchgate.risk.names.engine.index import EngineIndex
from watchgate.risk.names.engine.reverse import StoredParties
from watchgate.risk.names.engine.store_index import read_tiers, write_tiers
from watchgate.risk.names.engine.stored_merge import merged
from watchgate.risk.names.engine.stored_store import read_stored, write_stored
from watchgate.risk.names.engine.stored_tier import StoredTier, stored_tier
from watchgate.risk.names.engine.tiers import Tier, compacted

PART = 125_000
"""Names that one process takes at once."""
PROCESSES = 2
KNOWN = 50_000
"""Parties of an index that are kept apart, for queries to be made of."""
KEPT_S = 6 * 3_600
NEW_SEED = 1_000_003
"""Of parties that are in no index."""


class Made(NamedTuple):
    """An index, and some of its parties."""

    folder: Path
    known: Path

    def parties(self) -> list[Party]:
        """Those that are kept apart."""
        return list(read_parties(self.known))

    @property
    def bytes(self) -> int:
        """What the index takes on the disk."""
        return sum(path.stat().st_size for path in self.folder.iterdir())


class _Part(NamedTuple):
    number: int
    names: int
    share: float
    stored: bool
    folder: Path


def made(names: int) -> Made:
    """Parties that have so many names together, as an index of lists: with what is needed to give reasons."""
    return _made(names, stored=False)


def made_stored(parties: int) -> Made:
    """So many parties of past traffic, of one name each, no two alike: without the parties themselves."""
    return _made(parties, stored=True)


def new_parties(count: int) -> list[Party]:
    """Parties that are in no index."""
    found = names_generator.parties(4 * count, NEW_SEED)
    return [replace(party, id=f"new-{party.id}") for party in islice(found, count)]


def new_stored(count: int) -> Iterator[Party]:
    """Parties of past traffic that are in no index: one name each."""
    return _stored(_Part(NEW_SEED, count, 0, stored=True, folder=_root()))


def scratch(name: str) -> Path:
    """A file for this bench's questions, beside the indexes."""
    return _root() / name


def _made(names: int, *, stored: bool) -> Made:
    folder = _root() / f"{'stored' if stored else 'listed'}-{names}"
    found = Made(folder / "index", folder / "known.jsonl")
    if folder.is_dir():
        return found
    _remove_old()
    partial = folder.with_suffix(".partial")
    sizes = [PART] * (names // PART) + ([names % PART] if names % PART else [])
    share = min(1.0, KNOWN / names)
    parts = [_Part(number, size, share, stored, partial / str(number)) for number, size in enumerate(sizes)]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn"), max_tasks_per_child=1) as pool:
        list(pool.map(_build, parts))
        pool.submit(_join_stored if stored else _join, partial, len(parts)).result()
    partial.rename(folder)
    return found


def _build(part: _Part) -> None:
    """One part, in a folder of its own; nothing where it was built before."""
    if (part.folder / "known.jsonl").exists():
        return
    rng = random.Random(part.number)
    known: list[Party] = []
    source: Callable[[_Part], Iterator[Party]] = _stored if part.stored else _listed

    def noted() -> Iterator[Party]:
        for party in source(part):
            if rng.random() < part.share:
                known.append(party)
            yield party

    if part.stored:
        stored = StoredParties()
        stored.store((int(party.id), party) for party in noted())
        stored.save(part.folder, MADE_BY)
    else:
        index = EngineIndex()
        index.add_many(noted())
        index.save(part.folder, MADE_BY)
    write_parties(part.folder / "known.partial", known).rename(part.folder / "known.jsonl")


def _listed(part: _Part) -> Iterator[Party]:
    for party in names_generator.parties(part.names, part.number + 1):
        yield replace(party, id=f"{part.number}-{party.id}")


def _stored(part: _Part) -> Iterator[Party]:
    """Each name as a record of its own."""
    seen: set[tuple[object, ...]] = set()
    for party in names_generator.parties(2 * part.names, part.number + 1):
        for name in party.names:
            what = (party.schema, name.text, party.birth_dates, party.countries)
            if what not in seen:
                seen.add(what)
                yield replace(
                    party, id=str(part.number * PART + len(seen)), names=(replace(name, kind=party.names[0].kind),)
                )
                if len(seen) == part.names:
                    return


def _join(partial: Path, parts: int) -> None:
    """The parts as one segment."""
    tiers: list[Tier] = []
    for number in range(parts):
        kept = read_tiers(partial / str(number), MADE_BY)
        if kept is None:
            raise RuntimeError(f"part {number} cannot be read")
        tiers += kept[1]
    write_tiers(partial / "index", (compacted(tiers),), 0, MADE_BY)
    _end(partial, parts)


def _join_stored(partial: Path, parts: int) -> None:
    """The same for stored parties."""
    tiers: list[StoredTier] = []
    for number in range(parts):
        kept = read_stored(partial / str(number), MADE_BY)
        if kept is None:
            raise RuntimeError(f"part {number} cannot be read")
        tiers += kept[1]
    write_stored(partial / "index", (stored_tier(merged([tier.held for tier in tiers])),), 0, MADE_BY)
    _end(partial, parts)


def _end(partial: Path, parts: int) -> None:
    """What is known of the parts together; they go."""
    with (partial / "known.jsonl").open("wb") as known:
        for number in range(parts):
            known.write((partial / str(number) / "known.jsonl").read_bytes())
            shutil.rmtree(partial / str(number))


def _remove_old() -> None:
    _root().mkdir(parents=True, exist_ok=True)
    for other in _root().parent.iterdir():
        if other != _root() and time.time() - other.stat().st_mtime > KEPT_S:
            shutil.rmtree(other, ignore_errors=True)


@cache
def _root() -> Path:
    digest = sha256(name_makers().encode())
    for module in ("names_generator", "names_generator_scripts", "names_made"):
        digest.update(Path(__file__).with_name(f"{module}.py").read_bytes())
    return Path(gettempdir()) / "watchgate-bench-names" / digest.hexdigest()[:16]
