"""An ingest that is killed, and files that cannot be: what is lost, repeated or changed by them (nothing may be).

Killed: a process that adds a seeded chain block by block is ended by SIGKILL at random moments and begun again; in the
end every column is compared with those of an ingest that nobody disturbed. Refused: each file comes to a chain that has
blocks; the error has to name the file and the row, line, block or transaction (of a file that is
cut off: the file), and the rows have to be those of before.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from chains_refused_files import FORMS, TRUNCATED
from harness import Result
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.errors import BadInputError
from watchgate.risk.exposure.assets import digits_of
from watchgate.watch.chains.ingesting import ingested

TESTS = Path(__file__).resolve().parents[1] / "tests"
SEED, BLOCKS, KILLS = 7, 400, 6
PLACE = re.compile(r"\b(row|line|block|transaction)\b")
CHILD = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[2], sys.argv[3]]
from chains_refusals import add_blocks
add_blocks(Path(sys.argv[1]), told=True)
"""


def refusal_results() -> list[Result]:
    """Both parts."""
    if str(TESTS) not in sys.path:
        sys.path.append(str(TESTS))
    return [*_killed(), *_refused()]


def add_blocks(home: Path, *, told: bool) -> None:
    """The seeded chain from the block on that is missing; `told`: each block that is durable is printed."""
    from support.utxo_chains import random_blocks

    blocks = random_blocks(Random(SEED), blocks=BLOCKS)
    ledger = open_ledger(home)
    chain = Chain(Home(home), ledger, "btc", writing=True)
    if told:
        print("ready", flush=True)
    while (at := chain.rows.counts.blocks) < BLOCKS:
        chain.add(blocks.batch(at, at + 1, values=False))
        if told:
            print(at + 1, flush=True)
    chain.close()
    ledger.close()


def _killed() -> list[Result]:
    random, acknowledged, lost = Random(SEED), 0, 0
    with tempfile.TemporaryDirectory(prefix="watchgate-bench-killed-") as folder:
        killed, whole = Path(folder) / "killed", Path(folder) / "whole"
        for _ in range(KILLS):
            child = subprocess.Popen(
                [sys.executable, "-c", CHILD, str(killed), str(TESTS), str(Path(__file__).parent)],
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ},
            )
            assert child.stdout is not None
            child.stdout.readline()
            said = [child.stdout.readline() for _ in range(random.randint(1, 20))]
            time.sleep(random.random() * 0.01)
            child.send_signal(signal.SIGKILL)
            said += child.stdout.read().split()
            child.stdout.close()
            child.wait()
            acknowledged = max([acknowledged, *(int(one) for one in said if one.strip())])
            lost += max(0, acknowledged - _blocks_of(killed))
        between = _blocks_of(killed)
        add_blocks(killed, told=False)
        add_blocks(whole, told=False)
        other = float(len(_other_columns(killed, whole)))
    note = f"{KILLS} times killed within {between} of {BLOCKS} blocks, then to the end"
    return [
        Result(measure="killed ingest: durable blocks lost", value=lost, unit="", target=0.0, at_most=True, note=note),
        Result(
            measure="killed ingest: columns other than of an undisturbed one",
            value=other,
            unit="",
            target=0.0,
            at_most=True,
            note="every column, row by row: nothing missing, nothing twice; manifests verified",
        ),
    ]


def _blocks_of(home: Path) -> int:
    ledger = open_ledger(home)
    chain = Chain(Home(home), ledger, "btc")
    found = chain.rows.counts.blocks
    chain.close()
    ledger.close()
    return found


def _other_columns(left: Path, right: Path) -> list[str]:
    """Names of columns that differ, and what a manifest says of damage."""
    ledgers = [open_ledger(one) for one in (left, right)]
    one, two = (Chain(Home(home), ledger, "btc") for home, ledger in zip((left, right), ledgers, strict=True))
    found = [name for name in one.rows.columns if not np.array_equal(one.rows.view(name), two.rows.view(name))]
    found += [str(damage) for damage in (*one.verify(), *two.verify())]
    for chain, ledger in zip((one, two), ledgers, strict=True):
        chain.close()
        ledger.close()
    return found


def _refused() -> list[Result]:
    named = unchanged = many = 0
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="watchgate-bench-refused-") as folder:
        for form in FORMS:
            for kind in form.kinds:
                home = Path(folder) / f"{form.name}-{kind}"
                home.mkdir()
                ledger = open_ledger(home)
                chain_id = form.chain
                list(ingested(ledger, home, chain_id, [form.good(home)], digits=digits_of(chain_id), **USUAL))
                before = _state(home, ledger, chain_id)
                path = form.bad(home, kind)
                said = ""
                try:
                    list(ingested(ledger, home, chain_id, [path], digits=digits_of(chain_id), **USUAL))
                except BadInputError as error:
                    said = str(error)
                many += 1
                if path.name in said and (kind == TRUNCATED or PLACE.search(said)):
                    named += 1
                else:
                    missed.append(f"{form.name} {kind}: {said or 'accepted'}")
                unchanged += _state(home, ledger, chain_id) == before
                ledger.close()
    note = (
        f"{', '.join(form.name for form in FORMS)}: truncated, wrong hash, type and order, twice, negative, too large"
    )
    return [
        Result(
            measure="bad files refused by file and place",
            value=named,
            unit=f"of {many}",
            target=many,
            note=f"{note}; not: {'; '.join(missed)}" if missed else note,
        ),
        Result(measure="bad files that left the rows as they were", value=unchanged, unit=f"of {many}", target=many),
    ]


USUAL: dict[str, Any] = {"partial": True, "fork": None, "grade": "B2"}


def _state(home: Path, ledger: Any, chain_id: str) -> tuple[Any, ...]:
    chain = Chain(Home(home), ledger, chain_id)
    found = (chain.rows.counts, ledger.head().position, tuple(chain.verify()))
    chain.close()
    return found
