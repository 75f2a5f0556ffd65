"""Names: queries a second on all lists, beside logic-v2 scoring its candidates in the same run."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache

from msgspec.structs import replace

from harness import Result, percentile
from names_alerts import index
from names_corpus import parties
from names_sets import THRESHOLD
from peers.peer import NOMENKLATURA, logic_v2
from watchgate.model.party import Name, Party

PEER_QUERIES = 40
CANDIDATES = 42
"""At most so many a query: what a search engine's index handed to logic-v2 on average on lists of this size."""


def speed(queries: Sequence[Party]) -> list[Result]:
    """Our queries one by one on one core; the peer's on the first of them, `compare` only, retrieval given for free."""
    index().query(replace(queries[0], names=()), THRESHOLD)  # building the index is measured by itself
    index().query(replace(queries[0], names=(Name("warm up"),)), THRESHOLD)
    took = [_timed(query) for query in queries]
    mean = sum(took) / len(took)
    results = [
        Result(
            measure="queries a CPU second on all lists, no word asked before",
            value=round(1 / mean, 1),
            unit="1/s",
            target=1_500,
            note="the bar is stated for 1 M names; all lists have a tenth of that",
        ),
        Result(measure="query p50, CPU", value=round(percentile(took, 0.5) * 1000, 2), unit="ms"),
        Result(measure="query p99, CPU", value=round(percentile(took, 0.99) * 1000, 2), unit="ms"),
    ]
    peer = _peer_mean(queries[:PEER_QUERIES])
    if isinstance(peer, str):
        return [*results, Result(measure="times as fast as logic-v2", value=0, unit="x", target=150, note=peer)]
    ours = sum(took[:PEER_QUERIES]) / PEER_QUERIES
    return [
        *results,
        Result(
            measure="times as fast as logic-v2",
            value=round(peer / ours, 1),
            unit="x",
            target=150,
            against=f"{NOMENKLATURA} logic-v2, {CANDIDATES} candidates a query: {1 / peer:.1f}/s",
            ratio=round(peer / ours, 1),
            note=f"the same {PEER_QUERIES} queries, same machine, same run",
        ),
    ]


def _timed(query: Party) -> float:
    began = time.process_time()
    index().query(query, THRESHOLD)
    return time.process_time() - began


def _peer_mean(queries: Sequence[Party]) -> float | str:
    """Seconds a query; or why the peer was not measured."""
    known = {party.id: party for party in parties()}
    asked = {f"query-{number}": replace(query, id=f"query-{number}") for number, query in enumerate(queries)}
    pairs = [(key, candidate) for key, query in asked.items() for candidate in _retrieved(query)]
    answer = logic_v2(asked | {key: known[key] for _, key in pairs}, pairs)
    return answer if isinstance(answer, str) else sum(answer.seconds) / len(queries)


def _retrieved(query: Party) -> list[str]:
    """What a search engine would hand over: the parties that share most with the query, rare words counting more."""
    holders = _holders()
    found: Counter[str] = Counter()
    for word in _words(query):
        for party_id in holders.get(word, ()):
            found[party_id] += 1_000_000 // len(holders[word])
    return [party_id for party_id, _ in sorted(found.items(), key=lambda one: (-one[1], one[0]))[:CANDIDATES]]


@cache
def _holders() -> dict[str, list[str]]:
    holders: dict[str, list[str]] = defaultdict(list)
    for party in parties():
        for word in sorted(_words(party)):
            holders[word].append(party.id)
    return holders


def _words(party: Party) -> set[str]:
    return {word for name in party.names for word in re.findall(r"\w+", name.text.casefold())}
