"""Flows and clusters for other programs: GraphML (Gephi, yEd, networkx) and CSV (spreadsheets)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from watchgate.risk.tracing.graph import Link, graphml, table


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """From one address to another, by a transaction. `end`: how the flow ends at `target`, if it does. `cents`: what
    it was worth when it moved, in hundredths of the currency asked for; empty: no price."""

    source: str
    target: str
    transaction: str
    satoshi: int = 0
    hop: int = 0
    end: str = ""
    category: str = ""
    label: str = ""
    cents: int | str = ""


_COLUMNS = ("source", "target", "transaction", "satoshi", "hop", "end", "category", "label", "cents")
_OF_NODES = {"end": "string", "category": "string", "label": "string"}
_OF_EDGES = {"transaction": "string", "satoshi": "long", "hop": "int", "cents": "long"}


def csv_of(edges: Iterable[Edge]) -> str:
    """One line an edge."""
    return table(_COLUMNS, (msgspec.structs.asdict(edge) for edge in edges))


def graphml_of(edges: Sequence[Edge]) -> str:
    """Nodes are addresses, with the tag and the end of the flow that came there; edges carry transaction, satoshi, hop
    and, where there is a price, cents."""
    nodes: dict[str, dict[str, object]] = {}
    for edge in edges:
        nodes.setdefault(edge.source, {})
        said = {"end": edge.end, "category": edge.category, "label": edge.label}
        nodes.setdefault(edge.target, {}).update({name: value for name, value in said.items() if value})
    links = (Link(edge.source, edge.target, msgspec.structs.asdict(edge)) for edge in edges)
    return graphml(nodes, links, of_nodes=_OF_NODES, of_links=_OF_EDGES)
