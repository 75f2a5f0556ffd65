"""Clustering beside graphsense-clustering and scipy, which run in an isolated environment on the same inputs."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np

from harness import Result
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.clusters import clusters

PEERS = ("graphsense-clustering==0.2.0", "scipy", "pyarrow", "numpy")
TIMEOUT_S = 1_800


def clustering_results(chain: UtxoChain, full: bool) -> list[Result]:
    """Inputs of multi-input transactions a second, ratios, and whether the components are the same."""
    tx_in, in_out, out_address = chain.view("tx_in"), chain.view("in_out"), chain.view("out_address")
    counts = np.diff(tx_in)
    multi = np.repeat(counts > 1, counts)
    addresses = out_address[in_out[multi]]
    apart = np.zeros(chain.counts.transactions, np.uint8)
    found = clusters(chain, apart)
    spent: list[float] = []
    for _ in range(3):
        begun = time.process_time()
        found = clusters(chain, apart)
        spent.append(time.process_time() - begun)
    ours = min(spent)
    rate = Result(
        measure="clustering, flattening included",
        value=round(len(addresses) / ours / 1e6, 1),
        unit="M inputs/CPU s",
        target=25.0,
        note=f"{len(addresses):,} inputs of multi-input transactions, "
        f"{len(found.parent) - len(found.log_tx):,} components",
    )
    with tempfile.TemporaryDirectory() as folder:
        np.save(Path(folder) / "offsets.npy", np.concatenate(([0], np.cumsum(counts[counts > 1]))))
        np.save(Path(folder) / "addresses.npy", addresses)
        answer = _peers(Path(folder), chain.counts.addresses)
        if isinstance(answer, str):
            return [rate, Result(measure="peers of clustering", value=0, unit="", note=answer)]
        theirs = np.load(Path(folder) / "graphsense.npy")[: len(found.parent)]
    graphsense, scipy = answer["graphsense"]["cpu_s"], answer["scipy"]["cpu_s"]
    return [
        rate,
        Result(
            measure="times graphsense-clustering",
            value=round(graphsense / ours, 2),
            unit="x CPU",
            target=1.0,
            against=f"graphsense-clustering 0.2.0, Arrow path, mapping included: {graphsense:.2f} CPU s, "
            f"{answer['graphsense']['wall_s']:.2f} s by the clock; ours {ours:.2f}",
        ),
        Result(
            measure="times scipy connected_components",
            value=round(scipy / ours, 2),
            unit="x CPU",
            target=4.0,
            against=f"scipy, building included: {scipy:.2f} CPU s",
        ),
        Result(
            measure="addresses in another cluster than graphsense-clustering says",
            value=int((theirs != found.parent).sum()),
            unit="",
            target=0,
            at_most=True,
        ),
    ]


def _peers(folder: Path, most: int) -> dict[str, dict[str, float]] | str:
    """What the peers took; a sentence where they cannot be had. WATCHGATE_CHAIN_PEER_PYTHON names an interpreter."""
    given = os.environ.get("WATCHGATE_CHAIN_PEER_PYTHON")
    launcher = ["uv", "run", "--isolated", "--no-project", *(f"--with={one}" for one in PEERS), "python"]
    command = [*([given] if given else launcher), str(Path(__file__).parent / "peers" / "clustering.py")]
    try:
        run = subprocess.run([*command, str(folder), str(most)], capture_output=True, timeout=TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        return f"not measured: {error}"
    found: dict[str, dict[str, float]] = msgspec.json.decode(run.stdout)
    return found
