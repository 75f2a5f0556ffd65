"""A stored decision with all that explains it: other messages about the same payment, and where each match was said."""

from __future__ import annotations

import msgspec

from watchgate.gate.history.entry import Stored
from watchgate.gate.history.history import History
from watchgate.gate.service_uetr import uetrs_of
from watchgate.ledger.interface import Ledger
from watchgate.model.decision import Decision, Match, Verdict
from watchgate.model.handling import Reader
from watchgate.model.record import Message, Record
from watchgate.risk.dossiers import Dossiers
from watchgate.risk.explain import matched_names
from watchgate.risk.parties import HOLDER_PROPS
from watchgate.risk.sources import Source, sources_of, with_deliveries

HOLDERS = frozenset(HOLDER_PROPS.values())


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """Another message about the same payment: its cover, its return, its recall."""

    number: int
    kind: str
    verdict: Verdict


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """`parties`: the numbers under which the history knows the record's parties. `sources` by entity."""

    number: int
    verdict: Verdict
    decision: Decision | None
    record: Record | None
    message: Message
    sha256: str
    record_id: str
    parties: tuple[int, ...]
    erased: bool
    previous: int | None
    conflict: int | None
    related: tuple[Related, ...]
    sources: dict[str, tuple[Source, ...]]


def explained(stored: Stored, history: History, ledger: Ledger, reader: Reader) -> Explained:
    """`stored` with its sources as `reader` may see them, in the evidence it was decided on."""
    return Explained(
        number=stored.number,
        verdict=stored.verdict,
        decision=stored.decision,
        record=stored.record,
        message=stored.message,
        sha256=stored.sha256,
        record_id=stored.record_id,
        parties=stored.parties,
        erased=stored.record is None,
        previous=stored.previous,
        conflict=stored.conflict,
        related=tuple(
            Related(number=one.number, kind=one.message.kind, verdict=one.verdict) for one in related(stored, history)
        ),
        sources=sources_of_matches(stored, ledger, reader),
    )


def related(stored: Stored, history: History) -> list[Stored]:
    """Other decisions with one of its UETRs, in the order they were made."""
    found: dict[int, Stored] = {}
    for uetr in uetrs_of(stored.message, stored.record):
        found.update({one.number: one for one in history.related(uetr)})
    found.pop(stored.number, None)
    return [found[number] for number in sorted(found)]


def sources_of_matches(stored: Stored, ledger: Ledger, reader: Reader) -> dict[str, tuple[Source, ...]]:
    """Entity -> where what was met was said, as the ledger knew it at the decision's position."""
    if stored.decision is None or not stored.decision.matches:
        return {}
    dossiers = Dossiers(ledger, reader, min(stored.position, ledger.head().position))
    found = {match.entity_id: _said(match, dossiers) for match in stored.decision.matches}
    return {entity_id: said for entity_id, said in found.items() if said}


def _said(match: Match, dossiers: Dossiers) -> tuple[Source, ...]:
    if not dossiers.snapshot.entity(match.entity_id):  # nothing of it is for this reader
        return ()
    referring = dossiers.snapshot.referring_to(match.entity_id)
    parts = tuple(dict.fromkeys(one.entity_id for one in referring if one.prop in HOLDERS))
    dossier = dossiers.get(match.entity_id, parts)
    numbers = tuple(one.candidate.split()[1] for one in match.reasons if one.kind == "identifier" and one.candidate)
    return with_deliveries(
        sources_of(dossier, matched_names(match.reasons, dossier.names()), numbers), dossiers.snapshot
    )
