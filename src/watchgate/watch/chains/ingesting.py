"""Files of blocks into a chain, one report each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import numpy as np

from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.transfers.accounts import is_account_chain
from watchgate.ledger.transfers.batch import Batch
from watchgate.ledger.transfers.heights import height_of
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.ranges import Chain, append_rows
from watchgate.ledger.transfers.rehearsal import rehearsing
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError
from watchgate.model.grade import Grade
from watchgate.watch.chains.progress import Tell, silent


class Ingested(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file. `unused`: files beside it that are known and of which nothing is made."""

    path: str
    chain: str
    blocks: int
    transactions: int
    passed_over: int
    position: int
    unused: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """For people."""
        before = f", {self.passed_over:,} blocks were there already" if self.passed_over else ""
        beside = f"; passed over, nothing is made of it: {', '.join(self.unused)}" if self.unused else ""
        return (
            f"{self.path}: {self.blocks:,} blocks, {self.transactions:,} transactions into {self.chain}{before}; "
            f"position {self.position}{beside}"
        )


def ingested(
    ledger: Ledger,
    home: Path,
    chain_id: str,
    paths: Sequence[Path],
    *,
    partial: bool,
    fork: int | None,
    grade: Grade,
    digits: Callable[[str], int | None],
    height: int | None = None,
    author: str | None = None,
    tell: Tell = silent,
) -> Iterator[Ingested]:
    """Each file in turn; a file that cannot be read leaves nothing of itself behind its last whole batch.

    `digits`: says of a contract how many digits its verified token has, None where it is on no list. `height`: of the
    first block of files that do not say it (raw ones). `author`: who asked for it.
    """
    if is_account_chain(chain_id):
        from watchgate.watch.chains.account_ingesting import accounts_ingested

        yield accounts_ingested(
            ledger,
            home,
            chain_id,
            list(files_of(paths)),
            partial=partial,
            fork=fork,
            grade=grade,
            digits=digits,
            author=author,
            tell=tell,
        )
        return
    chain = Chain(Home(home), ledger, chain_id, writing=True)
    try:
        files = list(files_of(paths))
        if fork is not None:
            _check_branch(files, chain_id, height, fork, partial=partial)
            with rehearsing(chain, fork) as rows:
                _rehearse(rows, files, chain_id, height, partial=partial)
            chain.fork(fork, author=author)
        for done, path in enumerate(files):
            blocks = transactions = passed = 0
            position = ledger.head().position
            source = sha256_of(path)
            with naming(str(path)):
                for whole in _batches(path, chain_id, height, partial=partial):
                    height = int(whole.height[-1]) + 1
                    tell(done, len(files), f"block {height_of(chain)}")
                    batch, there = _new_blocks(chain.rows, whole)
                    passed += there
                    if batch is not None:
                        position = chain.add(batch, source_sha256=source, author=author, grade=grade).position
                        blocks += len(batch.height)
                        transactions += len(batch.tx_hash)
            tell(done + 1, len(files), f"block {height_of(chain)}")
            yield Ingested(
                path=str(path),
                chain=chain_id,
                blocks=blocks,
                transactions=transactions,
                passed_over=passed,
                position=position,
            )
    finally:
        chain.close()


@contextmanager
def naming(files: str) -> Iterator[None]:
    """An error that says which block or transaction cannot be says of which file as well."""
    try:
        yield
    except BadInputError as error:
        if error.where or type(error) is not BadInputError:
            raise
        raise BadInputError(error.message, where=files, hint=error.hint) from error


