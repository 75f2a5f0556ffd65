"""The kept originals of all lists read again and compared with the ledger, statement by statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec

from watchgate.gate.validation.feeds import FeedCount, Refused
from watchgate.ledger.home import Home
from watchgate.ledger.originals import Originals
from watchgate.model.delivery import Delivery
from watchgate.model.errors import NotFoundError, WatchgateError
from watchgate.model.freshness import age_hours
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import Policy
from watchgate.model.staleness import newest
from watchgate.model.statement import Retraction

if TYPE_CHECKING:
    from watchgate.ledger.interface import Ledger, Snapshot

MOST_REFUSED = 1_000
"""Refused entries that are named; all are counted in the ledger's own report of the load."""


def counted_feeds(
    ledger: Ledger, home: Path, policy: Policy, now_us: int, tell: Callable[[str], None]
) -> Iterator[FeedCount]:
    """One source after the other, by name. `tell` is told which one is being read."""
    from watchgate.watch.lists.history import read_history

    snapshot = ledger.as_of(reader=SYSTEM)
    headers = list(snapshot.deliveries())
    dates = newest(headers)
    withdrawn = _withdrawn(ledger, [one for one in headers if one.source in dates])
    contents = {source: _content([one for one in headers if one.source == source]) for source in dates}
    for source, date in sorted(dates.items()):
        tell(source)
        own = [one for one in headers if one.source == source]
        dataset = next((one.dataset for one in snapshot.source(source)), source.split(".")[0])
        found = FeedCount(
            source=source,
            dataset=dataset,
            snapshot_date=date,
            age_hours=round(age_hours(date, now_us), 1),
            max_age_hours=policy.for_list(dataset).max_age_hours,
            deliveries=len(own),
            withdrawn=withdrawn[source],
        )
        history = read_history(own)
        found = msgspec.structs.replace(found, waiting=history.waiting or "", interrupted=history.interrupted)
        with TemporaryDirectory(prefix="watchgate-validate-") as folder:
            yield _compared(found, contents, snapshot, home, Path(folder))


def _withdrawn(ledger: Ledger, headers: list[Delivery]) -> Counter[str]:
    """Source -> retractions in its deliveries; the bulk is not read where a source was loaded once only."""
    completes = Counter(one.source for one in headers if one.complete)
    first = min(
        (one.position for one in headers if one.complete and completes[one.source] > 1),
        default=None,
    )
    found: Counter[str] = Counter()
    if first is None:
        return found
    for delivery in ledger.follow(first - 1, reader=SYSTEM):
        found[delivery.source] += sum(isinstance(one, Retraction) for one in delivery.entries)
    return found


def _content(headers: list[Delivery]) -> Delivery | None:
    """The header of the newest snapshot that was wholly read from a file."""
    from watchgate.watch.lists.history import CHECKED

    read = [one for one in headers if one.complete and one.file_sha256 and not (one.note or "").startswith(CHECKED)]
    return read[-1] if read else None


def _laid_out(
    source: str, contents: Mapping[str, Delivery | None], originals: Originals, folder: Path
) -> tuple[Path, ...]:
    """The original of a source under the name it was loaded by, with its companions, and what else was loaded of the
    same dataset beside it: some readers look there for what a record is."""
    from watchgate.watch.lists.history import companions_of

    own = contents[source]
    assert own is not None
    assert own.file_sha256 is not None
    laid = [_linked(folder, _name(own), originals.path(own.file_sha256))]
    for number, sha256 in enumerate(companions_of(own.note)):
        laid.append(_linked(folder, f"companion-{number}", originals.path(sha256)))
    for other, header in sorted(contents.items()):
        beside = other.split(".")[0] == source.split(".")[0] and header is not None and header.file_sha256 is not None
        if other != source and beside and header is not None and not (folder / _name(header)).exists():
            with suppress(NotFoundError):
                _linked(folder, _name(header), originals.path(str(header.file_sha256)))
    return tuple(laid)


def _name(header: Delivery) -> str:
    """The file name in the note of a snapshot's deliveries."""
    name = Path((header.note or "").split("; ")[0]).name
    return name if name not in {"", ".", ".."} else "original"


def _linked(folder: Path, name: str, original: Path) -> Path:
    path = folder / name
    path.symlink_to(original.resolve())
    return path


def _compared(
    found: FeedCount, contents: Mapping[str, Delivery | None], snapshot: Snapshot, home: Path, folder: Path
) -> FeedCount:
    """With the counts of the file, which is laid out in `folder`."""
    from watchgate.watch.lists.bundle import bundled
    from watchgate.watch.lists.diff import compare
    from watchgate.watch.lists.in_force import InForce
    from watchgate.watch.lists.registry import format_named, recognise

    in_force = InForce(snapshot.source(found.source))
    found = msgspec.structs.replace(found, loaded=len(in_force.records - {""}), statements=len(in_force))
    header = contents[found.source]
    if header is None or header.file_sha256 is None:
        return msgspec.structs.replace(found, note="no file of it was kept: it was not loaded from one")
    known = {one.sha256: one for one in bundled()}.get(header.file_sha256)
    found = msgspec.structs.replace(
        found,
        sha256=header.file_sha256,
        title=known.title if known else "",
        stated=known.entries if known else 0,
    )
    try:
        paths = _laid_out(found.source, contents, Originals(Home(home).originals), folder)
        file = msgspec.structs.replace(recognise(paths[0]), paths=paths)
        if file.source != found.source:
            said = f"the original is recognised as {file.source}: what it was loaded as cannot be told from it alone"
            return msgspec.structs.replace(found, note=said)
        read = compare(format_named(file.format).read(file), in_force, file.dataset)
    except (WatchgateError, OSError, ValueError) as error:
        return msgspec.structs.replace(found, note=f"the original cannot be read again: {_said(error, folder)}")
    return msgspec.structs.replace(
        found,
        in_file=read.entries,
        records_in_file=len(read.records),
        not_loaded=len(read.added) + sum(map(len, read.replaced.values())),
        beyond=sum(map(len, read.withdrawn.values())),
        refused=tuple(Refused(one.record_id, one.reason) for one in read.refused[:MOST_REFUSED]),
    )


def _said(error: Exception, folder: Path) -> str:
    """What went wrong, without where the original was laid out meanwhile."""
    return (error.message if isinstance(error, WatchgateError) else str(error)).replace(f"{folder}/", "")
