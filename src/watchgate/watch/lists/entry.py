"""What every list format yields: entries with their claims, or the refusal of an entry with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from watchgate.model.statement import ListRecord, Statement


class Claim(msgspec.Struct, frozen=True):
    """One property of the entry. `original` is the source's own wording when `value` is a normalised form of it.

    The last four are for sources that hand on statements of others and say these things themselves (FtM).
    """

    prop: str
    value: str
    lang: str | None = None
    original: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    origin: str | None = None
    external: bool = False
    first_seen: str | None = None
    last_seen: str | None = None


class ListEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a list says something about. `record_id` is the publisher's own; `entity_id` is stable over snapshots.

    A listing is an entry of its own, schema `Sanction`, that points to the listed entity by its `entity` claim and
    carries authority, programme, legal basis, listing date. `dataset`: where the file hands on what another dataset
    says, that dataset; None for the file's own.
    """

    entity_id: str
    record_id: str
    schema: str
    claims: tuple[Claim, ...]
    dataset: str | None = None

    def statements(self, dataset: str) -> Iterator[Statement]:
        """The entry as statements, evidence pointing at the record in the delivery's file."""
        evidence = self.evidence()
        return (self.statement(claim, dataset, evidence) for claim in self.claims)

    def evidence(self) -> ListRecord:
        """Where all its claims stand."""
        return ListRecord(record_id=self.record_id)

    def statement(self, claim: Claim, dataset: str, evidence: ListRecord) -> Statement:
        """One of its claims as a statement."""
        return Statement(
            entity_id=self.entity_id,
            schema=self.schema,
            prop=claim.prop,
            value=claim.value,
            dataset=self.dataset or dataset,
            lang=claim.lang,
            original_value=claim.original,
            valid_from=claim.valid_from,
            valid_to=claim.valid_to,
            origin=claim.origin,
            external=claim.external,
            first_seen=claim.first_seen,
            last_seen=claim.last_seen,
            evidence=evidence,
        )


class RefusedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that could not be read: never dropped in silence."""

    record_id: str
    reason: str


class ListFile(msgspec.Struct, frozen=True, kw_only=True):
    """A recognised list file. `paths`: the file, and companions that only make sense with it (comment continuations).

    `source`: the feed diffed as one (`us_ofac_sdn.alt`); `dataset`: the FtM dataset (`us_ofac_sdn`).
    `snapshot_date`: ISO date the file itself states, None when it states none.
    """

    paths: tuple[Path, ...]
    format: str
    source: str
    dataset: str
    snapshot_date: str | None = None


class ListFormat(msgspec.Struct, frozen=True, kw_only=True):
    """One format: how its files are recognised by content, and read.

    `recognise(path, head)`: `head` is the first 64 KiB; None when the file is not of this format.
    `read(file)`: the entries in file order, in bounded memory. `tried`: whether a real file has been read with it.
    """

    name: str
    title: str
    recognise: Callable[[Path, bytes], ListFile | None]
    read: Callable[[ListFile], Iterator[ListEntry | RefusedEntry]]
    tried: bool
