"""Source: one record of one list (or one delivery of a person) in which a part of a hit was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from watchgate.ledger.interface import Snapshot
from watchgate.model.clock import iso
from watchgate.model.statement import ChainOutput, ListRecord, Scene, Span, Statement
from watchgate.risk.dossiers import Dossier
from watchgate.risk.identifiers.kinds import KINDS
from watchgate.risk.identifiers.normal import normal
from watchgate.risk.party_names import NAME_PROPS

LISTING_PROPS = ("entity", "authority", "program", "programId", "listingDate", "startDate", "endDate", "unscId")
"""Of a Sanction, or of the party itself where a list says it there: who listed it, under what, from when to when."""


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`position` of the delivery, `statements` by locator (`watchgate trace LOCATOR` follows each to its original).

    `record`: the publisher's own id; `evidence`: where else it can be seen (a document's characters, a transaction).
    `snapshot_date`, `recorded_at`, `grade`, `file_sha256`, `feed` are the delivery's; `authority`, `programmes` and
    `listed` what the listing says. `names`: the names said here, as written.
    """

    dataset: str
    position: int
    statements: tuple[str, ...]
    feed: str = ""
    record: str | None = None
    evidence: str | None = None
    snapshot_date: str | None = None
    recorded_at: str = ""
    grade: str = ""
    file_sha256: str | None = None
    names: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


def sources_of(dossier: Dossier, names: Sequence[str], numbers: Sequence[str]) -> tuple[Source, ...]:
    """Where the matched `names`, the agreeing identifiers with normal values `numbers`, and the listing were said."""
    grouped: dict[tuple[str, int, str], list[Statement]] = {}
    for statement in _relevant(dossier, frozenset(names), frozenset(numbers)):
        key = (statement.dataset, statement.position, _where(statement)[0] or "")
        grouped.setdefault(key, []).append(statement)
    return tuple(_source(said) for _, said in sorted(grouped.items()))


def with_deliveries(sources: Sequence[Source], snapshot: Snapshot) -> tuple[Source, ...]:
    """The sources with what their deliveries say of themselves."""
    return tuple(_with_delivery(source, snapshot) for source in sources)


def _relevant(dossier: Dossier, names: frozenset[str], numbers: frozenset[str]) -> Iterator[Statement]:
    for statement in (*dossier.own, *dossier.parts):
        if statement.prop in NAME_PROPS:
            if statement.value in names and statement.entity_id == dossier.entity_id:
                yield statement
        elif statement.prop in LISTING_PROPS and statement.prop.startswith("program"):
            if statement.entity_id == dossier.entity_id:
                yield statement
        elif numbers and (statement.prop in KINDS or statement.prop == "number"):
            found = normal(statement.prop if statement.prop in KINDS else "idNumber", statement.value)
            if found is not None and found.value in numbers:
                yield statement
    for statement in dossier.listings:
        if statement.prop in LISTING_PROPS:
            yield statement


def _source(said: Sequence[Statement]) -> Source:
    record, evidence = _where(said[0])
    return Source(
        dataset=said[0].dataset,
        position=said[0].position,
        statements=tuple(str(statement.locator) for statement in sorted(said, key=lambda one: one.locator)),
        record=record,
        evidence=evidence,
        names=_values(said, *NAME_PROPS),
        authority=_values(said, "authority"),
        programmes=_values(said, "program", "programId"),
        listed=_values(said, "listingDate", "startDate"),
    )


def _with_delivery(source: Source, snapshot: Snapshot) -> Source:
    header = snapshot.delivery(source.position)
    if header is None:  # a statement marked open in a delivery that is closed to this reader
        return source
    return msgspec.structs.replace(
        source,
        feed=header.source,
        snapshot_date=header.snapshot_date,
        recorded_at=iso(header.recorded_at),
        grade=header.grade,
        file_sha256=header.file_sha256,
    )


def _where(statement: Statement) -> tuple[str | None, str | None]:
    """The record id, or the place in words."""
    match statement.evidence:
        case ListRecord(record_id=record):
            return record, None
        case Span(sha256=sha256, start=start, end=end):
            return None, f"document {sha256}, characters {start} to {end}"
        case ChainOutput(chain=chain, transaction=transaction, output=output):
            return None, f"{chain} transaction {transaction}" + (f", output {output}" if output is not None else "")
        case Scene(scene_ids=scenes):
            return None, "scenes " + ", ".join(scenes)
        case _:
            return None, None


def _values(said: Sequence[Statement], *props: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(statement.value for statement in said if statement.prop in props))
