"""Attribution: which address is said to be whose, from tags and from the wallets of official lists, and at whose
addresses trails end.

A view of the ledger: a tag or a stop rule that is withdrawn is gone, and with it what stood on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.model.handling import Reader
from watchgate.model.statement import Statement, Status
from watchgate.risk.exposure.lookalike import shape_of
from watchgate.risk.exposure.stop_rules import StopRule, StopRules, key_of, rules_of
from watchgate.risk.view import View
from watchgate.risk.view_file import ViewFile

SANCTIONS = "sanctions"
"""The category of a wallet on an official list, and of tags whose abuse is a sanction."""
ABUSES = {"sanction": SANCTIONS, "service_hack": "hack"}
"""What TagPacks call an abuse -> the category. An abuse says more than what kind of holder it is."""
STRONGEST = (
    SANCTIONS,
    "terrorism",
    "ransomware",
    "theft",
    "hack",
    "scam",
    "dark_web",
    "mixing_service",
    "coinjoin",
    "bridge",
    "gambling",
    "exchange",
)
"""Where an address has several categories, the first of these is the one it is followed by; all are told."""
_TOKENS = frozenset({"USDT", "USDC", "DAI", "WETH", "WBTC"})
CURRENCIES = {
    "btc": {"BTC", "XBT", "BITCOIN"},
    "eth": {"ETH", "ETC", "BSC", "BNB", "ARB", "MATIC", *_TOKENS},
    "trx": {"TRX", *_TOKENS},
    "ltc": {"LTC"},
    "bch": {"BCH"},
}
"""What lists and packs call the coins of a chain. Who holds an address of Ethereum holds it on every chain like it, in
every token."""
ALIKE_SHOWN = 5


class Tag(msgspec.Struct, frozen=True, gc=False):
    """One claim on an address. `confidence` as the source writes it; `statement`: where the ledger says it; `actor`:
    the id of who stands behind it, in an ActorPack."""

    address: str
    currency: str
    category: str
    label: str
    confidence: str
    cluster: bool
    dataset: str
    entity_id: str
    statement: str
    actor: str = ""


Part: TypeAlias = tuple[str, list[Tag], tuple[StopRule, ...]]
_MADE_BY = ("risk/exposure/attribution.py", "risk/exposure/stop_rules.py", "risk/exposure/valid_seconds.py")
_FILE: ViewFile[Part] = ViewFile("tags.view", Part, _MADE_BY)


class Attribution(View[Part]):
    """All tags, by address, and the stop rules."""

    title = "the tags"
    file = _FILE

    def __init__(self, ledger: Ledger, reader: Reader) -> None:
        super().__init__(ledger, reader)
        self.changes = 0
        """Grows whenever a tag or a stop rule comes or goes."""
        self.touched: list[str] = []
        """The addresses whose tags, or rules of their own, came or went, in order."""
        self.rules = StopRules()
        self._of: dict[str, list[Tag]] = {}
        self._by_address: dict[str, list[Tag]] = defaultdict(list)
        self._by_shape: dict[str, set[str]] | None = None
        """Addresses by how they look, once that was asked."""

    @classmethod
    def at(
        cls, ledger: Ledger, reader: Reader, position: int | None = None, *, views: Path | None = None
    ) -> Attribution:
        """The tags known at `position`, or now. `views`: where the system's own are kept between starts."""
        found = cls(ledger, reader)
        found.begin(position, views)
        return found

    def of(self, address: str) -> tuple[Tag, ...]:
        """What is said of one address, the strongest category first."""
        return tuple(
            sorted(self._by_address.get(key_of(address), ()), key=lambda tag: (rank(tag.category), tag.statement))
        )

    def resembled(self, address: str) -> tuple[Tag, ...]:
        """What is said of other addresses that begin and end like this one; at most ALIKE_SHOWN. Nothing where it is
        itself said to be somebody's: then that is what counts."""
        if self._by_shape is None:
            self._by_shape = defaultdict(set)
            for known in self._by_address:
                self._by_shape[shape_of(known)].add(known)
        own, shape = key_of(address), shape_of(address)
        if not shape or own in self._by_address:
            return ()
        alike = sorted(self._by_shape.get(shape, ()))
        return tuple(islice((tag for other in alike for tag in self.of(other)), ALIKE_SHOWN))

    def tagged(self, category: str) -> Iterator[str]:
        """The addresses that are tagged so."""
        for tags in self._by_address.values():
            yield from (tag.address for tag in tags if tag.category == category)

    def on(self, chain: str) -> Iterator[Tag]:
        """Those whose currency is that of `chain` (`btc`, or `btc-` and the name of a case), or is not said."""
        for tags in self._by_address.values():
            yield from (tag for tag in tags if self.counts(tag, chain))

    @staticmethod
    def counts(tag: Tag, chain: str) -> bool:
        """Whether a tag is about addresses of `chain`."""
        coin = chain.partition("-")[0]
        return not tag.currency or tag.currency in CURRENCIES.get(coin, {coin.upper()})

    def _read(self, entity_id: str, statements: Sequence[Statement]) -> Part:
        return entity_id, list(tags_of(statements)), rules_of(statements)

    def _take(self, parts: Iterable[Part]) -> None:
        for entity_id, tags, rules in parts:
            before = self.rules.changes
            addresses = self.rules.take(entity_id, rules)
            self.touched += addresses
            self.changes += bool(addresses) or self.rules.changes != before
            if self._of.get(entity_id, []) == tags:
                continue
            self.changes += 1
            self.touched += [key_of(tag.address) for tag in (*self._of.get(entity_id, ()), *tags)]
            for old in self._of.pop(entity_id, ()):
                left = [one for one in self._by_address[key_of(old.address)] if one.entity_id != entity_id]
                self._by_address[key_of(old.address)] = left
                if not left:
                    del self._by_address[key_of(old.address)]
                    if self._by_shape is not None:
                        self._by_shape[shape_of(key_of(old.address))].discard(key_of(old.address))
            if tags:
                self._of[entity_id] = tags
                for tag in tags:
                    self._by_address[key_of(tag.address)].append(tag)
                    if self._by_shape is not None:
                        self._by_shape[shape_of(key_of(tag.address))].add(key_of(tag.address))

    def _parts_of_all(self) -> Iterable[Part]:
        said = self.rules.by_entity
        both = dict.fromkeys((*self._of, *said))
        return [(one, self._of.get(one, []), said.get(one, ())) for one in both]


