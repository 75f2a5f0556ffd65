"""The evidence log: append, as_of, follow, prove. One interface; SQLite behind it, PostgreSQL later.

A position counts deliveries from 1; position 0 is the empty ledger. Every read names its reader and answers as if the
statements that reader may not see did not exist: a retraction or confirmation in a delivery the reader may not see
does not take effect for that reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from watchgate.ledger.home import Home
from watchgate.model.delivery import Delivery, Receipt
from watchgate.model.handling import Reader
from watchgate.model.statement import Locator, Marking, Statement


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The log as it stands: `position` deliveries, `entries` in all, Merkle `root` over the deliveries (hex)."""

    position: int
    entries: int
    recorded_at: int
    root: str


class SignedHead(msgspec.Struct, frozen=True, kw_only=True):
    """A head signed with the ledger's Ed25519 key and kept outside the ledger's file; all binary fields hex."""

    head: Head
    public_key: str
    signature: str
    signed_at: int


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """That an entry is in the log: leaf -> delivery root (`entry_path`), delivery leaf -> log root (`log_path`).

    All hashes hex, RFC 6962 shape. `salt` opens this leaf only. `canonical` is the entry's canonical bytes, hex.
    """

    locator: Locator
    canonical: str
    salt: str
    entry_path: tuple[str, ...]
    delivery_entries: int
    delivery_root: str
    delivery_header: str
    log_path: tuple[str, ...]
    head: Head


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What `verify` found. `damages` names each damaged thing; empty means every stored byte gave its hash."""

    head: Head
    deliveries: int
    entries: int
    damages: tuple[str, ...] = ()


class Snapshot(Protocol):
    """The evidence as it was known at `position`, for one reader; only statements not retracted, proposed included.

    `valid_at` (ISO date), when given, leaves only statements whose [valid_from, valid_to) contains it.
    """

    @property
    def position(self) -> int: ...

    def entity(self, entity_id: str) -> tuple[Statement, ...]:
        """The statements of one entity in ledger order; empty when there are none."""
        ...

    def was_named(self, entity_id: str) -> bool:
        """Whether anything was ever said of the entity up to `position`, what was taken back since among it."""
        ...

    def entity_ids(self) -> Iterator[str]:
        """Every entity that has a statement in this snapshot."""
        ...

    def entities(self) -> Iterator[tuple[str, tuple[Statement, ...]]]:
        """Every entity with its statements: the bulk read that views are built from."""
        ...

    def source(self, source: str) -> Iterator[Statement]:
        """The statements in force that deliveries of `source` asserted: what a newer list snapshot is diffed with."""
        ...

    def referring_to(self, entity_id: str) -> Iterator[Statement]:
        """Statements of other entities whose value is `entity_id` (for FtM's entity-typed properties)."""
        ...

    def statement(self, locator: Locator) -> Statement | None:
        """One statement, retracted ones too (its status says so); None if there is none this reader may see."""
        ...

    def delivery(self, position: int) -> Delivery | None:
        """The header of a delivery (no entries): source, grade, handling, file, time. None if not visible."""
        ...

    def markings(self) -> Iterator[Marking]:
        """What changed who may see a statement, in order; each names its target with the position."""
        ...

    def deliveries(self, source: str | None = None) -> Iterator[Delivery]:
        """Headers in order, of one source or all."""
        ...


class Ledger(Protocol):
    """What every backend does, and one contract suite checks."""

    @property
    def home(self) -> Home:
        """The folder of this ledger: originals, transfers and views stand in it too."""
        ...

    def append(self, delivery: Delivery) -> Receipt:
        """Make `delivery` durable as the next position; returns only when it is. Refuses it whole or takes it whole."""
        ...

    def append_many(self, deliveries: Sequence[Delivery]) -> list[Receipt]:
        """Several, in order, under as few fsyncs as possible; all or none."""
        ...

    def append_each(self, deliveries: Iterable[Delivery]) -> Iterator[Receipt]:
        """One after the other, each durable by itself before the next is begun: for long loads.

        While one is made durable the next is taken from `deliveries` and prepared, which needs a second processor to
        gain by it; so a receipt comes when the next delivery is on its way. What refuses a delivery is raised in place
        of its receipt: those before it are durable, those after it are not appended.
        """
        ...

    def as_of(
        self,
        *,
        reader: Reader,
        position: int | None = None,
        recorded_at: int | None = None,
        valid_at: str | None = None,
        at_least: int | None = None,
    ) -> Snapshot:
        """The evidence known at `position`, or at the instant `recorded_at` (UTC microseconds), or now.

        `at_least`: wait (bounded) until this process sees that position, else LedgerBusyError.
        """
        ...

    def entity(self, entity_id: str, *, reader: Reader, position: int | None = None) -> tuple[Statement, ...]:
        """Short for as_of(...).entity(entity_id)."""
        ...

    def follow(self, position: int, *, reader: Reader) -> Iterator[Delivery]:
        """Deliveries after `position`, whole and in order, up to the head at the time of the call.

        Entries this reader may not see are left out; a delivery of which nothing is visible still comes, empty, so
        that positions stay whole.
        """
        ...

    def wait(self, position: int, timeout_s: float) -> int:
        """Block until the head is beyond `position` or the time is up; returns the head's position."""
        ...

    def head(self) -> Head: ...

    def find(self, reference: str, *, reader: Reader) -> Locator:
        """The locator meant by `12.340` or by a statement id (sha256 hex, or a unique prefix of >= 8 characters)."""
        ...

    def prove(self, locator: Locator, *, reader: Reader) -> Proof:
        """That the entry at `locator` is in the log; it opens the entry and the header of its delivery.

        NotFoundError when there is none, or when this reader may not see the entry, its target or its delivery.
        """
        ...

    def consistency(self, old_position: int, new_position: int) -> tuple[str, ...]:
        """RFC 6962 consistency proof between two heads, hex."""
        ...

    def verify(self) -> Verification:
        """Read every stored byte and compare with every stored hash."""
        ...

    def close(self) -> None: ...
