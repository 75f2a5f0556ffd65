"""The other side of the api bench: `python api_client.py URL BODIES COUNT CONNECTIONS`, in a process of its own.

Sends COUNT requests over CONNECTIONS kept-alive connections, one after the other on each: POST /match/default with the
lines of BODIES in turn, or GET /healthz where BODIES is `-`. Says the milliseconds of each and the seconds of all.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import msgspec


class Seen(msgspec.Struct, frozen=True):
    """`latencies_ms` of each request, in no order; `seconds` from the first to the last; `failed` without a 200."""

    latencies_ms: list[float]
    seconds: float
    failed: int


def run(url: str, bodies: list[bytes], count: int, connections: int) -> Seen:
    """Send them all; the first on each connection is not counted, it opens it."""
    place = urlsplit(url)

    def work(first: int) -> tuple[list[float], int]:
        connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
        latencies, failed = [], 0
        for number in range(first, count, connections):
            start = perf_counter()
            if bodies:
                body = bodies[number % len(bodies)]
                connection.request("POST", "/match/default", body, {"content-type": "application/json"})
            else:
                connection.request("GET", "/healthz")
            reply = connection.getresponse()
            reply.read()
            latencies.append((perf_counter() - start) * 1000)
            failed += reply.status != 200
        connection.close()
        return latencies[1:], failed

    with ThreadPoolExecutor(connections) as pool:
        start = perf_counter()
        parts = list(pool.map(work, range(connections)))
        seconds = perf_counter() - start
    return Seen([one for latencies, _ in parts for one in latencies], seconds, sum(failed for _, failed in parts))


if __name__ == "__main__":
    where, lines, requests, threads = sys.argv[1:]
    sent = [] if lines == "-" else Path(lines).read_bytes().splitlines()
    sys.stdout.buffer.write(msgspec.json.encode(run(where, sent, int(requests), int(threads))))
