"""Judging: propose that two entities are one party, or are not; confirm it as a second person; take it back.

Each act is one delivery, so that a judgement never stands half. The rules are those of all evidence that people add.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.ledger.proposals import ENTITY_ID, REASON_LENGTH, NotAllowedError
from watchgate.model.delivery import Delivery, Receipt
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.grade import UNGRADED, Grade
from watchgate.model.handling import SYSTEM, UNMARKED, Handling
from watchgate.model.statement import Confirmation, Locator, Retraction, Statement, Status
from watchgate.risk.grounds.facts import facts_of
from watchgate.risk.identity.judgement import DATASET, SCHEMA, Judgement, Word, judgement_id, judgement_of


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement as it stands in the ledger, whatever its status. `by`: who proposed it."""

    judgement: Judgement
    status: Status
    by: str


def propose(
    ledger: Ledger,
    left: str,
    right: str,
    word: Word,
    *,
    author: str,
    reason: str,
    grade: Grade = UNGRADED,
    handling: Handling = UNMARKED,
) -> tuple[str, Receipt | None]:
    """Append the judgement as proposed by `author`; its id, and no receipt when it stands there already.

    NotFoundError for an entity of which the ledger knows nothing.
    """
    snapshot = ledger.as_of(reader=SYSTEM)
    for entity_id in (left, right):
        if not ENTITY_ID.fullmatch(entity_id) or not snapshot.entity(entity_id):
            raise NotFoundError(f"there is no entity {entity_id}")
    if left == right:
        raise BadInputError("an entity is one with itself already", where="judgement")
    said = _line(reason)
    if not said:
        raise BadInputError("a reason is needed", where="reason")
    found = judgement_id(left, right, word, author)
    if snapshot.entity(found):
        return found, None
    one, other = sorted((left, right))
    values = {"candidate": one, "match": other, "criteria": word.value, "matcher": said}
    drafts = tuple(
        Statement(entity_id=found, schema=SCHEMA, prop=prop, value=value, dataset=DATASET, status=Status.PROPOSED)
        for prop, value in values.items()
    )
    delivery = Delivery(source=author, entries=drafts, grade=grade, handling=handling, author=author, note="judgement")
    return found, ledger.append(delivery)


def confirm(ledger: Ledger, found: str, *, author: str, reason: str = "") -> list[Receipt]:
    """The second act upon a proposed judgement, all of it at once. NotAllowedError when `author` proposed it."""
    snapshot = ledger.as_of(reader=SYSTEM)
    proposed = [one for one in _statements(snapshot, found) if one.status is Status.PROPOSED]
    if not proposed:
        raise BadInputError("it is confirmed already", where=found)
    refuse_own(snapshot, found, proposed, author)
    return _act(ledger, snapshot, proposed, author, lambda at: Confirmation(target=at, by=author, reason=_line(reason)))


def retract(ledger: Ledger, found: str, *, author: str, reason: str) -> list[Receipt]:
    """Take a judgement back, for a reason: what it joined comes apart from then on."""
    said = _line(reason)
    if not said:
        raise BadInputError("a reason is needed", where="reason")
    snapshot = ledger.as_of(reader=SYSTEM)
    standing = _statements(snapshot, found)
    return _act(ledger, snapshot, standing, author, lambda at: Retraction(target=at, reason=said))


def supposed_confirmed(snapshot: Snapshot, found: str) -> tuple[Statement, ...]:
    """What a judgement would say if it were confirmed: for who asks first what that would do."""
    standing = _statements(snapshot, found)
    return tuple(
        msgspec.structs.replace(one, status=Status.CONFIRMED) for one in standing if one.status is Status.PROPOSED
    )


def supposed_taken_back(snapshot: Snapshot, found: str) -> tuple[Retraction, ...]:
    """What would take a judgement back."""
    return tuple(Retraction(target=one.locator, reason="supposed") for one in _statements(snapshot, found))


def pending(snapshot: Snapshot, found: str) -> Pending:
    """The judgement with that id; NotFoundError when there is none, or not a whole one."""
    statements = _statements(snapshot, found)
    status = Status.CONFIRMED if all(one.status is Status.CONFIRMED for one in statements) else Status.PROPOSED
    facts = facts_of(found, [msgspec.structs.replace(one, status=Status.CONFIRMED) for one in statements])
    judgement = judgement_of(facts) if facts is not None else None
    if judgement is None:
        raise NotFoundError(f"there is no judgement {found}")
    header = snapshot.delivery(statements[0].position)
    return Pending(judgement=judgement, status=status, by=(header.author or "") if header else "")


def about(snapshot: Snapshot, entity_id: str) -> list[Pending]:
    """Every judgement about an entity, proposed ones too, in ledger order."""
    named = dict.fromkeys(
        one.entity_id
        for one in snapshot.referring_to(entity_id)
        if one.schema == SCHEMA and one.prop in ("candidate", "match")
    )
    found = []
    for one in named:
        try:
            found.append(pending(snapshot, one))
        except NotFoundError:  # half of it was taken back: it says nothing
            continue
    return found


def refuse_own(snapshot: Snapshot, found: str, proposed: Sequence[Statement], author: str) -> None:
    """NotAllowedError when `author` proposed any of it."""
    for position in {one.position for one in proposed}:
        header = snapshot.delivery(position)
        if header is not None and header.author == author:
            raise NotAllowedError(
                f"judgement {found} was proposed by {author}, who cannot confirm it too",
                hint="another person has to confirm it",
            )


def _statements(snapshot: Snapshot, found: str) -> list[Statement]:
    statements = [one for one in snapshot.entity(found) if one.schema == SCHEMA]
    if not statements:
        raise NotFoundError(f"there is no judgement {found}")
    return statements


def _act(
    ledger: Ledger,
    snapshot: Snapshot,
    statements: Sequence[Statement],
    author: str,
    act: Callable[[Locator], Confirmation | Retraction],
) -> list[Receipt]:
    """One delivery for each that brought some of it, with its handling: whoever sees the one sees the other."""
    deliveries = []
    for position in sorted({one.position for one in statements}):
        header = snapshot.delivery(position)
        if header is None:
            raise NotFoundError(f"there is no delivery {position}")
        entries = tuple(act(one.locator) for one in statements if one.position == position)
        deliveries.append(
            Delivery(source=header.source, entries=entries, grade=header.grade, handling=header.handling, author=author)
        )
    return ledger.append_many(deliveries)


def _line(text: str) -> str:
    line = " ".join(text.split())
    if len(line) > REASON_LENGTH or not line.isprintable():
        raise BadInputError("is too long, or holds a control character", where="reason", hint="write one plain line")
    return line
