"""Marking: which outputs of a chain end a trail, as tags say whose they are and stop rules when that ends one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.batch import strings
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.attribution import Attribution, Tag, rank
from watchgate.risk.exposure.stop_rules import ALWAYS, Spans, StopRule, StopRules
from watchgate.risk.exposure.views import Labels

Longs = npt.NDArray[np.int64]
RULES_SHOWN = 20
MOST_CATEGORIES = 254
Ending: TypeAlias = tuple[tuple[Tag, Spans], ...]
"""The tags by which an address ends trails, the strongest first, and when each does."""


class Marked(msgspec.Struct):
    """Labels of a chain, with the names of their categories and the strongest tag that each address is followed by.

    `changes`: of the tags they were made from, `seen`: how many of the addresses that were touched by then; `ruled`: of
    the stop rules about categories. `dated`: the tags of addresses whose outputs do not all end a trail, or not all by
    one tag, by category. `own_rules`: what is said of single addresses, by row. `said`: what is of categories.
    """

    labels: Labels
    categories: list[str]
    tag_of: dict[int, Tag]
    changes: int = 0
    seen: int = 0
    ruled: int = 0
    dated: dict[int, dict[int, Tag]] = msgspec.field(default_factory=dict)
    own_rules: dict[int, tuple[StopRule, ...]] = msgspec.field(default_factory=dict)
    said: tuple[StopRule, ...] = ()

    def tag_at(self, chain: UtxoChain, output: int) -> Tag | None:
        """The tag by which an output is labelled."""
        row = int(chain.view("out_address")[output])
        if row in self.dated:
            return self.dated[row].get(int(self.labels.label[output]))
        return self.tag_of.get(row)

    def rules_of(self, categories: Iterable[str], rules: StopRules) -> tuple[tuple[StopRule, ...], int]:
        """The stop rules an answer relies on whose trails ended at `categories`, at most RULES_SHOWN, and how many
        more: of these categories the shipped ones, and all that statements say about categories and about addresses of
        this chain, since one that lets coins through leaves no mark."""
        found = dict.fromkeys(rules.of_category(one)[0] for one in categories)
        found |= dict.fromkeys(self.said)
        found |= dict.fromkeys(one for many in self.own_rules.values() for one in many)
        return tuple(found)[:RULES_SHOWN], max(0, len(found) - RULES_SHOWN)


def marked(chain: UtxoChain, chain_id: str, tags: Attribution) -> Marked:
    """Every output of an address that a tag ends trails at, by the strongest category that does at its time."""
    by_address: defaultdict[str, list[Tag]] = defaultdict(list)
    for tag in tags.on(chain_id):
        by_address[chain.as_stored(tag.address)].append(tag)
    ending = {text: found for text, many in by_address.items() if (found := ending_by(many, tags.rules))}
    names = sorted({tag.category for found in ending.values() for tag, _ in found}, key=lambda one: (rank(one), one))
    if len(names) > MOST_CATEGORIES:
        names = [*names[: MOST_CATEGORIES - 1], "other"]
    number = {name: at for at, name in enumerate(names, 1)}
    known = Marked(Labels.empty(chain), ["", *names], {}, tags.changes, len(tags.touched), tags.rules.changes)
    known.said = tags.rules.about_categories()
    categories = np.zeros(chain.counts.addresses, np.uint8)
    dated: list[tuple[int, Ending]] = []
    for row, text in _rows(chain, by_address):
        if about := tags.rules.of_address(text):
            known.own_rules[row] = about
        found = ending.get(text, ())
        if not found:
            continue
        tag, spans = found[0]
        known.tag_of[row] = tag
        categories[row] = number_of(number, tag)
        if spans != ALWAYS:
            dated.append((row, found))
            known.dated[row] = {number_of(number, one): one for one, _ in reversed(found)}
    known.labels = Labels.of_addresses(chain, categories)
    if dated:
        _by_time(chain, known, dated, number)
    return known


def ending_by(tags: Iterable[Tag], rules: StopRules) -> Ending:
    """The tags of one address that end trails, the strongest first; what stands behind one that always does is left
    out."""
    found: list[tuple[Tag, Spans]] = []
    for tag in sorted(tags, key=lambda one: (rank(one.category), one.statement)):
        spans = rules.spans(tag.category, tag.address)
        if spans:
            found.append((tag, spans))
        if spans == ALWAYS:
            break
    return tuple(found)


def number_of(number: Mapping[str, int], tag: Tag) -> int:
    """The number of a tag's category; of the last where there were too many for a number each."""
    return number.get(tag.category, number.get("other", 0))


def labels_at(chain: UtxoChain, outputs: Longs, spans: Sequence[tuple[int, Spans]]) -> npt.NDArray[np.uint8]:
    """The label of each of `outputs`: the first number of `spans` one of whose times it was given in, else 0. An output
    of no known time is labelled only by what always ends a trail."""
    block = chain.view("tx_block")[np.searchsorted(chain.view("tx_out"), outputs, "right") - 1].astype(np.int64)
    times = chain.view("block_time")
    there = block < len(times)
    at = np.zeros(len(outputs), np.int64)
    at[there] = times[block[there]]
    there &= at > 0
    label = np.zeros(len(outputs), np.uint8)
    for number, when in reversed(spans):
        for first, last in when:
            label[(there & (at >= first) & (at < last)) | (when == ALWAYS)] = number
    return label


def _by_time(chain: UtxoChain, known: Marked, dated: Sequence[tuple[int, Ending]], number: Mapping[str, int]) -> None:
    """Label the outputs of addresses whose tags do not always end trails anew, by the time each was given."""
    kinds: dict[tuple[tuple[int, Spans], ...], list[int]] = defaultdict(list)
    for row, found in dated:
        kinds[tuple((number_of(number, tag), spans) for tag, spans in found)].append(row)
    kind_of = np.zeros(chain.counts.addresses, np.uint32)
    for at, rows in enumerate(kinds.values(), 1):
        kind_of[rows] = at
    label, outputs = known.labels.label, known.labels.rows
    kind = kind_of[chain.view("out_address")[outputs].astype(np.int64)]
    for at, spans in enumerate(kinds, 1):
        some = outputs[kind == at]
        label[some] = labels_at(chain, some, spans)
    known.labels = Labels(label, np.flatnonzero(label))


def _rows(chain: UtxoChain, addresses: Iterable[str]) -> Iterable[tuple[int, str]]:
    listed = [one for one in addresses if one.isascii()]
    rows = chain.text_keys.find(strings(listed))
    return ((int(row), text) for row, text in zip(rows, listed, strict=True) if row != ABSENT)
