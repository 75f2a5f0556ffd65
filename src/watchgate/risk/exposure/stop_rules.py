"""Stop rules: at whose addresses a trail ends, since when and until when, and who says so.

A rule is one statement: schema CryptoWallet, `keywords`, `stop:ends:category:exchange` or
`stop:goes_on:address:1A1z...`, valid in the world from and to as statements are. It is proposed by one person and
confirmed by another, and taken back like anything that people add. It speaks of outputs by the time of the block that
gave them. Of several rules that speak of one output the address's goes before the category's, and of these the one said
last; where none does, the set that is shipped holds (`stop_rules.toml`). What an authority lists ends every trail: no
rule lets it through.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TypeAlias

import msgspec

from watchgate.model.errors import BadInputError
from watchgate.model.statement import Statement, Status
from watchgate.model.wallet_addresses import wrong_by_form
from watchgate.risk.exposure.valid_seconds import BEGINNING, END, seconds_of_validity

WORD = "stop"
DATASET = "stop_rules"
ENDS, GOES_ON = "ends", "goes_on"
CATEGORY, ADDRESS = "category", "address"
DEFAULT = "default"
"""What stands in place of a statement for a rule of the shipped set."""
LISTED = "sanctions"
"""The category that always ends a trail."""
Spans: TypeAlias = tuple[tuple[int, int], ...]
"""When outputs end a trail: [from, to) in seconds, Unix time."""
ALWAYS: Spans = ((BEGINNING, END),)
NEVER: Spans = ()


class StopRule(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """`kind`: whether `of` is a category or an address. `since`, `until`: as the statement writes them, None without
    bound. `statement`: where the ledger says it, or `default`; `reason`: of the shipped set."""

    kind: str
    of: str
    ends: bool
    since: str | None = None
    until: str | None = None
    statement: str = DEFAULT
    reason: str = ""

    @property
    def span(self) -> tuple[int, int]:
        """[from, to) in seconds."""
        return seconds_of_validity(self.since, self.until)

    @property
    def sentence(self) -> str:
        """For people."""
        what = f"addresses tagged {self.of or 'without a category'}" if self.kind == CATEGORY else self.of
        does = "end a trail" if self.ends else "are gone through"
        does = does if self.kind == CATEGORY else ("ends a trail" if self.ends else "is gone through")
        time = f"{f' from {self.since}' if self.since else ''}{f' until {self.until}' if self.until else ''}"
        said = f"statement {self.statement}" if self.statement != DEFAULT else "shipped"
        return f"{what} {does}{time} [{said}]"


class StopRules:
    """The rules that are said, over the shipped set. `changes` grows when a rule about a category comes or goes."""

    def __init__(self) -> None:
        self.changes = 0
        self.by_entity: dict[str, tuple[StopRule, ...]] = {}
        self._by: dict[tuple[str, str], tuple[StopRule, ...]] = {}

    def take(self, entity_id: str, rules: Sequence[StopRule]) -> list[str]:
        """What an entity's statements say now; answers the addresses of which another thing is said than before."""
        old = self.by_entity.get(entity_id, ())
        if old == tuple(rules):
            return []
        self.by_entity.pop(entity_id, None)
        if rules:
            self.by_entity[entity_id] = tuple(rules)
        keys = {(one.kind, key_of(one.of)) for one in (*old, *rules)}
        for key in keys:
            others = (one for one in self._by.pop(key, ()) if one not in old)
            left = sorted((*others, *(one for one in rules if (one.kind, key_of(one.of)) == key)), key=_order)
            if left:
                self._by[key] = tuple(left)
        self.changes += any(kind == CATEGORY for kind, _ in keys)
        return [of for kind, of in keys if kind == ADDRESS]

    def said(self) -> tuple[StopRule, ...]:
        """Every rule that a statement says, in the order of the ledger."""
        return tuple(sorted((one for many in self.by_entity.values() for one in many), key=_order))

    def of_category(self, category: str) -> tuple[StopRule, ...]:
        """The shipped rule, and what is said about the category, the last one last."""
        return (shipped(category), *self._by.get((CATEGORY, category), ()))

    def of_address(self, address: str) -> tuple[StopRule, ...]:
        """What is said about one address, the last one last."""
        return self._by.get((ADDRESS, key_of(address)), ())

    def about_categories(self) -> tuple[StopRule, ...]:
        """What statements say about categories."""
        return tuple(one for one in self.said() if one.kind == CATEGORY)

    def deciding(self, category: str, address: str) -> tuple[StopRule, ...]:
        """All that is said of what comes to `address`, tagged `category`, the strongest last."""
        return (*self.of_category(category), *self.of_address(address))

    def spans(self, category: str, address: str) -> Spans:
        """When what comes to `address`, tagged `category`, ends a trail."""
        if category == LISTED:
            return ALWAYS
        about = self.of_address(address)
        if not about and (CATEGORY, category) not in self._by:
            return ALWAYS if shipped(category).ends else NEVER
        return _spans(self.deciding(category, address))

    def of_no_effect(self) -> tuple[StopRule, ...]:
        """Those that would let a listed party's wallet through."""
        return tuple(one for one in self.said() if one.kind == CATEGORY and one.of == LISTED and not one.ends)


