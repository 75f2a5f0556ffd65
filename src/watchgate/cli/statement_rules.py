"""What the statement commands look up and refuse before anything is appended."""

from __future__ import annotations

import re

import click

from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.ledger.proposals import NotAllowedError, standing_of
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Locator, Statement, Status

LOCATOR = re.compile(r"[1-9]\d*\.\d+")
STATEMENT_ID = re.compile(r"[0-9a-f]{8,64}")


def refuse_list_names(ledger: Ledger, *, source: str, dataset: str) -> None:
    """BadInputError when a person would speak as a list: its next snapshot would take the statement back."""
    lists = {header.source for header in ledger.as_of(reader=SYSTEM).deliveries() if header.complete}
    for option, name in (("--source", source), ("--dataset", dataset)):
        if name in lists or name in {one.split(".")[0] for one in lists}:
            raise BadInputError(f"{name!r} is a list, to which only its publisher adds", where=option)


def warn_of_identifier(prop: str, value: str) -> tuple[str, ...]:
    """That an identifier fails the check of its standard, also on standard error: a source may print it so."""
    from watchgate.cli.output import fail
    from watchgate.risk.identifiers.doubts import failed_check
    from watchgate.risk.identifiers.kinds import KINDS
    from watchgate.risk.identifiers.normal import normal

    identifier = normal(prop, value)
    if prop not in KINDS or (identifier is not None and failed_check(identifier) is None):
        return ()
    title = KINDS[prop].title
    said = (
        f"{prop} {value[:64]!r} fails the check of its kind ({title}): it is kept as the source says it, and will not "
        "count as certain identity"
        if identifier is not None
        else f"{prop} {value[:64]!r} has not the form of its kind ({title}): it is kept, and not compared in screening"
    )
    fail(said)
    return (said,)


def require_confirmable(ledger: Ledger, target: Locator, author: str) -> Statement:
    """The proposed statement at `target`; the same refusals as confirming it, before anybody is asked."""
    standing = standing_of(ledger, target, reader=SYSTEM)
    if standing.statement.status is not Status.PROPOSED:
        raise BadInputError(f"it is {standing.statement.status}, not proposed", where=f"statement {target}")
    if standing.delivery.author == author:
        raise NotAllowedError(
            f"statement {target} was proposed by {author}, who cannot confirm it too",
            hint="another person has to: --author names who acts",
        )
    return standing.statement


def agreed(question: str, *, yes: bool) -> bool:
    """Whether the person says yes; `yes` answers for them. With nobody to ask, it is no, and says what to add."""
    if yes:
        return True
    try:
        answer = click.confirm(question, err=True)
    except click.Abort:
        answer = False
    if not answer:
        click.echo("watchgate: left as it was (--yes answers the question beforehand)", err=True)
    return answer


def named(ledger: Ledger, snapshot: Snapshot, what: str) -> tuple[Statement, ...]:
    """The one statement with that locator or id, or all of the entity with that id.

    NotFoundError when there is neither.
    """
    if LOCATOR.fullmatch(what) or STATEMENT_ID.fullmatch(what):
        statement = _one(ledger, snapshot, what)
        if statement is not None:
            return (statement,)
    statements = snapshot.entity(what)
    if not statements and snapshot.position == 0:
        raise NotFoundError(f"the ledger held nothing then, so there was no statement and no entity {what!r}")
    if not statements:
        raise NotFoundError(
            f"there is no statement and no entity {what!r} at position {snapshot.position}",
            hint="a locator is like 68.0; entity ids are shown by `watchgate screen`",
        )
    return statements


def _one(ledger: Ledger, snapshot: Snapshot, reference: str) -> Statement | None:
    try:
        locator = ledger.find(reference, reader=SYSTEM)
    except NotFoundError:
        return None
    return snapshot.statement(locator) if locator.position <= snapshot.position else None
