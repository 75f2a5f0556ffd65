"""Graphs and tables for other programs, whatever stands in them: GraphML (Gephi, yEd, networkx) and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from watchgate.model.plain_text import shown

_BEGINS_A_FORMULA = ("=", "+", "-", "@")


class Link(NamedTuple):
    """From one node to another. `said`: what is known of it, by key."""

    source: str
    target: str
    said: Mapping[str, object]


def table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """CSV, one line a row. What a spreadsheet would take for a formula begins with an apostrophe; numbers are none."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name, "")) for name in columns] for row in rows)
    return text.getvalue()


def graphml(
    nodes: Mapping[str, Mapping[str, object]],
    links: Iterable[Link],
    *,
    of_nodes: Mapping[str, str],
    of_links: Mapping[str, str],
) -> str:
    """A directed graph. `of_nodes`, `of_links`: key -> type (`string`, `int`, `long`, `double`); what is empty is left
    out. A key that both have is written twice, once for each."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    twice = set(of_nodes) & set(of_links)
    for of, keys in (("node", of_nodes), ("edge", of_links)):
        parts += [
            f'<key id="{_key(name, of, twice)}" for="{of}" attr.name="{name}" attr.type="{kind}"/>'
            for name, kind in keys.items()
        ]
    parts.append('<graph edgedefault="directed">')
    for node, said in nodes.items():
        parts.append(f"<node id={quoteattr(shown(node))}>{_data(said, of_nodes, 'node', twice)}</node>")
    for number, link in enumerate(links):
        ends = f"source={quoteattr(shown(link.source))} target={quoteattr(shown(link.target))}"
        parts.append(f'<edge id="e{number}" {ends}>{_data(link.said, of_links, "edge", twice)}</edge>')
    return "\n".join([*parts, "</graph>", "</graphml>", ""])


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    plain = shown(value).replace("\n", " ").lstrip()
    return f"'{plain}" if plain.startswith(_BEGINS_A_FORMULA) else plain


def _key(name: str, of: str, twice: set[str]) -> str:
    return f"{of}_{name}" if name in twice else name


def _data(said: Mapping[str, object], keys: Iterable[str], of: str, twice: set[str]) -> str:
    found = ((name, said.get(name, "")) for name in keys)
    return "".join(
        f'<data key="{_key(name, of, twice)}">{escape(shown(str(value)).replace(chr(10), " "))}</data>'
        for name, value in found
        if value not in ("", None)
    )
