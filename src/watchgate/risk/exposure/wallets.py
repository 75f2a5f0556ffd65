"""Exposure as a ground: what a wallet received from whom, at one position of the ledger, for the gate.

A backward query at that position, never a state that has drifted: chains as far as they were read then, tags as they
stood then. So the same decision can be made again. A home that holds no chain costs nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from watchgate.ledger.interface import Ledger
from watchgate.ledger.originals import Originals
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.batch import strings
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.orphans import orphaned_receivers
from watchgate.ledger.transfers.ranges import Chain, Kind, chains, is_of_chain, manifest_of
from watchgate.model.delivery import Delivery
from watchgate.model.ground import Ground, GroundKind
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import ExposurePolicy
from watchgate.risk.exposure.account_answer import account_exposure, transaction_exposure
from watchgate.risk.exposure.account_ground import weighed
from watchgate.risk.exposure.answer import Answer, exposure_of, exposure_of_transaction
from watchgate.risk.exposure.attribution import Attribution, Tag
from watchgate.risk.exposure.downstream import downstream
from watchgate.risk.exposure.marking import Marked, marked
from watchgate.risk.exposure.reading_in import read_in
from watchgate.risk.exposure.relabel import renewed
from watchgate.risk.exposure.stop_rules import ADDRESS, CATEGORY, DEFAULT, StopRule
from watchgate.risk.exposure.tag_grounds import locator_of
from watchgate.risk.exposure.trail_said import trail_said
from watchgate.risk.exposure.transaction import Sides, sides

TAGS_NAMED = 20
LOOKED_THROUGH = 1_000
"""Deliveries between two questions that are looked through, rather than every chain opened again."""


class Looked(NamedTuple):
    """What was found out about a wallet: a ground for each chain on which more than the policy allows of what it
    received came from categories that the policy names, and, in sentences, what was not traced."""

    grounds: tuple[Ground, ...]
    untraced: tuple[str, ...]


class Wallets:
    """Not safe for threads: the caller holds its own lock."""

    def __init__(self, ledger: Ledger, policy: ExposurePolicy) -> None:
        self._ledger = ledger
        self._policy = policy
        self.whole = True
        """Whether blocks that were orphaned since are an error at a past position, or left out there."""
        self._position = -1
        self._tags: Attribution | None = None
        self._open: dict[str, tuple[Chain, Marked]] = {}

    def begin(self, position: int) -> None:
        """Open the chains and read the tags: the first wallet that is asked about would wait for it."""
        self._stand_at(position)

    def looked_into(self, address: str, position: int, *, trails: bool = True) -> Looked:
        """What `address` received, on each chain that knows it. The entity of a ground is the wallet itself:
        `btc:1A1z...`. `trails`: with the path of the very coins, which is some milliseconds more for who is held."""
        answers = list(self.answers(address, position))
        untraced = [_untraced(answer) for answer in answers if answer.unexplained > 0]
        if not answers:
            untraced = [f"{address}: {self._known_of(address)}, so nothing was traced"]
        grounds = (self._ground(answer, trail=trails) for answer in answers)
        return Looked(tuple(one for one in grounds if one is not None), tuple(untraced))

    def of_transaction(self, transaction: str, position: int) -> Looked:
        """What one transaction (`btc:` and its hash) carries. The ground's entity is the transaction: its parties are
        other questions."""
        chain_id, _, name = transaction.partition(":")
        self._stand_at(position)
        found = self._open.get(chain_id)
        if found is None or self._tags is None or sides(found[0].rows, chain_id, name) is None:
            return Looked((), (f"{transaction} is in nothing that was read here, so nothing was traced",))
        (chain, known), rule, eps = found, self._policy.rule, self._policy.eps
        if isinstance(chain.rows, AccountChain):
            answers = list(
                weighed(transaction_exposure(chain.rows, chain_id, name, self._tags, known, rule=rule, eps=eps))
            )
        else:
            answers = [exposure_of_transaction(chain.rows, chain_id, name, self._tags, known, rule=rule, eps=eps)]
        grounds = (self._ground(answer, "of what it carries", transaction=True) for answer in answers)
        untraced = (_untraced(answer, "of what it carries") for answer in answers if answer.unexplained > 0)
        return Looked(tuple(one for one in grounds if one is not None), tuple(untraced))

    def sides(self, transaction: str, position: int) -> Sides | None:
        """Who gave and who received in a transaction (`btc:` and its hash); None where it was not read."""
        chain_id, _, name = transaction.partition(":")
        self._stand_at(position)
        found = self._open.get(chain_id)
        return sides(found[0].rows, chain_id, name) if found is not None else None

    def downstream(self, sources: Collection[str], among: Collection[str], position: int) -> set[str]:
        """Those of `among` that may have received something by way of `sources`, on any chain."""
        self._stand_at(position)
        found = (downstream(chain.rows, sources, among) for chain, _ in self._open.values())
        return set().union(*found)

    def ruled(self, rules: Iterable[StopRule], position: int) -> frozenset[str]:
        """The addresses that these stop rules speak of, by themselves or by the category they are tagged with."""
        self._stand_at(position)
        said = set(rules)
        found = {one.of for one in said if one.kind == ADDRESS}
        if self._tags is not None:
            found.update(*(self._tags.tagged(one.of) for one in said if one.kind == CATEGORY))
        return frozenset(found)

    def moved_by(self, delivery: Delivery, among: Collection[str]) -> set[str]:
        """Those of `among` that received something in the blocks a delivery brought; none where it is no range of a
        chain. Nobody else's exposure changes by them: it goes backward from what was received."""
        home = self._ledger.home
        if not is_of_chain(delivery) or not among:
            return set()
        manifest = manifest_of(Originals(home.originals), delivery)
        if manifest.kind is not Kind.RANGE:
            return set()
        chain = Chain(home, self._ledger, manifest.chain, position=delivery.position, whole=self.whole)
        try:
            rows = chain.rows
            typed = [one for one in among if one.isascii()]
            numbers = rows.text_keys.find(strings([rows.as_stored(one) for one in typed]))
            new = np.unique(rows.view("out_address")[manifest.before.outputs : manifest.after.outputs])
            met = np.isin(numbers, new) & (numbers != ABSENT)
            return {one for one, here in zip(typed, met, strict=True) if here}
        finally:
            chain.rows.close()

    def lost_by(self, delivery: Delivery, among: Collection[str]) -> dict[str, str]:
        """Those of `among` that received something in the blocks a fork let go, each with the entity of its grounds."""
        return orphaned_receivers(self._ledger.home, self._ledger, delivery, among)

    def answers(self, address: str, position: int) -> Iterator[Answer]:
        """The exposure of `address` on each chain that knows it."""
        self._stand_at(position)
        rule, eps = self._policy.rule, self._policy.eps
        for chain_id, (chain, known) in self._open.items():
            if self._tags is None or not address.isascii() or chain.rows.address(address) is None:
                continue
            if isinstance(chain.rows, AccountChain):
                found = account_exposure(
                    chain.rows, chain_id, address, self._tags, known, rule=rule, eps=eps, warned=False
                )
                yield from weighed(found)
            else:
                yield exposure_of(chain.rows, chain_id, address, self._tags, known, rule=rule, eps=eps)

    def resembled(self, address: str, position: int) -> tuple[Tag, ...]:
        """The tags of other addresses that `address` looks like, also where no chain was read."""
        self._stand_at(position)
        return self._tags_at(position).resembled(address)

    @property
    def knows_tags(self) -> bool:
        """Whether they were read: of a long ledger that takes seconds, the first time."""
        return self._tags is not None

    def know_tags(self, tags: Attribution) -> None:
        """Those that were read beside the caller's lock."""
        self._tags = self._tags or tags

    def _known_of(self, address: str) -> str:
        """Why there is no answer, in words."""
        opened = self._open.items() if address.isascii() else ()
        known = [one for one, (chain, _) in opened if chain.rows.address(address) is not None]
        if known:
            return f"it received nothing that is verified on {', '.join(known)}"
        return "no chain that was read here knows it"

    def _stand_at(self, position: int) -> None:
        if position == self._position:
            return
        if not self._only_other_sources(position):
            self._reopen(position)
        elif self._open and self._tags is not None:
            self._tags.catch_up(position)
            for chain_id, (chain, known) in list(self._open.items()):
                if known.changes != self._tags.changes:
                    self._open[chain_id] = (chain, renewed(known, chain.rows, chain_id, self._tags))
        self._position = position

    def _only_other_sources(self, position: int) -> bool:
        """Whether no chain has moved between the last question and this one."""
        if not 0 <= self._position < position <= self._position + LOOKED_THROUGH:
            return False
        snapshot = self._ledger.as_of(reader=SYSTEM, position=position)
        between = (snapshot.delivery(one) for one in range(self._position + 1, position + 1))
        return all(one is not None and not is_of_chain(one) for one in between)

    def _reopen(self, position: int) -> None:
        found = chains(self._ledger.home.path, self._ledger, position)
        if found:
            self._tags = self._tags_at(position)
        before, self._open, self._position = self._open, {}, -1
        try:
            for chain_id in found:
                chain = Chain(self._ledger.home, self._ledger, chain_id, position=position, whole=self.whole)
                old = before.get(chain_id)
                if old is not None and _same(old[0], chain) and old[1].changes == self._changes():
                    chain.rows.close()
                    self._open[chain_id] = before.pop(chain_id)
                elif self._tags is not None:
                    try:
                        read_in(chain.rows)
                        self._open[chain_id] = (chain, marked(chain.rows, chain_id, self._tags))
                    except BaseException:
                        chain.rows.close()
                        raise
        finally:
            for old_chain, _ in before.values():
                old_chain.rows.close()

    def _tags_at(self, position: int) -> Attribution:
        """Those known so far moved on, else those kept beside the ledger, else made anew."""
        views = self._ledger.home.views
        if self._tags is None or self._tags.position > position:
            found = Attribution.at(self._ledger, SYSTEM, views=views)
            if found.position > position:
                found = Attribution.at(self._ledger, SYSTEM, position, views=views)
            self._tags = found
        self._tags.catch_up(position)
        return self._tags

    def _changes(self) -> int:
        return self._tags.changes if self._tags is not None else 0

    def _ground(
        self, answer: Answer, of_what: str = "of what it received", *, transaction: bool = False, trail: bool = True
    ) -> Ground | None:
        policy = self._policy
        bad = [one for one in answer.shares if one.category in policy.categories]
        share = sum(one.direct + one.indirect for one in bad)
        units = sum(one.satoshi for one in bad)
        if not bad or share < policy.min_share or units < policy.min_units:
            return None
        parts = ", ".join(
            f"{one.direct + one.indirect:.2%} from {one.category} ({one.direct:.2%} direct, nearest {one.hops} hops)"
            for one in bad
        )
        named = {one.category for one in bad}
        tags = [tag.statement for tag in answer.tags if tag.category in named][:TAGS_NAMED]
        rules = [one for one in answer.stop_rules if one.statement != DEFAULT]
        stands_on = tuple(locator_of(one) for one in (*tags, *(rule.statement for rule in rules)))
        path = ""
        if trail:
            chain, known = self._open[answer.chain]
            path = f"; {trail_said(chain.rows, known, answer, named, transaction=transaction)}"
        return Ground(
            kind=GroundKind.EXPOSED,
            entity_id=f"{answer.chain}:{answer.address}",
            stands_on=stands_on,
            detail=(
                f"{of_what} on {answer.chain} {parts}; {answer.unexplained:.2%} not traced; {answer.rule}, "
                f"eps {answer.eps:g}, block {answer.height}{path}{_ruled(rules, answer.stop_rules_more)}"
            ),
        )


def _untraced(answer: Answer, of_what: str = "of what it received") -> str:
    return (
        f"{answer.address}: {answer.unexplained:.2%} {of_what} on {answer.chain} was not traced "
        f"({answer.outside:.2%} outside what was read, {answer.cut:.2%} cut), which is not the same as clean"
    )


def _ruled(rules: Sequence[StopRule], more: int) -> str:
    """The stop rules that statements say, where there are any."""
    if not rules:
        return ""
    others = f" and {more:,} more" if more else ""
    return f"; stop rules: {', '.join(one.sentence for one in rules)}{others}"


def _same(one: Chain, other: Chain) -> bool:
    """Whether rows of the same number are the same rows: after a fork they are not, however many there are."""
    return one.rows.counts == other.rows.counts and one.forks == other.forks
