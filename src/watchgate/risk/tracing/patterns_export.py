"""Patterns for other programs: a table with a line for each transaction of each, and a graph of patterns, transactions
and the other ends of bridges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from watchgate.risk.tracing.graph import Link, graphml, table
from watchgate.risk.tracing.patterns import Patterns

_COLUMNS = (
    *("chain", "start", "pattern", "kind", "grade", "why", "statement", "units", "asset", "decimals", "first", "last"),
    *("part", "place", "transaction", "on_chain", "address", "end_grade", "end_why", "end_units", "end_asset"),
    "position",
)
_OF_NODES = dict.fromkeys(("kind", "grade", "why", "statement", "chain"), "string")
_OF_NODES |= {"units": "long", "first": "long", "last": "long"}
_OF_EDGES = {"part": "string", "place": "int", "grade": "string", "why": "string", "units": "long", "asset": "string"}
TRANSACTION, OTHER_END = "transaction", "other end"


def patterns_csv(found: Patterns) -> str:
    """One line a transaction (`part`: transaction, in its `place`) and one for each other end of a bridge; `pattern`
    numbers the patterns from 1. `first`, `last`: seconds of the blocks (Unix time)."""
    return table(_COLUMNS, _rows(found))


def patterns_graphml(found: Patterns) -> str:
    """From each pattern to its transactions, in order, and to the other ends of bridges."""
    nodes: dict[str, Mapping[str, object]] = {}
    links = []
    for number, one in enumerate(found.patterns, 1):
        node = f"{number} {one.kind}"
        nodes[node] = {
            **{name: getattr(one, name) for name in ("kind", "grade", "why", "statement", "first", "last")},
            "units": one.satoshi,
            "chain": found.chain,
        }
        for place, transaction in enumerate(one.transactions, 1):
            nodes.setdefault(transaction, {"kind": TRANSACTION, "chain": found.chain})
            links.append(Link(node, transaction, {"part": TRANSACTION, "place": place}))
        for end in one.ends:
            target = f"{end.chain}:{end.transaction}"
            nodes.setdefault(target, {"kind": TRANSACTION, "chain": end.chain})
            said = {name: getattr(end, name) for name in ("grade", "why", "units", "asset")}
            links.append(Link(node, target, {"part": OTHER_END, **said}))
    return graphml(nodes, links, of_nodes=_OF_NODES, of_links=_OF_EDGES)


def _rows(found: Patterns) -> Iterator[Mapping[str, object]]:
    for number, one in enumerate(found.patterns, 1):
        base = {
            **{name: getattr(one, name) for name in ("kind", "grade", "why", "statement", "first", "last")},
            **{name: getattr(found, name) for name in ("chain", "start", "asset", "decimals", "position")},
            "pattern": number,
            "units": one.satoshi,
        }
        for place, transaction in enumerate(one.transactions, 1):
            yield {
                **base,
                "part": TRANSACTION,
                "place": place,
                "transaction": transaction,
                "on_chain": found.chain,
            }
        for place, end in enumerate(one.ends, 1):
            yield {
                **base,
                "part": OTHER_END,
                "place": place,
                "transaction": end.transaction,
                "on_chain": end.chain,
                "address": end.address,
                "end_grade": end.grade,
                "end_why": end.why,
                "end_units": end.units,
                "end_asset": end.asset,
            }
