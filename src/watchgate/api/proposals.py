"""POST /statements and the two acts upon what is proposed: the rules of `ledger/proposals`, over HTTP.

A proposal's feed is always the key itself, so that no key can speak for a list or be undone by its next snapshot.
"""

from __future__ import annotations

from typing import Annotated, Protocol

import msgspec
from litestar import Response, post
from litestar.params import FromPath, JSONBody

from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.dates import instant, rfc3339
from watchgate.api.roles import Role
from watchgate.api.work import Deadline
from watchgate.ledger.proposals import confirm as confirm_statement
from watchgate.ledger.proposals import propose
from watchgate.ledger.proposals import retract as retract_statement
from watchgate.model.delivery import Receipt
from watchgate.model.errors import BadInputError
from watchgate.model.grade import UNGRADED
from watchgate.model.handling import UNMARKED, Handling, may_read, parse_tlp
from watchgate.model.statement import Evidence, Locator, Statement, Status

Text = Annotated[str, msgspec.Meta(max_length=65_000)]
Short = Annotated[str, msgspec.Meta(max_length=255)]
Organisations = Annotated[list[Short], msgspec.Meta(max_length=100)]
VISIBLE_WITHIN_S = 2.0
"""How long an acknowledged act waits for this service's own view, so that the next request sees it."""


class HandlingDraft(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Who may see it. `tlp` as the standard writes it; `expires_at`: a date or an instant."""

    tlp: Short = "TLP:AMBER+STRICT"
    releasable_to: Organisations = []
    originator: Short | None = None
    originator_control: bool = False
    expires_at: Short | None = None


class StatementDraft(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, rename={"schema_": "schema"}):
    """What somebody proposes. `dataset`: where it shall appear; not the name of a list. `grade`: Admiralty code."""

    entity_id: Short
    schema_: Short
    prop: Short
    value: Text
    dataset: Short = "proposals"
    lang: Short | None = None
    original_value: Text | None = None
    valid_from: Short | None = None
    valid_to: Short | None = None
    evidence: Evidence | None = None
    grade: Short = UNGRADED
    handling: HandlingDraft = msgspec.field(default_factory=HandlingDraft)
    note: Annotated[str, msgspec.Meta(max_length=2_000)] | None = None


class Said(Protocol):
    """How something is proposed: `StatementDraft` and its like."""

    @property
    def grade(self) -> str: ...
    @property
    def handling(self) -> HandlingDraft: ...
    @property
    def note(self) -> str | None: ...


class ActDraft(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Why."""

    reason: Annotated[str, msgspec.Meta(max_length=2_000)] = ""


class Act(msgspec.Struct, kw_only=True):
    """What the ledger acknowledged. `locator` and `status` are the statement's; `position` is that of this act."""

    locator: str
    id: str | None
    status: Status
    position: int
    recorded_at: str
    delivery_id: str


def proposed(asking: Asking, draft: Statement, said: Said) -> Answered:
    """Append `draft` as proposed by the key that asks, graded and marked as `said`."""
    handling = _handling(said.handling)
    if not may_read(handling, asking.caller.reader, asking.service.clock()):
        raise BadInputError(
            "this key could not read what it proposes",
            where="handling",
            hint="a lower TLP, or your own organisation",
        )
    author = asking.caller.author
    receipt = propose(
        asking.ledger, draft, author=author, source=author, grade=said.grade, handling=handling, note=said.note
    )
    return _acknowledged(asking, receipt, Locator(receipt.position, 0), Status.PROPOSED, receipt.entry_ids[0])


@post("/statements", role=Role.WRITE, summary="Propose a statement", tags=["statements"], status_code=201)
async def create(request: AnyRequest, data: JSONBody[StatementDraft]) -> Response[Act]:
    """Durable, and proposed: it acts on nothing until somebody else confirms it."""
    asking = Asking.of(request)

    def work(_: Deadline) -> Answered:
        view = asking.view
        if data.dataset in {source.split(".")[0] for source in view.feeds.known}:
            raise BadInputError(f"{data.dataset!r} is a list; only its publisher adds to it", where="dataset")
        draft = Statement(
            entity_id=data.entity_id,
            schema=data.schema_,
            prop=data.prop,
            value=data.value,
            dataset=data.dataset,
            lang=data.lang,
            original_value=data.original_value,
            valid_from=data.valid_from,
            valid_to=data.valid_to,
            evidence=data.evidence,
        )
        return proposed(asking, draft, data)

    return await asking.answer(work, status=201)


@post("/statements/{locator:str}/confirm", role=Role.WRITE, summary="Confirm a proposal", tags=["statements"])
async def confirm(request: AnyRequest, locator: FromPath[str], data: JSONBody[ActDraft | None] = None) -> Response[Act]:
    """The second act, by another key than the one that proposed it. From then on the statement counts."""
    asking = Asking.of(request)

    def work(_: Deadline) -> Answered:
        reader = asking.caller.reader
        target = asking.ledger.find(locator, reader=reader)
        reason = data.reason if data is not None else ""
        receipt = confirm_statement(asking.ledger, target, author=asking.caller.author, reason=reason, reader=reader)
        return _acknowledged(asking, receipt, target, Status.CONFIRMED, None)

    return await asking.answer(work, status=201)


@post("/statements/{locator:str}/retract", role=Role.WRITE, summary="Retract a statement", tags=["statements"])
async def retract(request: AnyRequest, locator: FromPath[str], data: JSONBody[ActDraft]) -> Response[Act]:
    """Takes it back, for a reason; the past keeps showing it. What is confirmed needs the role admin."""
    asking = Asking.of(request)

    def work(_: Deadline) -> Answered:
        reader = asking.caller.reader
        target = asking.ledger.find(locator, reader=reader)
        receipt = retract_statement(
            asking.ledger,
            target,
            author=asking.caller.author,
            reason=data.reason,
            reader=reader,
            may_retract_confirmed=asking.caller.may(Role.ADMIN),
        )
        return _acknowledged(asking, receipt, target, Status.RETRACTED, None)

    return await asking.answer(work, status=201)


def _acknowledged(
    asking: Asking, receipt: Receipt, locator: Locator, status: Status, statement_id: str | None
) -> Answered:
    asking.service.wait_for(asking.view, receipt.position, VISIBLE_WITHIN_S)
    act = Act(
        locator=str(locator),
        id=statement_id,
        status=status,
        position=receipt.position,
        recorded_at=rfc3339(receipt.recorded_at),
        delivery_id=receipt.delivery_id,
    )
    return Answered(act, asking.view.basis(receipt.position))


def _handling(draft: HandlingDraft) -> Handling:
    try:
        tlp = parse_tlp(draft.tlp) if draft.tlp else UNMARKED.tlp
    except ValueError as error:
        raise BadInputError(str(error), where="handling.tlp") from error
    expires = draft.expires_at
    return Handling(
        tlp=tlp,
        releasable_to=frozenset(draft.releasable_to),
        originator=draft.originator,
        originator_control=draft.originator_control,
        expires_at=instant(expires, where="handling.expires_at", end_of_day=True) if expires is not None else None,
    )
