"""What is asked of a chain: the bodies of POST /chains/{chain}/..., with their bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta

if TYPE_CHECKING:
    from watchgate.risk.tracing.money import Money

ADDRESSES_MAX = 100
SET_MAX = 10_000
CLUSTER_MAX = 100_000
"""Addresses of one holder that an answer names; more is asked on the command line."""

Text = Annotated[str, Meta(max_length=200)]
Start = Annotated[str, Meta(min_length=1, max_length=200)]
Hops = Annotated[int, Meta(ge=1, le=40)]


class Valued(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In which currency sums are given as well; a price older than `price_age` hours at the transfer is none."""

    currency: Annotated[str, Meta(max_length=3)] = "USD"
    price_age: Annotated[float, Meta(ge=0, le=8784)] = 48.0

    @property
    def money(self) -> Money:
        """Both. BadInputError where it is no currency."""
        from watchgate.risk.tracing.money import Money

        return Money.of(self.currency, self.price_age)


class ExposeBody(Valued, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`eps`: shares below it are cut. `cluster`: of all addresses taken together with each. `poison`: also of which
    categories anything at all came."""

    addresses: Annotated[list[Start], Meta(min_length=1, max_length=ADDRESSES_MAX)]
    rule: Literal["haircut", "fifo"] = "haircut"
    eps: Annotated[float, Meta(ge=1e-6, le=0.5)] = 1e-3
    cluster: bool = False
    poison: bool = False


class TraceBody(Valued, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`start`: an address, or TRANSACTION:NUMBER. `asset`: of account chains, symbol or contract; else the coin."""

    start: Start
    hops: Hops = 6
    asset: Text = ""
    rule: Literal["haircut", "fifo"] = "haircut"


class ClustersBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose holder's addresses are asked for."""

    address: Start


class MergeBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of the suggestions for `address` the one at `output`, as TRANSACTION:NUMBER."""

    address: Start
    output: Start


class PatternsBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As TraceBody."""

    start: Start
    hops: Hops = 12
    asset: Text = ""


class EstimateBody(Valued, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A set of addresses: those given, and all of a pack, an actor or a label (`tagged`). `since`, `until`: days (UTC)
    on which it received."""

    addresses: Annotated[list[Start], Meta(max_length=SET_MAX)] = []
    tagged: Text = ""
    asset: Text = ""
    by: Literal["all", "year", "month", "day"] = "year"
    since: Annotated[str, Meta(max_length=10)] = ""
    until: Annotated[str, Meta(max_length=10)] = ""
    hops: Annotated[int, Meta(ge=1, le=200)] = 40
