"""Flows and clusters for other programs: GraphML (Gephi, yEd, networkx) and CSV (spreadsheets)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

import msgspec

from watchgate.model.plain_text import shown


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
_TYPES = {"satoshi": "long", "hop": "int", "cents": "long"}
_BEGINS_A_FORMULA = ("=", "+", "-", "@")


def csv_of(edges: Iterable[Edge]) -> str:
    """One line an edge. What a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for edge in edges:
        values = [shown(str(getattr(edge, name))).replace("\n", " ").lstrip() for name in _COLUMNS]
        writer.writerow([f"'{one}" if one.startswith(_BEGINS_A_FORMULA) else one for one in values])
    return text.getvalue()


def graphml_of(edges: Sequence[Edge]) -> str:
    """A directed graph: nodes are addresses, with the tag and the end of the flow that came there; edges carry
    transaction, satoshi, hop and, where there is a price, cents."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    keys = [("node", name) for name in ("end", "category", "label")]
    keys += [("edge", name) for name in ("transaction", "satoshi", "hop", "cents")]
    parts += [
        f'<key id="{name}" for="{of}" attr.name="{name}" attr.type="{_TYPES.get(name, "string")}"/>'
        for of, name in keys
    ]
    parts.append('<graph edgedefault="directed">')
    nodes: dict[str, dict[str, str]] = {}
    for edge in edges:
        nodes.setdefault(edge.source, {})
        said = {"end": edge.end, "category": edge.category, "label": edge.label}
        nodes.setdefault(edge.target, {}).update({name: value for name, value in said.items() if value})
    for address, said in nodes.items():
        inside = "".join(f'<data key="{name}">{_text(value)}</data>' for name, value in said.items())
        parts.append(f"<node id={quoteattr(shown(address))}>{inside}</node>")
    for number, edge in enumerate(edges):
        ends = f"source={quoteattr(shown(edge.source))} target={quoteattr(shown(edge.target))}"
        values = (
            ("transaction", edge.transaction),
            ("satoshi", edge.satoshi),
            ("hop", edge.hop),
            ("cents", edge.cents),
        )
        inside = "".join(f'<data key="{name}">{_text(str(value))}</data>' for name, value in values if value != "")
        parts.append(f'<edge id="e{number}" {ends}>{inside}</edge>')
    return "\n".join([*parts, "</graph>", "</graphml>", ""])


def _text(value: str) -> str:
    return escape(shown(value).replace("\n", " "))
