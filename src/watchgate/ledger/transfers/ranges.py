"""Ranges of a chain as deliveries of the ledger: what was acknowledged, forks, and whether the columns still say it.

Each ingested range is a delivery of the source `chain:<id>` whose original is a manifest: heights, hashes of blocks,
counts before and after, and the sha256 of the rows. The newest manifest says which rows count, so that an ingest that
was cut off leaves nothing, and goes on where it stood. A fork switch is a manifest too; its orphaned rows are kept
apart, readable, in `orphans/`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from watchgate.ledger.draft import CHAINS
from watchgate.ledger.home import Home, private_folder
from watchgate.ledger.interface import Ledger
from watchgate.ledger.originals import Originals
from watchgate.ledger.transfers.account_appending import append_moves
from watchgate.ledger.transfers.account_batch import AccountBatch
from watchgate.ledger.transfers.accounts import AccountChain, opened_rows
from watchgate.ledger.transfers.appending import append
from watchgate.ledger.transfers.batch import Batch
from watchgate.ledger.transfers.column import bytes_of
from watchgate.ledger.transfers.utxo import Counts, UtxoChain, rows_of
from watchgate.model.delivery import Delivery, Receipt
from watchgate.model.errors import BadInputError, LedgerDamagedError, NotFoundError, WatchgateError
from watchgate.model.grade import Grade
from watchgate.model.handling import SYSTEM

GRADE: Grade = "B2"
"""A provider's copy of a public chain. Who takes blocks from a node of his own says A1."""
_ID = re.compile(r"[a-z][a-z0-9-]{0,30}")
_CHUNK = 1 << 24


class Kind(StrEnum):
    """Rows were added, or those above a height no longer count."""

    RANGE = "range"
    FORK = "fork"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """One range of a chain, or a fork switch. `first`, `last`: heights; `hashes`: of the blocks, in hexadecimal.

    `sha256` is over the rows, column by column; of a fork, over those that were orphaned, kept in `orphans`. Where a
    fork cuts a range in two, `kept_sha256` is over what is left of it.
    """

    chain: str
    kind: Kind
    first: int
    last: int
    hashes: tuple[str, ...]
    before: Counts
    after: Counts
    sha256: str
    source_sha256: str = ""
    orphans: str = ""
    kept_sha256: str = ""
    forks: int = 0
    """How many forks the chain has had by then: rows of the same number are the same rows only between two of them."""


def checked_id(chain_id: str) -> str:
    """BadInputError for what cannot name a chain."""
    if not _ID.fullmatch(chain_id):
        raise BadInputError(f"{chain_id!r} cannot name a chain", hint="letters, digits and -, such as btc")
    return chain_id


class Part(NamedTuple):
    """Rows between two counts, and what they have to give."""

    first: Counts
    last: Counts
    sha256: str


def standing(manifests: Iterable[Manifest]) -> list[Part]:
    """What the columns have to hold after all `manifests`, in order."""
    found: list[Part] = []
    for manifest in manifests:
        if manifest.kind is Kind.RANGE:
            found.append(Part(manifest.before, manifest.after, manifest.sha256))
            continue
        first = manifest.after
        while found and found[-1].last.blocks > manifest.after.blocks:
            first = found.pop().first
        if first.blocks < manifest.after.blocks:
            found.append(Part(first, manifest.after, manifest.kept_sha256))
    return found


