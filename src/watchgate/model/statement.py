"""Statement: one source says one thing about one property of one entity; and the three acts upon statements.

The claim is a FollowTheMoney statement; Watchgate adds validity in the world, status, and evidence: where it can be
seen again. Nothing is overwritten: a Retraction takes a statement back, a Confirmation is the second act that turns a
proposed one into a confirmed one, a Marking changes who may see it.

Statements and their evidence hold texts and numbers alone and so form no cycles: the collector is told to leave them
out (gc=False). A view keeps millions of them; walking them takes as long again as reading them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import msgspec

from watchgate.model.handling import Handling


class Status(StrEnum):
    """Standing of a statement. What a person adds is proposed until a second act confirms it."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    RETRACTED = "retracted"


class Locator(NamedTuple):
    """The address of an entry in the ledger: delivery position (from 1) and ordinal in the delivery (from 0)."""

    position: int
    ordinal: int

    def __str__(self) -> str:
        return f"{self.position}.{self.ordinal}"


class ListRecord(msgspec.Struct, frozen=True, tag="list", gc=False):
    """A record of a list file. `sha256` is that of the file; None means the delivery's own file."""

    record_id: str
    sha256: str | None = None


class Span(msgspec.Struct, frozen=True, tag="span", gc=False):
    """Characters [start, end) of a document's text; `raw` equals that slice, character for character."""

    sha256: str
    start: int
    end: int
    raw: str


class ChainOutput(msgspec.Struct, frozen=True, tag="chain", gc=False):
    """A place on a blockchain. `output` is None for the transaction as a whole; `block` is a height."""

    chain: str
    block: int
    transaction: str
    output: int | None = None


class Scene(msgspec.Struct, frozen=True, tag="scene", gc=False):
    """Satellite scenes and the place in them; `geometry` is WKT in WGS 84 longitude, latitude."""

    scene_ids: tuple[str, ...]
    geometry: str


Evidence = ListRecord | Span | ChainOutput | Scene


class Statement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="statement", gc=False):
    """One source's claim: `entity_id`, a `schema` thing, has `value` for `prop`.

    `schema` and `prop` are FollowTheMoney's. `value` is normalised; `original_value` is what the source wrote when that
    differs. `valid_from`/`valid_to`: ISO 8601 dates of reduced precision (2024, 2024-03, 2024-03-01): when the claim
    holds in the world, [from, to). `first_seen`/`last_seen`: kept when the source gives them (FtM), otherwise they are
    read from the deliveries. `origin` is FtM's: which part of the source. `status` in a draft is how it is asserted;
    read from the ledger it is how it stands at the position asked about.
    `id`, `position` and `ordinal` are given by the ledger and empty in a draft.
    """

    entity_id: str
    schema: str
    prop: str
    value: str
    dataset: str
    lang: str | None = None
    original_value: str | None = None
    origin: str | None = None
    external: bool = False
    first_seen: str | None = None
    last_seen: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    status: Status = Status.CONFIRMED
    evidence: Evidence | None = None
    id: str = ""
    position: int = 0
    ordinal: int = 0

    @property
    def locator(self) -> Locator:
        """Where it stands in the ledger."""
        return Locator(self.position, self.ordinal)


class Retraction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="retraction"):
    """Takes back the statement at `target` from the delivery it stands in on. The past keeps showing it."""

    target: Locator
    reason: str


class Confirmation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="confirmation"):
    """The second act: the proposed statement at `target` is confirmed `by` somebody, who gives a reason."""

    target: Locator
    by: str
    reason: str = ""


class Marking(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="marking"):
    """Replaces the handling of the statement at `target`.

    Access is a matter of the present: the newest marking of the ledger counts for reads at every position.
    """

    target: Locator
    handling: Handling


Entry = Statement | Retraction | Confirmation | Marking
