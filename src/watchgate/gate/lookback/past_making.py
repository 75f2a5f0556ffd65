"""Making blocks of the past in several processes: each takes a block, and what it has made is kept before the next.

Ended at any instant it goes on with the blocks that are not there yet.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from watchgate.gate.history.history import History, open_history
from watchgate.gate.history.past_blocks import WIDTH, PastBlocks, block_of, last_act, last_row
from watchgate.gate.lookback.past_block import AnyBlock
from watchgate.gate.lookback.past_keeping import keep, made_by
from watchgate.gate.lookback.past_limits import Limits
from watchgate.gate.worker import begin_worker
from watchgate.risk.lasting import lasting

log = logging.getLogger("watchgate.lookback")

ENOUGH = 50_000
"""Rows from which on other processes are worth their start."""
AT_ONCE = 1 << 17
"""All of a block in one piece: what is one segment is searched in a third of the time of many small ones."""

Piece = tuple[type[AnyBlock], int]
Progress = Callable[[int, int], None]
"""(Rows taken in, of how many)."""


def make_missing(
    history: History, limits: Limits, kinds: Sequence[type[AnyBlock]], progress: Progress | None = None
) -> None:
    """Make all blocks of these kinds of which nothing whole is kept, where that is much."""
    pieces = dict(one for kind in kinds for one in _missing(history, limits, kind))
    if sum(pieces.values()) < ENOUGH:
        return
    total = sum(last_row(history, kind.what) for kind in kinds)
    done = total - sum(pieces.values())
    workers = min(len(os.sched_getaffinity(0)), len(pieces))
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=begin_worker)
    try:
        under_way = {pool.submit(make, history.folder.parent, piece, limits): piece for piece in pieces}
        for future in as_completed(under_way):
            future.result()
            done += pieces[under_way[future]]
            if progress is not None:
                progress(done, total)
    except BrokenProcessPool:
        log.warning("a process that read the past was ended; what is missing is made in this one")
    finally:
        pool.shutdown(cancel_futures=True)


def make(home: Path, piece: Piece, limits: Limits) -> bool:
    """Make one block and keep it; whether it was kept."""
    kind, number = piece
    history = open_history(home)
    try:
        acts = last_act(history)
        block = kind(number, limits)
        with lasting():
            while block.follow(history, AT_ONCE):
                pass
        return keep(block, PastBlocks(history), acts)
    finally:
        history.close()


def _missing(history: History, limits: Limits, kind: type[AnyBlock]) -> Iterator[tuple[Piece, int]]:
    """The blocks that are not kept, each with how many rows it may have."""
    last = last_row(history, kind.what)
    kept = PastBlocks(history).numbers(kind.what, made_by(limits))
    for number in range(block_of(kind.what, last) + 1 if last else 0):
        if number not in kept:
            yield (kind, number), min(WIDTH[kind.what], last - number * WIDTH[kind.what])
