"""Flows as a picture: a column a hop, ribbons as wide as their value, what was not followed in plain sight (SVG).

A page of A4 across, and wider beyond six hops: a label has the room up to the next column and down to the next bar,
and says as much as fits there. What it leaves out stands in the title that a pointer shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape

import msgspec

from watchgate.risk.exposure.forward import FAR, HELD, LABELLED

WIDTH, HEIGHT, TOP, SIDE, BAR = 1_120, 790, 84, 24, 14
PER_HOP = 9
GAP = 7
LAST, NARROWEST = 172, 150
"""Room for the labels of the last column, and the least from column to column."""
LINE, LETTER = 13, 6.9
"""Height of a line and width of a letter at the size labels are written in, of the widest usual typeface (DejaVu)."""
COLOURS = {LABELLED: "#9c2c1f", HELD: "#2f5d50", FAR: "#8a8a8a", 0: "#33517a"}
WORDS = {LABELLED: "at a tagged address", HELD: "unspent", FAR: "not followed", 0: "goes on"}
HALO = ' stroke="#fff" stroke-width="3" stroke-linejoin="round"'
"""White below letters, so that they are read upon a ribbon."""
OTHERS = "others"
COIN = 100_000_000


class Node(msgspec.Struct):
    """What stands in one place of a column: an address, or all smaller ones together."""

    hop: int
    name: str
    end: int
    amount: float = 0.0
    cents: int = 0
    unpriced: float = 0.0
    y: float = 0.0
    room: float = 0.0
    given: float = 0.0
    taken: float = 0.0


class Step(msgspec.Struct, frozen=True):
    """One flow in words: from which flows (by number) it comes, to whom (`name`: with the tag), by what. `cents`: its
    worth when it moved; None: no price."""

    hop: int
    name: str
    amount: float
    end: int
    sources: tuple[tuple[int, float], ...]
    address: str = ""
    transaction: str = ""
    category: str = ""
    label: str = ""
    cents: int | None = None


def picture(steps: Sequence[Step], title: str, remark: str, *, coin: int = COIN, currency: str = "") -> str:
    """The SVG. The widest column takes the whole height. `coin`: smallest units in one; `currency`: in which flows have
    been given their worth; beside each amount, unless none of them has a price."""
    nodes, place = _nodes(steps)
    currency = currency if any(step.cents is not None for step in steps) else ""
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        columns[node.hop].append(node)
    hops = max(columns, default=0)
    whole = max((sum(node.amount for node in column) for column in columns.values()), default=1.0) or 1.0
    most = max((len(column) for column in columns.values()), default=1)
    scale = (HEIGHT - TOP - 60 - (LINE + GAP) * most) / whole
    for column in columns.values():
        y = float(TOP)
        for node in sorted(column, key=lambda one: (one.end, -one.amount)):
            node.y = y
            node.room = max(node.amount * scale, LINE) + GAP
            y += node.room
    distance = max((WIDTH - 2 * SIDE - LAST) / max(hops, 1), NARROWEST)
    parts = [_head(title, remark, max(WIDTH, round(2 * SIDE + LAST + hops * distance)))]
    ribbons: dict[tuple[int, int], float] = defaultdict(float)
    for at, step in enumerate(steps):
        for source, amount in step.sources:
            ribbons[place[source], place[at]] += amount
    order = sorted(ribbons, key=lambda one: (nodes[one[0]].y, nodes[one[1]].y))
    parts += [_ribbon(nodes[one], nodes[two], ribbons[one, two], scale, distance) for one, two in order]
    parts += [_bar(node, scale, distance, whole, coin, currency) for node in nodes]
    parts += [_legend(), "</svg>\n"]
    return "\n".join(parts)


def _nodes(steps: Sequence[Step]) -> tuple[list[Node], dict[int, int]]:
    """The largest of each hop stand alone, the others together by how they end."""
    totals: dict[tuple[int, str, int], float] = defaultdict(float)
    for step in steps:
        totals[step.hop, step.name, step.end] += step.amount
    alone: set[tuple[int, str, int]] = set()
    for hop in {key[0] for key in totals}:
        of_hop = sorted((key for key in totals if key[0] == hop), key=lambda key: -totals[key])
        alone.update(of_hop[:PER_HOP])
    nodes: list[Node] = []
    number: dict[tuple[int, str, int], int] = {}
    place: dict[int, int] = {}
    for at, step in enumerate(steps):
        key = (step.hop, step.name, step.end)
        if key not in alone:
            key = (step.hop, "", step.end)
        if key not in number:
            number[key] = len(nodes)
            nodes.append(Node(step.hop, key[1] or f"{OTHERS}, {WORDS[step.end]}", step.end))
        nodes[number[key]].amount += step.amount
        nodes[number[key]].cents += step.cents or 0
        nodes[number[key]].unpriced += step.amount if step.cents is None else 0.0
        place[at] = number[key]
    return nodes, place


def _ribbon(source: Node, target: Node, amount: float, scale: float, distance: float) -> str:
    width = max(amount * scale, 0.4)
    left, right = SIDE + source.hop * distance + BAR, SIDE + target.hop * distance
    y0, y1 = source.y + source.given + width / 2, target.y + target.taken + width / 2
    source.given += amount * scale
    target.taken += amount * scale
    middle, half = (left + right) / 2, width / 2
    there = f"C{middle:.1f},{y0 - half:.2f} {middle:.1f},{y1 - half:.2f} {right:.1f},{y1 - half:.2f}"
    back = f"C{middle:.1f},{y1 + half:.2f} {middle:.1f},{y0 + half:.2f} {left:.1f},{y0 + half:.2f}"
    return (
        f'<path d="M{left:.1f},{y0 - half:.2f} {there} V{y1 + half:.2f} {back} Z" fill="{COLOURS[target.end]}" '
        'fill-opacity=".32"/>'
    )


def _bar(node: Node, scale: float, distance: float, whole: float, coin: int, currency: str) -> str:
    x, height = SIDE + node.hop * distance, max(node.amount * scale, 1.0)
    fill = "url(#far)" if node.end == FAR else COLOURS[node.end]
    told = (f"{node.name}: {node.amount / coin:,.8f}", *_worth(node, currency, coin), WORDS[node.end])
    full = escape(", ".join(told))
    lines = _lines(node, int((min(distance, LAST) - BAR - 8) / LETTER), whole, coin, currency)
    left = f"{x + BAR + 4:.1f}"
    label = "".join(
        f'<text x="{left}" y="{node.y + 10 + LINE * at:.1f}"{halo}>{escape(line)}</text>'
        for at, line in enumerate(lines)
        for halo in (HALO, "")
    )
    return (
        f'<g><title>{full}</title><rect x="{x:.1f}" y="{node.y:.1f}" width="{BAR}" height="{height:.2f}" '
        f'fill="{fill}"/>{label}</g>'
    )


def _lines(node: Node, letters: int, whole: float, coin: int, currency: str) -> list[str]:
    """What fits of who, how much and what it was worth; with room for one line alone, who and which share."""
    share, room = _share(node.amount / whole), int(node.room // LINE)
    if room < 2:
        return [f"{_short(node.name, letters - len(share) - 1)} {share}"]
    lines = [_short(node.name, letters), f"{_coins(node.amount / coin)} ({share})", *_worth(node, currency, coin)]
    return [line if len(line) <= letters else f"{line[: letters - 1]}…" for line in lines[:room]]


def _short(name: str, letters: int) -> str:
    """Both ends of a name that is too long: addresses are compared by them. How others end is seen by their colour."""
    if len(name) > letters and name.startswith(OTHERS):
        return OTHERS
    tail = max(3, letters // 3)
    return name if len(name) <= letters else f"{name[: letters - tail - 1]}…{name[-tail:]}"


def _share(part: float) -> str:
    """What is there is never written as nothing."""
    return "<0.1%" if 0 < part < 5e-4 else "100%" if part >= 0.9995 else f"{part:.1%}"


def _coins(amount: float) -> str:
    """As many digits as tell it from nothing."""
    digits = 0 if amount >= 1e5 else 2 if amount >= 1_000 else 4 if amount >= 0.01 or not amount else 8
    return f"{amount:,.{digits}f}"


def _worth(node: Node, currency: str, coin: int) -> list[str]:
    """Beside an amount: its worth, and what of it has no price."""
    if not currency:
        return []
    if node.unpriced >= node.amount:
        return ["no price"]
    missing = [f"no price for {_coins(node.unpriced / coin)}"] if node.unpriced else []
    whole = node.cents >= 100_000
    return [f"{node.cents / 100:,.{0 if whole else 2}f} {currency}", *missing]


def _head(title: str, remark: str, width: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
        'font-family="sans-serif" font-size="11"><defs><pattern id="far" width="6" height="6" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#ddd"/>'
        '<rect width="3" height="6" fill="#8a8a8a"/></pattern></defs>'
        f'<rect width="100%" height="100%" fill="#fff"/><text x="{SIDE}" y="30" font-size="17">{escape(title)}</text>'
        f'<text x="{SIDE}" y="50" fill="#555">{escape(remark)}</text>'
    )


def _legend() -> str:
    parts = []
    for at, (end, word) in enumerate(WORDS.items()):
        x = SIDE + 190 * at
        fill = "url(#far)" if end == FAR else COLOURS[end]
        parts.append(
            f'<rect x="{x}" y="{HEIGHT - 28}" width="12" height="12" fill="{fill}"/>'
            f'<text x="{x + 18}" y="{HEIGHT - 18}">{word}</text>'
        )
    return "".join(parts)