class Chain:
    """The columns of one chain and its ranges in the ledger."""

    def __init__(
        self,
        home: Home,
        ledger: Ledger,
        chain_id: str,
        *,
        writing: bool = False,
        position: int | None = None,
        whole: bool = True,
    ) -> None:
        """Open `chain_id` (`btc`) as the ledger says it is now, or was at `position`.

        `writing`: to add to it; an unknown one is begun. Without it NotFoundError says that there is none. What was
        orphaned after `position` cannot be looked at any more: LedgerDamagedError says so, or, unless it has to be
        `whole`, it is opened without that.
        """
        self.id = checked_id(chain_id)
        self._ledger = ledger
        self._originals = Originals(home.originals)
        self._position = position
        private_folder(home.path / "transfers")
        self._folder = home.path / "transfers" / chain_id
        newest = deque(self._deliveries(), maxlen=1)
        if not newest and not writing:
            raise NotFoundError(f"no block of {chain_id} was read", hint="watchgate chain ingest")
        last = self._manifest(newest[0]) if newest else None
        counts = last.after if last is not None else Counts()
        self.forks = last.forks if last is not None else 0
        if position is not None:
            for later in self._orphaning(counts, newest[0].position if newest else 0):
                if whole:
                    raise LedgerDamagedError(
                        f"{self.id} has forked since: blocks {later.first} to {later.last} count no longer",
                        hint=f"their rows are kept in transfers/{self.id}/{later.orphans}",
                    )
                counts = later.after
        forked = last is not None and last.kind is Kind.FORK
        self.rows = opened_rows(chain_id, self._folder, counts, writing=writing, forks=self.forks, forked=forked)
        self._acknowledged = counts

    def manifests(self) -> Iterator[Manifest]:
        """All ranges and forks, in order."""
        for delivery in self._deliveries():
            yield self._manifest(delivery)

    def add(
        self, batch: Batch | AccountBatch, *, source_sha256: str = "", author: str | None = None, grade: Grade = GRADE
    ) -> Receipt:
        """Append a batch; durable, and a delivery, on return. BadInputError leaves all as it was.

        When the ledger did not say that it took the delivery, nobody knows whether the rows count: nothing more is
        added before the chain is opened again.
        """
        before = self.rows.counts
        if before != self._acknowledged:
            raise WatchgateError(f"the last range of {self.id} was not acknowledged", hint="start again")
        after = append_rows(self.rows, batch, self.id)
        self.rows.sync()
        manifest = Manifest(
            chain=self.id,
            kind=Kind.RANGE,
            first=int(batch.height[0]),
            last=int(batch.height[-1]),
            hashes=tuple(one.tobytes().hex() for one in batch.block_hash),
            before=before,
            after=after,
            sha256=digest(self.rows, before, after),
            source_sha256=source_sha256,
            forks=self.forks,
        )
        many = len(batch.tx_hash)
        receipt = self._deliver(
            manifest, f"blocks {manifest.first} to {manifest.last}, {many:,} transactions", author, grade
        )
        self._acknowledged = after
        return receipt

    def fork(self, height: int, *, author: str | None = None) -> Receipt | None:
        """The blocks above `height` no longer count: they are kept apart. None where there are none."""
        before, after = self.rows.counts, self.rows.counts_at(height)
        if before.blocks == after.blocks:
            return None
        hashes = tuple(one.tobytes().hex() for one in self.rows.view("block_hash")[after.blocks :])
        heights = self.rows.view("block_height")[after.blocks :]
        manifest = Manifest(
            chain=self.id,
            kind=Kind.FORK,
            first=int(heights[0]),
            last=int(heights[-1]),
            hashes=hashes,
            before=before,
            after=after,
            sha256=digest(self.rows, after, before),
            kept_sha256=self._left_of_a_range(after),
            orphans=self._keep_orphans(after, before, f"{int(heights[0])}-{hashes[-1][-16:]}-{self.forks + 1}"),
            forks=self.forks + 1,
        )
        receipt = self._deliver(
            manifest, f"fork: blocks {manifest.first} to {manifest.last} no longer count", author, GRADE
        )
        self.forks = manifest.forks
        self._acknowledged = after
        self.rows.cut(after, apart=True, forks=self.forks)
        self.rows.sync()
        return receipt

    def verify(self) -> list[str]:
        """What does not give its hash any more, one sentence each; empty when every row does."""
        heights = self.rows.view("block_height")
        return [
            f"{self.id}: blocks {heights[part.first.blocks]} to {heights[part.last.blocks - 1]} were changed on disk"
            for part in standing(self.manifests())
            if digest(self.rows, part.first, part.last) != part.sha256
        ]

    def close(self) -> None:
        """Keep the dictionaries, when they were written and every row counts, and give the files back."""
        if self.rows.columns and self.rows.counts == self._acknowledged:
            self.rows.keep_keys()
        self.rows.close()

    def _deliver(self, manifest: Manifest, note: str, author: str | None, grade: Grade) -> Receipt:
        sha256 = self._originals.keep(msgspec.json.encode(manifest))
        return self._ledger.append(
            Delivery(source=f"{CHAINS}{self.id}", grade=grade, file_sha256=sha256, author=author, note=note)
        )

    def _deliveries(self) -> Iterator[Delivery]:
        found = self._ledger.as_of(reader=SYSTEM, position=self._position).deliveries(f"{CHAINS}{self.id}")
        return filter(is_of_chain, found)

    def _orphaning(self, counts: Counts, position: int) -> Iterator[Manifest]:
        """The forks after `position` that took rows of these `counts`, or of what an earlier one had left of them."""
        blocks = counts.blocks
        for delivery in filter(is_of_chain, self._ledger.as_of(reader=SYSTEM).deliveries(f"{CHAINS}{self.id}")):
            if delivery.position > position:
                later = self._manifest(delivery)
                if later.kind is Kind.FORK and later.after.blocks < blocks:
                    blocks = later.after.blocks
                    yield later

    def _manifest(self, delivery: Delivery) -> Manifest:
        return manifest_of(self._originals, delivery)

    def _left_of_a_range(self, after: Counts) -> str:
        for part in standing(self.manifests()):
            if part.first.blocks < after.blocks < part.last.blocks:
                return digest(self.rows, part.first, after)
        return ""

    def _keep_orphans(self, after: Counts, before: Counts, name: str) -> str:
        private_folder(self._folder / "orphans")
        folder = self._folder / "orphans" / name
        private_folder(folder)
        for column in self.rows.columns:
            rows = self.rows.view(column)[rows_of(column, after) : rows_of(column, before)]
            with (folder / f"{column}.npy").open("wb") as file:
                np.save(file, rows, allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())
        return f"orphans/{name}"


