"""Exposures for other programs: a table of what came from where, and a graph from sources to the address asked about.

One line says one thing: what came from a `category`, was `mined`, is from `outside` what was read or was `cut`: these
sum to one for each address and asset. Beside them stand the tagged addresses (`source`) that brought the categories,
which are among them and are not to be added. An address without any of these is not left out: it received `nothing`
that counts; and what could not be answered at all is `refused`, with the sentence that says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain

from watchgate.risk.exposure.account_answer import AccountAnswer, AssetExposure
from watchgate.risk.exposure.answer import Answer
from watchgate.risk.tracing.graph import Link, graphml, table

COIN = {"btc": "BTC", "ltc": "LTC", "bch": "BCH"}
_COLUMNS = (
    *("chain", "address", "rule", "asset", "decimals", "what", "category", "source", "label", "dataset", "statement"),
    *("share", "direct", "indirect", "units", "hops", "position"),
)
_OF_NODES = {"category": "string", "label": "string", "asked": "boolean"}
_OF_EDGES = {"asset": "string", "share": "double", "units": "long", "statement": "string"}
MADE, OUTSIDE, CUT, MORE = "mined", "outside", "cut", "more sources"
NOTHING, REFUSED = "nothing", "refused"
REST = (MADE, OUTSIDE, CUT)


def exposures_csv(answers: Iterable[Answer | AccountAnswer], refused: Iterable[str] = ()) -> str:
    """One line a category, source or rest of each address and asset. `units`: the smallest of the asset, which has
    `decimals`; rounded by haircut. `refused`: a sentence for each address that could not be answered."""
    rows = (row for answer in answers for row in _rows(answer) or (_nothing(answer),))
    return table(_COLUMNS, chain(rows, ({"what": REFUSED, "label": one} for one in refused)))


def exposures_graphml(answers: Sequence[Answer | AccountAnswer], refused: Iterable[str] = ()) -> str:
    """Nodes are addresses and, of each address asked about, what is not from a tagged one (`outside of ADDRESS`); edges
    carry the share of what was received and the units. What was `refused` is a node by itself."""
    nodes: dict[str, dict[str, object]] = {}
    links = []
    for answer in answers:
        own = next(iter(answer.own), None)
        said = {"category": own.category, "label": own.label} if own is not None else {}
        nodes.setdefault(answer.address, {}).update({**said, "asked": "true"})
        for row in _rows(answer):
            if row["what"] == "category":
                continue
            source = str(row["source"] or f"{row['what']} of {answer.address}")
            nodes.setdefault(source, {}).update({"category": row["category"] or row["what"], "label": row["label"]})
            links.append(Link(source, answer.address, row))
    for number, one in enumerate(refused, 1):
        nodes[f"{REFUSED} {number}"] = {"category": REFUSED, "label": one}
    return graphml(nodes, links, of_nodes=_OF_NODES, of_links=_OF_EDGES)


def _rows(answer: Answer | AccountAnswer) -> list[Mapping[str, object]]:
    return list(_said(answer))


def _nothing(answer: Answer | AccountAnswer) -> Mapping[str, object]:
    return {**_base(answer), "what": NOTHING, "label": "received nothing that is verified"}


def _base(answer: Answer | AccountAnswer) -> dict[str, object]:
    return {
        "chain": answer.chain,
        "address": answer.address,
        "rule": answer.rule,
        "position": answer.position,
        **dict.fromkeys(("category", "source", "label", "dataset", "statement"), ""),
    }


def _said(answer: Answer | AccountAnswer) -> Iterator[Mapping[str, object]]:
    base = _base(answer)
    if isinstance(answer, Answer):
        coin = answer.chain.partition("-")[0]
        shares = [(one.category, one.direct, one.indirect, one.satoshi, one.hops) for one in answer.shares]
        yield from _of_asset(answer, shares, {**base, "asset": COIN.get(coin, coin.upper()), "decimals": 8})
        return
    for asset in answer.assets:
        found = [(one.category, one.direct, one.indirect, one.units, one.hops) for one in asset.shares]
        yield from _of_asset(asset, found, {**base, "asset": asset.symbol, "decimals": asset.decimals})


def _of_asset(
    found: Answer | AssetExposure, shares: Sequence[tuple[str, float, float, int, int]], base: Mapping[str, object]
) -> Iterator[Mapping[str, object]]:
    for category, direct, indirect, units, hops in shares:
        parts = {"share": direct + indirect, "direct": direct, "indirect": indirect, "units": units, "hops": hops}
        yield {**base, "what": "category", "category": category, **parts}
    for name, share in zip(REST, (found.mined, found.outside, found.cut), strict=True):
        if share:
            yield {**base, "what": name, "share": share, "units": _units(share, found.received)}
    for tag, share in zip(found.tags, found.brought, strict=True):
        said = {"category": tag.category, "label": tag.label, "dataset": tag.dataset, "statement": tag.statement}
        units = _units(share, found.received)
        yield {**base, "what": "source", "source": tag.address, **said, "share": share, "units": units}
    if found.tags_more:
        share = max(0.0, sum(one[1] + one[2] for one in shares) - sum(found.brought))
        label = f"{found.tags_more:,} more"
        yield {**base, "what": MORE, "label": label, "share": share, "units": _units(share, found.received)}


def _units(share: float, received: int) -> int:
    """Exact where the share is: sums of account chains are larger than a floating-point number tells apart."""
    return round(Fraction(share) * received)
