"""Exceptions at work: which matches one covers, when it lapses, and how many a new delivery touches.

An exception covers what was compared when two people looked: the same names of the same customer's party in the same
role, nothing more that agrees with the entity, and the entity as it was. Anything else is another match.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

import msgspec

from watchgate.gate.decide.evidence import Evidence
from watchgate.ledger.interface import Snapshot
from watchgate.model.clock import iso
from watchgate.model.decision import Match
from watchgate.model.delivery import Delivery
from watchgate.model.errors import BadInputError
from watchgate.model.exception import Finding, MatchException
from watchgate.model.ground import Ground, GroundKind
from watchgate.model.match import Reason
from watchgate.model.party import Party
from watchgate.model.record import Record
from watchgate.model.statement import Statement
from watchgate.risk.names.analysis import analyse

QUALIFYING = frozenset({"identifier", "birth_date", "country"})
"""Reasons that say more than a name does: what an exception has to have seen, each with its value."""

NOT_PROGRAMMES = frozenset({GroundKind.EXPOSED, GroundKind.LINKED})
"""Their figures move from day to day without anybody deciding anything."""


def covers(exception: MatchException, names: Iterable[str], reasons: Iterable[Reason]) -> bool:
    """Whether a party with these `names`, met for these `reasons`, is the one that was looked at."""
    return set(party_key(names)) <= set(exception.party) and set(met_by(reasons)) <= set(exception.met)


def drafted(
    record: Record,
    match: Match,
    evidence: Evidence,
    *,
    author: str,
    reason: str,
    made_at: int,
    expires_at: int,
    finding: Finding = Finding.OTHER,
) -> MatchException:
    """What `author` found of one match of `record`, with what was compared then; `proposed` checks and names it.

    BadInputError where the record has no customer, or the match is with somebody who is on no list any more.
    """
    party = evidence.party(match.entity_id)
    if not record.customer:
        raise BadInputError("the record names no customer of ours, and an exception is for one", where=record.id)
    if party is None:
        raise BadInputError(f"{match.entity_id} is on no list any more", where=record.id)
    return MatchException(
        id="",
        customer=record.customer,
        entity_id=match.entity_id,
        role=match.role,
        finding=finding,
        reason=reason,
        author=author,
        made_at=made_at,
        expires_at=expires_at,
        compared=compared_of(party),
        programmes=programmes_of(evidence.grounds(match.entity_id, made_at)),
        party=party_key(_names(record, match)),
        met=met_by(match.reasons),
    )


def lapsed(exception: MatchException, evidence: Evidence, at_us: int) -> str:
    """Why it counts for nothing at that instant; empty while it stands. It never comes to life again by itself."""
    if not exception.in_force:
        return "no second person has agreed to it"
    if at_us >= exception.expires_at:
        return f"it ended at {iso(exception.expires_at)}"
    party = evidence.party(exception.entity_id)
    if party is None:
        return f"{exception.entity_id} is on no list any more"
    programmes = programmes_of(evidence.grounds(exception.entity_id, at_us))
    if programmes != exception.programmes:
        return f"{exception.entity_id} is of concern for something else now: {'; '.join(programmes) or 'nothing'}"
    if compared_of(party) != exception.compared:
        return f"what is compared of {exception.entity_id} has changed since"
    return ""


def affected(
    exceptions: Iterable[MatchException],
    deliveries: Sequence[Delivery],
    snapshot: Snapshot,
    beside: dict[str, frozenset[str]] | None = None,
) -> tuple[MatchException, ...]:
    """Those in force that `deliveries`, not yet appended, may make lapse. `snapshot`: before them, the system's.
    `beside`: whom each entity stands beside, for whoever asks again and again while one load goes on. What the load
    itself adds or takes away between two entities touches both of them then.

    Touched is an entity of which, or of whose listing, document, wallet or address, something is said or taken back.
    A change that comes from afar, by ownership, is found when the exception is next used.
    """
    standing = [one for one in exceptions if one.in_force]
    if not standing:
        return ()
    spoken = [one for delivery in deliveries for one in _spoken(delivery, snapshot)]
    ids = {one.entity_id for one in spoken}
    told = ids | {one.value for one in spoken}
    known: dict[str, frozenset[str]] = {} if beside is None else beside
    near: dict[str, bool] = {}
    for one in standing:
        entity_id = one.entity_id
        if entity_id in near:
            continue
        if entity_id not in told and entity_id not in known:
            known[entity_id] = frozenset(_beside(entity_id, snapshot))
        near[entity_id] = entity_id in told or not ids.isdisjoint(known[entity_id])
    return tuple(one for one in standing if near[one.entity_id])


def _spoken(delivery: Delivery, snapshot: Snapshot) -> Iterator[Statement]:
    """What the delivery says, and what it confirms, marks or takes back."""
    for entry in delivery.entries:
        if isinstance(entry, Statement):
            yield entry
        elif (found := snapshot.statement(entry.target)) is not None:
            yield found


def _beside(entity_id: str, snapshot: Snapshot) -> Iterator[str]:
    """Whom the entity refers to, and who refers to it."""
    yield from (one.value for one in snapshot.entity(entity_id))
    yield from (one.entity_id for one in snapshot.referring_to(entity_id))


def compared_of(party: Party) -> str:
    """sha256 over what is compared of an entity, in an order that says nothing."""
    said = msgspec.json.encode(
        (
            party.schema,
            sorted((name.text, name.kind) for name in party.names),
            sorted(party.birth_dates),
            sorted(party.countries),
            sorted(party.genders),
            sorted((one.kind, one.value, one.country or "") for one in party.identifiers),
        )
    )
    return sha256(said).hexdigest()


def programmes_of(grounds: Iterable[Ground]) -> tuple[str, ...]:
    """`listed US-OFAC DPRK4` for each authority, kind and programme, sorted."""
    return tuple(
        sorted(
            {
                " ".join(part for part in (one.kind, one.authority, one.programme) if part)
                for one in grounds
                if one.kind not in NOT_PROGRAMMES
            }
        )
    )


def party_key(names: Iterable[str]) -> tuple[str, ...]:
    """The names in the form in which case, order, width and spaces do not count."""
    return tuple(sorted({analyse(name).key for name in names}))


def met_by(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """What agreed beside the names: `birth_date 1962-03-01`, `identifier leiCode 5493...`."""
    return tuple(sorted({f"{one.kind} {one.query}" for one in reasons if one.kind in QUALIFYING and _agrees(one)}))


def _names(record: Record, match: Match) -> list[str]:
    """The names of the party that was met, or the window of the text."""
    for one in record.parties:
        if (one.element, one.role) == (match.element, match.role):
            return [name.text for name in one.party.names]
    return [match.text]


def _agrees(reason: Reason) -> bool:
    return reason.kind == "identifier" or reason.points > 0


class Found(msgspec.Struct, frozen=True):
    """What two people found of a match: the ids of the exception that waives it and of the finding that confirms it,
    empty where there is none; `lapsed` says which one was made for it and counts no more, and why."""

    waived_by: str = ""
    confirmed_by: str = ""
    lapsed: str = ""


NOTHING_FOUND = Found()


def found_by(
    exceptions: Iterable[MatchException],
    names: Sequence[str],
    reasons: Sequence[Reason],
    evidence: Evidence,
    at_us: int,
) -> Found:
    """Where two findings contradict each other the match counts: both were made by two people."""
    waived_by, confirmed_by, ended = "", "", ""
    for one in exceptions:
        if not one.in_force or not covers(one, names, reasons):
            continue
        if why := lapsed(one, evidence, at_us):
            ended = ended or f"exception {one.id[:12]} lapsed: {why}"
        elif one.finding is Finding.SAME:
            confirmed_by = confirmed_by or one.id
        else:
            waived_by = waived_by or one.id
    if confirmed_by:
        return Found(confirmed_by=confirmed_by)
    return Found(waived_by=waived_by, lapsed="" if waived_by else ended)
