"""The peer, in its own environment: nomenklatura's logic-v2, scoring pairs that are handed to it.

Run by `peer.py` with an interpreter that has nomenklatura 4.17.4 (it needs PyICU, which is built from source). Reads
one JSON object from standard input, writes one to standard output:

    {"parties": {id: {"schema", "properties"}}, "pairs": [[query id, candidate id], ...]}
    {"version", "first_compare_s", "seconds": [per pair], "scores": [per pair]}

A party has the properties of FollowTheMoney that a list has of it; those that its schema does not have are left out.
Only `compare` is timed, in processor time as the engine's queries are: no retrieval, no parsing, so the peer is shown
faster than it is in service. Every party gets an id of its own: nomenklatura caches its analysis of names by id.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import nomenklatura  # type: ignore[import-not-found,unused-ignore]
from followthemoney import model  # type: ignore[import-not-found,unused-ignore]
from nomenklatura.matching import get_algorithm  # type: ignore[import-not-found,unused-ignore]


def main() -> None:
    """Score what stands on standard input."""
    given = json.load(sys.stdin)
    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()
    parties = {key: _entity(key, party) for key, party in given["parties"].items()}
    warm_up = (
        _entity("warm-a", {"schema": "Person", "properties": {"name": ["Jane Doe"]}}),
        _entity("warm-b", {"schema": "Person", "properties": {"name": ["Jan Dow"]}}),
    )
    start = time.perf_counter()
    algorithm.compare(*warm_up, config)
    first_compare = time.perf_counter() - start
    seconds: list[float] = []
    scores: list[float] = []
    for query, candidate in given["pairs"]:
        start = time.process_time()
        scores.append(algorithm.compare(parties[query], parties[candidate], config).score)
        seconds.append(time.process_time() - start)
    json.dump(
        {
            "version": nomenklatura.__version__,
            "first_compare_s": first_compare,
            "seconds": seconds,
            "scores": scores,
        },
        sys.stdout,
    )


def _entity(key: str, party: dict[str, Any]) -> Any:
    known = model.get(party["schema"]).properties
    properties = {name: values for name, values in party["properties"].items() if name in known}
    return model.get_proxy({"id": key, "schema": party["schema"], "properties": properties})


if __name__ == "__main__":
    main()