def _new_blocks(rows: UtxoChain, batch: Batch) -> tuple[Batch | None, int]:
    """The batch without the blocks that are there already, and how many those are.

    Another block of the same height is refused, and so is what would be lost: blocks below those that are there,
    transactions that a stored block lacks."""
    stored = rows.view("block_height")
    if not len(stored) or batch.height[0] > stored[-1]:
        return batch, 0
    place = np.searchsorted(stored, batch.height)
    for at, height in enumerate(batch.height):
        if place[at] >= len(stored):
            continue
        if stored[place[at]] != height:
            raise BadInputError(
                f"block {int(height)} comes when block {int(stored[-1])} is there already, and it was never read",
                hint=f"blocks are ingested in ascending order: --fork {int(height) - 1}, then all above it again",
            )
        if (rows.view("block_hash")[place[at]] != batch.block_hash[at]).any():
            raise BadInputError(
                f"block {int(height)} is {batch.block_hash[at].tobytes().hex()} here and another one in the chain",
                hint=f"if the chain has forked: --fork {int(height) - 1}",
            )
    there = int((batch.height <= stored[-1]).sum())
    passed = batch.tx_hash[: int(batch.block_end[there - 1])] if there else batch.tx_hash[:0]
    new = np.flatnonzero(rows.hash_keys.find(passed) == ABSENT)
    if len(new):
        block = int(batch.height[np.searchsorted(batch.block_end, new[0], "right")])
        raise BadInputError(
            f"block {block} is there without transaction {passed[new[0]].tobytes().hex()}",
            hint=f"a selection is read at once, or: --fork {block - 1}, then all of it again",
        )
    return (batch.after(there) if there < len(batch.height) else None), there


def _check_branch(files: Sequence[Path], chain_id: str, height: int | None, fork: int, *, partial: bool) -> None:
    """The other branch is there and can be read, before a block is let go for it."""
    for path in files[:1]:
        for batch in _batches(path, chain_id, height, partial=partial):
            if int(batch.height[-1]) <= fork:
                raise BadInputError(
                    f"ends with block {int(batch.height[-1])}, and blocks up to {fork} are to stay",
                    where=str(path),
                    hint="--fork names the last block that both branches have",
                )
            return


def _rehearse(rows: UtxoChain, files: Sequence[Path], chain_id: str, height: int | None, *, partial: bool) -> None:
    """All of the other branch fits behind `rows`; BadInputError says what does not, before a block is let go for it."""
    for path in files:
        with naming(str(path)):
            for whole in _batches(path, chain_id, height, partial=partial):
                height = int(whole.height[-1]) + 1
                batch, _ = _new_blocks(rows, whole)
                if batch is not None:
                    append_rows(rows, batch, chain_id)


def _batches(path: Path, chain_id: str, height: int | None, *, partial: bool) -> Iterator[Batch]:
    from watchgate.watch.chains import bitcoin_etl, raw_blocks

    if not path.is_file():
        raise BadInputError("is not a file", where=str(path))
    if bitcoin_etl.recognises(path):
        return bitcoin_etl.read(path, partial=partial)
    if height is None:
        raise BadInputError(
            "is neither Parquet nor JSON lines of transactions",
            where=str(path),
            hint="a raw block does not say its height: --height 840000; a chain of accounts is named: --chain eth",
        )
    undo = path.with_name(f"{path.stem}-undo{path.suffix}")
    return raw_blocks.read(path, chain_id, height, undo if undo.is_file() else None)


def files_of(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and those of folders by the numbers in their names."""
    from watchgate.watch.chains.bitcoin_etl import NAMES

    for path in paths:
        if path.is_dir():
            wanted = (*NAMES, ".csv", ".raw", ".dat")
            found = [one for one in path.rglob("*") if one.is_file() and one.name.endswith(wanted)]
            found = [one for one in found if not any(part.startswith(".") for part in one.relative_to(path).parts)]
            found.sort(key=_by_number)
            found = [one for one in found if not one.stem.endswith("-undo")]
            if not found:
                raise BadInputError("holds no file of transactions", where=str(path), hint=", ".join(wanted))
            yield from found
        else:
            yield path


def _by_number(path: Path) -> list[tuple[int, str]]:
    """Order in which 9 comes before 10: exporters name files after heights."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]{1,18})", str(path))]


def sha256_of(path: Path) -> str:
    """Of a file, in hexadecimal; empty where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
