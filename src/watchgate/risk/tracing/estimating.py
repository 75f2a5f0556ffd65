"""Estimates: the set of addresses, what it received when, and what the estimate stands on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.risk.exposure.answer import NOT_TRACED
from watchgate.risk.exposure.asset_rows import row_of_asset
from watchgate.risk.exposure.assets import Asset, verified
from watchgate.risk.exposure.attribution import Attribution
from watchgate.risk.exposure.estimate import PERIODS, Estimate, estimate
from watchgate.risk.exposure.inflow import Inflow, account_inflow, inflow
from watchgate.risk.exposure.marking import marked
from watchgate.risk.exposure.stop_rules import StopRule
from watchgate.risk.exposure.worth import Worth, priced, seconds_of, valuing
from watchgate.risk.tracing.address import refuse_mistyped, written
from watchgate.risk.tracing.evidence import Evidence
from watchgate.risk.tracing.money import Money

ADDRESSES_MAX = 100_000
FILE_BYTES_MAX = 16 << 20
HOPS_MAX = 200
LEAST = 1e-9
"""A flow of less than this share of the whole is not followed, and told."""


class Question(msgspec.Struct, frozen=True):
    """Which set, how far, in which periods. `since`, `until`: days (UTC) on which the set received, both included."""

    addresses: tuple[str, ...]
    tagged: str
    asset: str
    by: str
    since: str
    until: str
    hops: int
    currency: str
    age_hours: float

    def __post_init__(self) -> None:
        """BadInputError where it cannot be asked; a file of recorded steps may say anything."""
        for name, text in (("since", self.since), ("until", self.until)):
            if text and not _is_day(text):
                raise BadInputError(f"{text[:40]!r} is no day", where=name, hint="write it as 2024-05-01")
        if self.by not in PERIODS:
            raise BadInputError(f"{self.by[:40]!r} is no period", hint=", ".join(PERIODS))
        if not 1 <= self.hops <= HOPS_MAX:
            raise BadInputError(f"{self.hops} hops are asked for", hint=f"1 to {HOPS_MAX}")

    @property
    def options(self) -> dict[str, Any]:
        """For a file of steps."""
        return msgspec.structs.asdict(self)


class Estimated(msgspec.Struct, frozen=True, kw_only=True):
    """An estimate with what it stands on. `addresses`: of the set, in what was read; `missing`: those that are not.
    `worth`: of the inflow, when it was received. `undated`: units that are left out, where days are asked for,
    since nobody knows when they came. Units are the smallest of `asset`, 10^-`decimals`."""

    chain: str
    addresses: int
    missing: tuple[str, ...]
    asset: str
    decimals: int
    estimate: Estimate
    worth: Worth
    rule: str
    hops: int
    by: str
    since: str
    until: str
    undated: int
    position: int
    height: int
    remark: str = NOT_TRACED
    stop_rules: tuple[StopRule, ...] = ()
    stop_rules_more: int = 0


def estimated(evidence: Evidence, chain_id: str, question: Question) -> Estimated:
    """The answer. NotFoundError where nothing of the set was read, or it received nothing."""
    money = Money.of(question.currency, question.age_hours)
    chain = evidence.chain(chain_id)
    try:
        rows = chain.rows
        tags, prices = evidence.tags, evidence.prices
        members, missing = _members(rows, chain_id, question, tags)
        begun, asset = _begun(rows, chain_id, members, question.asset)
        begun, undated = _within(rows, begun, question.since, question.until)
        if not begun.amounts:
            raise NotFoundError(
                f"the {len(members):,} addresses have received nothing from others in what was read of {chain_id}, in "
                "the time asked for",
                hint="not found is not the same as clean: ingest more blocks",
            )
        digits = asset.decimals if asset is not None else 8
        how = valuing(
            prices,
            chain_id,
            contract=asset.contract if asset is not None else "",
            digits=digits,
            currency=money.currency,
            age_hours=money.age_hours,
        )
        least = max(1.0, LEAST * sum(begun.amounts))
        known = marked(rows, chain_id, tags)
        found = estimate(rows, known, begun, hops=question.hops, by=question.by, how=how, least=least)
        heights = rows.view("block_height")
        rules, rules_more = known.rules_of(dict.fromkeys(one.category for one in found.reached), tags.rules)
        return Estimated(
            chain=chain_id,
            addresses=len(members),
            missing=missing,
            asset=asset.symbol if asset is not None else "",
            decimals=digits,
            estimate=found,
            worth=priced(rows, begun.outputs, begun.amounts, how).worth(begun.amounts, how),
            rule="haircut",
            hops=question.hops,
            by=question.by,
            since=question.since,
            until=question.until,
            undated=undated,
            position=tags.position,
            height=int(heights[-1]) if len(heights) else -1,
            stop_rules=rules,
            stop_rules_more=rules_more,
        )
    finally:
        chain.close()


def addresses_typed(asked: Sequence[str]) -> tuple[str, ...]:
    """The addresses among the arguments, and those of files, one a line; `#` begins a remark."""
    found: list[str] = []
    for one in asked:
        path = Path(one)
        try:
            is_file = path.is_file()
        except OSError:
            is_file = False
        found += _lines(path) if is_file else [one.strip()]
    if len(found) > ADDRESSES_MAX:
        raise BadInputError(f"{len(found):,} addresses are asked about", hint=f"at most {ADDRESSES_MAX:,} at once")
    return tuple(dict.fromkeys(found))


def _lines(path: Path) -> Iterable[str]:
    if path.stat().st_size > FILE_BYTES_MAX:
        raise BadInputError(f"is larger than {FILE_BYTES_MAX >> 20} MB", where=str(path))
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BadInputError("is not UTF-8 with one address a line", where=str(path)) from error
    found = [line.partition("#")[0].strip() for line in lines]
    if not any(found):
        raise BadInputError("holds no address", where=str(path), hint="write one a line")
    return [one for one in found if one]


def _members(
    rows: UtxoChain, chain_id: str, question: Question, tags: Attribution
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], tuple[str, ...]]:
    """The rows of the set, and the addresses that are not in what was read. BadInputError for a mistyped one: without
    it the estimate would be of another set."""
    asked = [written(one, chain_id) for one in question.addresses]
    typed = frozenset(asked)
    if question.tagged:
        name = question.tagged.casefold()
        named = [
            one.address
            for one in tags.on(chain_id)
            if name in (one.dataset.casefold(), one.label.casefold(), one.actor.casefold())
        ]
        if not named:
            raise NotFoundError(
                f"no tag of {chain_id} is of a pack, or has an actor or a label, {question.tagged!r}",
                hint="a pack that was loaded from lazarus.yaml is tags_lazarus",
            )
        asked += named
    if not asked:
        raise BadInputError("no address is asked about", hint="name addresses, a file of them, or --tagged")
    found = {one: rows.address(one) if one.isascii() else None for one in asked}
    missing = tuple(one for one, row in found.items() if row is None)
    for one in missing:
        if one in typed:
            refuse_mistyped(one, chain_id)
    members = np.unique(np.array([row for row in found.values() if row is not None], np.int64))
    if not len(members):
        raise NotFoundError(
            f"none of {len(found):,} addresses is in what was read of {chain_id}",
            hint="not found is not the same as clean: ingest more blocks",
        )
    return members, missing


def _begun(
    rows: UtxoChain, chain_id: str, members: np.ndarray[tuple[int], np.dtype[np.int64]], wanted: str
) -> tuple[Inflow, Asset | None]:
    if not isinstance(rows, AccountChain):
        if wanted:
            raise BadInputError(f"{chain_id} has one coin", where="asset", hint="leave it out")
        return inflow(rows, members), None
    known = verified(chain_id)
    asset = next((one for one in known.values() if wanted.casefold() in (one.symbol.casefold(), one.contract)), None)
    if asset is None:
        names = ", ".join(one.symbol for one in known.values())
        raise BadInputError(f"{wanted[:80]!r} is no verified asset of {chain_id}", where="asset", hint=names)
    number = row_of_asset(rows, asset)
    if number is None:
        raise NotFoundError(f"{asset.symbol} is not in what was read of {chain_id}")
    return account_inflow(rows, members, number), asset


def _within(rows: UtxoChain, begun: Inflow, since: str, until: str) -> tuple[Inflow, int]:
    """What was received on the days asked for, and the units of which nobody knows when. What came at another time
    still comes back when it comes back."""
    if not since and not until:
        return begun, 0
    first = _second(since) if since else -1
    last = _second((date.fromisoformat(until) + timedelta(1)).isoformat()) if until else 1 << 62
    seconds = seconds_of(rows, begun.outputs)
    chosen = [second is not None and first <= second < last for second in seconds]
    amounts = [amount for amount, wanted in zip(begun.amounts, chosen, strict=True) if wanted]
    undated = sum(amount for amount, second in zip(begun.amounts, seconds, strict=True) if second is None)
    return begun._replace(outputs=begun.outputs[np.array(chosen, bool)], amounts=amounts), undated


def _second(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text and "0002" <= text[:4] <= "9998"
    except ValueError:
        return False