def append_rows(rows: UtxoChain, batch: Batch | AccountBatch, chain_id: str) -> Counts:
    """Write a batch behind the rows of `chain_id`, not durable; BadInputError leaves them as they were."""
    if isinstance(rows, AccountChain) is not isinstance(batch, AccountBatch):
        raise BadInputError(f"{chain_id} is a chain of another kind", hint="--chain names the chain of the files")
    if isinstance(batch, AccountBatch):
        assert isinstance(rows, AccountChain)
        return append_moves(rows, batch)
    return append(rows, batch)


def is_of_chain(delivery: Delivery) -> bool:
    """Whether a delivery is a range of a chain or a fork: one with a manifest. Whoever says something under the name
    of a chain, which the ledger once took, says nothing of its rows."""
    return delivery.source.startswith(CHAINS) and delivery.file_sha256 is not None


def manifest_of(originals: Originals, delivery: Delivery) -> Manifest:
    """What a delivery of a chain says."""
    try:
        return msgspec.json.decode(originals.read(delivery.file_sha256 or ""), type=Manifest)
    except msgspec.MsgspecError as error:
        raise LedgerDamagedError(f"the manifest of delivery {delivery.position} cannot be read") from error


def digest(rows: UtxoChain, first: Counts, last: Counts) -> str:
    """sha256 over the rows between two counts, column by column; what is derived (spent_by) is left out, and memos
    where there are none: the columns came later than the first chains."""
    found = hashlib.sha256()
    for name in rows.columns:
        if name != "spent_by" and not (name.startswith("memo_") and first.memos == last.memos):
            part = np.ascontiguousarray(rows.view(name)[rows_of(name, first) : rows_of(name, last)])
            data = bytes_of(part)
            found.update(f"{name} {len(data)}\n".encode())
            for start in range(0, len(data), _CHUNK):
                found.update(data[start : start + _CHUNK])
    return found.hexdigest()


def chains(home: Path, ledger: Ledger, position: int | None = None) -> list[str]:
    """The ids of the chains that a home holds, or held at `position`."""
    folder = home / "transfers"
    found = sorted(one.name for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []
    snapshot = ledger.as_of(reader=SYSTEM, position=position)
    return [one for one in found if any(map(is_of_chain, snapshot.deliveries(f"{CHAINS}{one}")))]
