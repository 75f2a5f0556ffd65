"""Peers of clustering, in their own environment: graphsense-clustering (Arrow path) and scipy, on the same inputs.

Reads `offsets.npy` and `addresses.npy` (the addresses of multi-input transactions, flat) from the folder given and
prints one JSON line: CPU and wall seconds, components, and where the mapping is written for comparison.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

folder = Path(sys.argv[1])
offsets = np.load(folder / "offsets.npy")
addresses = np.load(folder / "addresses.npy")
most = int(sys.argv[2])
answer = {}

import pyarrow as pa  # noqa: E402
from gs_clustering import Clustering  # noqa: E402

lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(addresses, pa.uint32()))
wall, cpu = time.perf_counter(), time.process_time()
clustering = Clustering(max_address_id=most)
clustering.process_transactions_arrow(lists)
fed = time.process_time() - cpu
mapping = clustering.get_mapping()
answer["graphsense"] = {
    "cpu_s": time.process_time() - cpu,
    "fed_cpu_s": fed,
    "wall_s": time.perf_counter() - wall,
}
np.save(folder / "graphsense.npy", mapping.column(1).to_numpy())

from scipy.sparse import coo_matrix  # noqa: E402
from scipy.sparse.csgraph import connected_components  # noqa: E402

cpu = time.process_time()
counts = np.diff(offsets)
first = np.repeat(addresses[offsets[:-1]], counts)
graph = coo_matrix((np.ones(len(addresses), np.uint8), (first, addresses)), shape=(most + 1, most + 1)).tocsr()
many, _ = connected_components(graph, directed=False)
answer["scipy"] = {"cpu_s": time.process_time() - cpu, "components": int(many)}
print(json.dumps(answer))