def rank(category: str) -> int:
    """The place of a category in STRONGEST; others come last."""
    return STRONGEST.index(category) if category in STRONGEST else len(STRONGEST)


def tags_of(statements: Sequence[Statement]) -> Iterator[Tag]:
    """What the statements of one wallet say, when they are confirmed: nothing is followed by what is only proposed."""
    said = [one for one in statements if one.schema == "CryptoWallet" and one.status is Status.CONFIRMED]
    keys = [one for one in said if one.prop == "publicKey"]
    if not keys:
        return
    words: dict[str, str] = defaultdict(str)
    values: dict[str, str] = defaultdict(str)
    for one in said:
        values[one.prop] = one.value
        if one.prop == "keywords":
            word, _, value = one.value.partition(":")
            words[word] = value
    listed = any(one.prop == "topics" and one.value == "sanction" for one in said) or "holder" in values
    category = ABUSES.get(words["abuse"], words["abuse"]) or (SANCTIONS if listed else words["category"])
    for key in keys:
        yield Tag(
            address=key.value,
            currency=values["currency"].upper(),
            category=category,
            label=values["description"],
            confidence=words["confidence"],
            cluster=words["is_cluster_definer"] == "true",
            dataset=key.dataset,
            entity_id=key.entity_id,
            statement=str(key.locator),
            actor=words["actor"],
        )
