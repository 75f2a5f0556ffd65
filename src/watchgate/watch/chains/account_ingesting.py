"""Files of an account chain into its columns: all files of a call belong together, one report for them all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.transfers.account_batch import AccountBatch
from watchgate.ledger.transfers.heights import height_of
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.ranges import Chain, append_rows
from watchgate.ledger.transfers.rehearsal import rehearsing
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError
from watchgate.model.grade import Grade
from watchgate.watch.chains.ingesting import Ingested, naming, sha256_of
from watchgate.watch.chains.progress import Tell, silent


def accounts_ingested(
    ledger: Ledger,
    home: Path,
    chain_id: str,
    files: Sequence[Path],
    *,
    partial: bool,
    fork: int | None,
    grade: Grade,
    digits: Callable[[str], int | None],
    author: str | None = None,
    tell: Tell = silent,
) -> Ingested:
    """Read `files` together and add their blocks; blocks that are there already are passed over. As `ingested`."""
    from watchgate.watch.chains.account_blocks import batches
    from watchgate.watch.chains.explorer_exports import recognises

    if "-" not in chain_id and (export := next((path for path in files if recognises(path)), None)) is not None:
        raise BadInputError(
            f"is what an explorer shows of one address, a part of {chain_id}",
            where=str(export),
            hint=f"a case of its own: --chain {chain_id}-NAME",
        )
    source = _sha256_of_all(files)
    coin = chain_id.partition("-")[0]
    chain = Chain(Home(home), ledger, chain_id, writing=True)
    try:
        name = str(files[0]) if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"
        with naming(name):
            unused: list[str] = []
            found = batches(
                files,
                coin,
                partial=partial,
                unused=lambda path: unused.append(str(path)),
                digits=digits,
            )
            blocks = transactions = passed = done = 0
            position = ledger.head().position
            if fork is not None and (branch := list(found)):
                _check_branch(branch[0], fork)
                with rehearsing(chain, fork) as rows:
                    _rehearse(rows, branch, chain_id)
                chain.fork(fork, author=author)
                found = iter(branch)
            for whole in found:
                batch, there = new_blocks(chain.rows, chain_id, whole)
                passed += there
                if batch is not None:
                    position = chain.add(batch, source_sha256=source, author=author, grade=grade).position
                    blocks += len(batch.height)
                    transactions += len(batch.tx_hash)
                done += len(whole.height)
                tell(done, None, f"block {height_of(chain)}")
        return Ingested(
            path=name,
            chain=chain_id,
            blocks=blocks,
            transactions=transactions,
            passed_over=passed,
            position=position,
            unused=tuple(unused),
        )
    finally:
        chain.close()


def new_blocks(rows: UtxoChain, chain_id: str, batch: AccountBatch) -> tuple[AccountBatch | None, int]:
    """The batch without the blocks that are there already, and how many those are.

    Refused is what would be lost: another block of the same height, blocks below those that are there and were never
    read, transactions that a stored block lacks, moves that a stored transaction lacks."""
    stored = rows.view("block_height")
    there = int((batch.height <= stored[-1]).sum()) if len(stored) else 0
    place = np.searchsorted(stored, batch.height[:there])
    for at, height in enumerate(batch.height[:there]):
        if stored[place[at]] != height:
            raise BadInputError(
                f"block {int(height)} comes when block {int(stored[-1])} is there already, and it was never read",
                hint=_again(chain_id, int(height), "blocks are ingested in ascending order", "all above it again"),
            )
        known, said = rows.view("block_hash")[place[at]], batch.block_hash[at]
        if known.any() and said.any() and (known != said).any():
            raise BadInputError(
                f"block {int(height)} is {said.tobytes().hex()} here and another one in the chain",
                hint=f"if the chain has forked: --fork {int(height) - 1}",
            )
    txs = int(batch.block_end[there - 1]) if there else 0
    lacking = np.flatnonzero(rows.hash_keys.find(batch.tx_hash[:txs]) == ABSENT)
    if len(lacking):
        block = int(batch.height[np.searchsorted(batch.block_end, lacking[0], "right")])
        raise BadInputError(
            f"block {block} is there without transaction {batch.tx_hash[lacking[0]].tobytes().hex()}",
            hint=_again(chain_id, block, "files of the same blocks are read together", "all of them"),
        )
    if txs:
        _no_move_lost(rows, chain_id, batch, txs, int(place[0]), int(place[there - 1]))
    return (batch.after(there) if there < len(batch.height) else None), there


def _no_move_lost(rows: UtxoChain, chain_id: str, batch: AccountBatch, txs: int, first: int, last: int) -> None:
    """Of each transaction that is there, as many moves are there as the files say: the columns take no more of it."""
    ends = rows.view("block_end")
    sent = rows.view("tx_sent")[int(ends[first - 1]) if first else 0 : int(ends[last])]
    known, there = np.unique(sent[sent != ABSENT], return_counts=True)
    counts = dict(zip(known.tolist(), there.tolist(), strict=True))
    said = np.diff(batch.tx_end[:txs], prepend=0).tolist()
    for at, sent_row in enumerate(rows.hash_keys.find(batch.tx_hash[:txs]).tolist()):
        if said[at] > counts.get(sent_row, 0):
            block = int(batch.height[np.searchsorted(batch.block_end, at, "right")])
            raise BadInputError(
                f"block {block} is there with {counts.get(sent_row, 0)} moves of transaction "
                f"{batch.tx_hash[at].tobytes().hex()}, and {said[at]} are here",
                hint=_again(chain_id, block, "files of the same blocks are read together", "all of them"),
            )


def _again(chain_id: str, block: int, rule: str, what: str) -> str:
    """What to do where a block came too late: of a case, which is small, all of it is read again."""
    if "-" in chain_id:
        return f"all files of a case are read together: --fork 0, and all of {chain_id} again"
    return f"{rule}: --fork {block - 1}, then {what}"


def _rehearse(rows: UtxoChain, branch: Sequence[AccountBatch], chain_id: str) -> None:
    """All of the other branch fits behind `rows`; BadInputError says what does not, before a block is let go for it."""
    for whole in branch:
        batch, _ = new_blocks(rows, chain_id, whole)
        if batch is not None:
            append_rows(rows, batch, chain_id)


def _check_branch(batch: AccountBatch, fork: int) -> None:
    """The other branch is there and can be read, before a block is let go for it."""
    if int(batch.height[-1]) <= fork:
        raise BadInputError(
            f"the files end with block {int(batch.height[-1])}, and blocks up to {fork} are to stay",
            hint="--fork names the last block that both branches have",
        )


def _sha256_of_all(files: Sequence[Path]) -> str:
    """Of one file; of several, over their own, in order."""
    each = [sha256_of(path) for path in files]
    return each[0] if len(each) == 1 else hashlib.sha256("\n".join(each).encode()).hexdigest()
