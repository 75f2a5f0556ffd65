"""The peer, in its own environment: nomenklatura's logic-v2, scoring pairs that are handed to it.

Run by `peer.py` with an interpreter that has nomenklatura 4.17.4 (it needs PyICU, which is built from source). Reads
one JSON object from standard input, writes one to standard output:

    {"parties": {id: {"schema", "names", "birth_dates", "countries"}}, "pairs": [[query id, candidate id], ...]}
    {"version", "first_compare_s", "seconds": [per pair], "scores": [per pair]}

Only `compare` is timed: no retrieval, no parsing, so the peer is shown faster than it is in service. Every party gets
an id of its own, because nomenklatura caches its analysis of names by id.
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
        _entity("warm-a", {"schema": "Person", "names": ["Jane Doe"]}),
        _entity("warm-b", {"schema": "Person", "names": ["Jan Dow"]}),
    )
    start = time.perf_counter()
    algorithm.compare(*warm_up, config)
    first_compare = time.perf_counter() - start
    seconds: list[float] = []
    scores: list[float] = []
    for query, candidate in given["pairs"]:
        start = time.perf_counter()
        scores.append(algorithm.compare(parties[query], parties[candidate], config).score)
        seconds.append(time.perf_counter() - start)
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
    properties = {"name": party["names"]}
    if party.get("birth_dates") and party["schema"] == "Person":
        properties["birthDate"] = party["birth_dates"]
    if party.get("countries"):
        properties["country"] = party["countries"]
    return model.get_proxy({"id": key, "schema": party["schema"], "properties": properties})


if __name__ == "__main__":
    main()