def key_of(address: str) -> str:
    """One key for all spellings: the capitals of a hexadecimal address are a checksum."""
    return address.lower() if address[:2] in ("0x", "0X") else address


def rules_of(statements: Sequence[Statement]) -> tuple[StopRule, ...]:
    """What the statements of one entity say about trails, when they are confirmed and whole."""
    found = []
    for one in statements:
        if one.schema == "CryptoWallet" and one.prop == "keywords" and one.status is Status.CONFIRMED:
            rule = parsed(one.value, one.valid_from, one.valid_to, str(one.locator))
            if rule is not None:
                found.append(rule)
    return tuple(found)


def parsed(value: str, since: str | None, until: str | None, statement: str) -> StopRule | None:
    """The rule in the value of a statement; None where it is none."""
    word, _, rest = value.partition(":")
    does, _, about = rest.partition(":")
    kind, _, of = about.partition(":")
    if word != WORD or does not in (ENDS, GOES_ON) or kind not in (CATEGORY, ADDRESS) or (kind == ADDRESS and not of):
        return None
    rule = StopRule(kind=kind, of=of, ends=does == ENDS, since=since, until=until, statement=statement)
    try:
        first, last = rule.span
    except ValueError:
        return None
    return rule if first < last else None


def rule_of(about: str, *, ends: bool, since: str | None, until: str | None) -> StopRule:
    """As somebody asks for it: `about` a category, or an address, which has a digit or a capital in it; where that
    tells the wrong one, `category:` or `address:` before it. BadInputError where it can be none."""
    kind, _, of = about.strip().partition(":")
    if kind in (CATEGORY, ADDRESS) and not of.strip():
        raise BadInputError("a category or an address is needed", where="about")
    if kind not in (CATEGORY, ADDRESS):
        of = about.strip()
        kind = ADDRESS if any(one.isdigit() or one.isupper() for one in of) else CATEGORY
    wrong = wrong_by_form(of) if kind == ADDRESS else ""
    if wrong:
        raise BadInputError(f"{of[:90]!r} is no address of a wallet: {wrong}", where="about")
    rule = StopRule(kind=kind, of=of, ends=ends, since=since, until=until)
    rule_statement(rule)
    return rule


def rule_statement(rule: StopRule) -> Statement:
    """The draft that says it, to be proposed. BadInputError where such a rule cannot be."""
    if rule.kind == CATEGORY and rule.of == LISTED and not rule.ends:
        raise BadInputError(
            f"the wallets of category {LISTED} end every trail", hint="a listing is taken back by its list, or its tag"
        )
    value = f"{WORD}:{ENDS if rule.ends else GOES_ON}:{rule.kind}:{rule.of}"
    if parsed(value, rule.since, rule.until, "") is None:
        raise BadInputError(
            f"{rule.of[:90]!r} from {rule.since} until {rule.until} is no stop rule",
            hint="a category or an address, and dates like 2024, 2024-03 or 2024-03-01, the first before the second",
        )
    return Statement(
        entity_id=f"stop-{rule.kind}-{key_of(rule.of) or 'none'}"[:255],
        schema="CryptoWallet",
        prop="keywords",
        value=value,
        dataset=DATASET,
        valid_from=rule.since,
        valid_to=rule.until,
    )


@cache
def shipped(category: str) -> StopRule:
    """What the shipped set says about a category."""
    kept = _kept()
    return next((rule for rule in kept.rules if rule.of == category), kept.other(category))


def every_shipped() -> tuple[StopRule, ...]:
    """The shipped set, a rule a category."""
    return _kept().rules


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ends: bool
    reason: str
    categories: tuple[str, ...] = ()


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    said_by: str
    said_on: date
    rule: tuple[_Said, ...]
    unnamed: _Said = msgspec.field(name="other")

    @property
    def rules(self) -> tuple[StopRule, ...]:
        return tuple(
            StopRule(kind=CATEGORY, of=category, ends=one.ends, reason=one.reason)
            for one in self.rule
            for category in one.categories
        )

    def other(self, category: str) -> StopRule:
        return StopRule(kind=CATEGORY, of=category, ends=self.unnamed.ends, reason=self.unnamed.reason)


@cache
def _kept() -> _Kept:
    text = resources.files("watchgate").joinpath("risk/exposure/stop_rules.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Kept)


def _order(rule: StopRule) -> tuple[int, int]:
    position, _, ordinal = rule.statement.partition(".")
    return int(position), int(ordinal)


def _spans(rules: Iterable[StopRule]) -> Spans:
    """When rules, the strongest last, say that a trail ends."""
    said = [(rule.span, rule.ends) for rule in rules]
    edges = sorted({edge for span, _ in said for edge in span})
    found: list[tuple[int, int]] = []
    for first, last in pairwise(edges):
        if next(ends for (low, high), ends in reversed(said) if low <= first and last <= high):
            if found and found[-1][1] == first:
                found[-1] = (found[-1][0], last)
            else:
                found.append((first, last))
    return tuple(found)
