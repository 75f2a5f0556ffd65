"""Customers, whom they met, and attestations, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from watchgate.cli.exception_options import tell_proposed
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, shown
from watchgate.cli.person import author_name
from watchgate.gate.history.customer_answers import CustomerAnswers
from watchgate.gate.history.customer_base import NEVER, CustomerBase, Row
from watchgate.gate.history.history import FILE_NAME, History, open_history
from watchgate.ledger.home import home_path
from watchgate.model.clock import iso
from watchgate.model.customer import Attestation, CustomerAnswer
from watchgate.model.decision import Match, Verdict
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.exception import DAY_US, Finding, MatchException
from watchgate.model.party import Party

EXIT_DAMAGED = 4
WAITS = "not compared yet"


@contextmanager
def opened_base(home: Path) -> Iterator[History]:
    """The history in `home`; NotFoundError where no customer was ever loaded."""
    if not (home / "history" / FILE_NAME).exists():
        raise NotFoundError(f"no customers were loaded in {home} yet", hint="watchgate customers load FILE")
    history = open_history(home)
    try:
        if CustomerBase(history).last_load() is None:
            raise NotFoundError(f"no customers were loaded in {home} yet", hint="watchgate customers load FILE")
        yield history
    finally:
        history.close()


def list_customers(*, met: bool, after: int, first: int, as_json: bool) -> None:
    """A line each."""
    with opened_base(home_path()) as history:
        answers = CustomerAnswers(history)
        rows = CustomerBase(history).rows_after(after, first, answered=met)
        told = [(row, answers.answer(row.answer) if row.answer is not None else None) for row in rows]
    for row, answer in told:
        if as_json:
            emit(_line(row, answer))
            continue
        met_by = ", ".join(answer.known_by) if answer is not None else ""
        owners = f", {len(row.customer.owners)} owners" if row.customer.owners else ""
        if row.position == NEVER:
            met_by = f"{met_by} (before it changed); {WAITS}" if met_by else WAITS
        click.echo(
            shown(f"{row.key}: {row.customer.id}: {_named(row.customer.party)}{owners}; {met_by or 'not found'}")
        )
    if not told and not as_json:
        click.echo("none")


def show_customer(number: str, *, as_json: bool) -> None:
    """As it is compared, and whom it met."""
    with opened_base(home_path()) as history:
        row = CustomerBase(history).get(number)
        answer = CustomerAnswers(history).answer(row.answer) if row.answer is not None else None
    if as_json:
        emit({**_line(row, answer), "compared": row.customer, "answer": answer})
        return
    customer = row.customer
    said = [f"customer {customer.id} (row {row.key}): {_described(customer.party)}"]
    for owner in customer.owners:
        held = ", ".join(part for part in (owner.share and f"share {owner.share}", "controls" * owner.control) if part)
        said.append(f"  owner {_described(owner.party)}" + (f" ({held})" if held else ""))
    if row.position == NEVER:
        said.append(WAITS + ("; what it met before it changed:" if answer is not None else ""))
    elif answer is None:
        said.append("not found: nobody it was compared with calls for a look")
    for match in answer.matches if answer is not None else ():
        said += _match_lines(match)
    for one in answer.not_compared if answer is not None else ():
        said.append(f"not compared: {one.element}: {one.reason}")
    click.echo(shown("\n".join(said)))


def propose_exception(
    number: str,
    entity: str,
    *,
    role: str | None,
    reason: str,
    same: bool,
    days: float,
    author: str | None,
    as_json: bool,
) -> None:
    """From what the customer met last."""
    from watchgate.gate.customers.comparing import record_of
    from watchgate.gate.decide.evidence import Evidence
    from watchgate.gate.decide.exceptions import drafted
    from watchgate.gate.history.exceptions_log import ExceptionsLog
    from watchgate.model.policy_file import load_policy

    with opened() as (ledger, home), opened_base(home) as history:
        row = CustomerBase(history).get(number)
        answer = CustomerAnswers(history).answer(row.answer) if row.answer is not None else None
        match = _one_match(number, answer, entity, role)
        policy = load_policy(home=home)
        now = history.clock()
        found: MatchException = ExceptionsLog(history).propose(
            drafted(
                record_of(row.customer),
                match,
                Evidence.at(ledger, policy, views=home / "views"),
                author=author_name(author),
                reason=reason,
                made_at=now,
                expires_at=now + round(days * DAY_US),
                finding=Finding.SAME if same else Finding.OTHER,
            ),
            policy,
        )
    tell_proposed(found, as_json=as_json)


def erase_one(number: str, reason: str, *, despite_retention: bool, author: str | None, as_json: bool) -> None:
    """Erase it, and say what went."""
    from watchgate.gate.history.customer_erasing import erase_customer
    from watchgate.model.policy_file import load_policy

    with opened_base(home_path()) as history:
        rows = erase_customer(
            history,
            number,
            author=author_name(author),
            reason=reason,
            years=load_policy(home=home_path()).gate.retention_years,
            despite_retention=despite_retention,
        )
    if as_json:
        emit({"customer": number, "rows": rows, "erased": True})
    else:
        click.echo(shown(f"erased: customer {number}, {rows:,} rows with all that was found of them"))


def hold_one(number: str, reason: str, *, author: str | None, as_json: bool) -> None:
    """A legal hold on its row; whoever erases the customer meets it."""
    from watchgate.gate.history import legal_holds

    with opened_base(home_path()) as history:
        key = CustomerBase(history).get(number).key
        found = legal_holds.begin(history, legal_holds.CUSTOMER, key, author=author_name(author), reason=reason)
    if as_json:
        emit(found)
    else:
        click.echo(shown(f"legal hold {found.key} on customer {number}"))


def print_attestation(found: Attestation) -> None:
    """What is attested."""
    click.echo("\n".join(attestation_lines(found)))


def attestation_lines(found: Attestation) -> Iterator[str]:
    """The first says the most."""
    yield (
        f"attestation {found.number}: {found.compared:,} of {found.customers:,} customers compared at position "
        f"{found.position:,}, {iso(found.at)}, sha256 {found.sha256}"
    )
    yield f"  with {found.owners:,} owners; {found.matched:,} call for a look, {found.partly:,} compared in part alone"
    if found.compared:
        yield f"  each compared in full between {iso(found.since)} and {iso(found.until)}"
    yield f"  policy {found.policy_sha256[:16]}, engine {found.engine}, weights {found.weights}"
    for one in found.lists:
        yield f"  {one.dataset}: as of {one.as_of}, {one.age_hours:,.0f} hours" + (
            f", {one.doubt}" if one.doubt else ""
        )
    for doubt in found.doubts:
        yield f"  does not support it: {doubt}"
    for left in found.left:
        rows = ", ".join(str(number) for number in left.numbers)
        more = " ..." if left.count > len(left.numbers) else ""
        yield f"  left: {left.count:,} {left.reason} (rows {rows}{more})"


def _one_match(number: str, answer: CustomerAnswer | None, entity: str, role: str | None) -> Match:
    found = [
        one
        for one in (answer.matches if answer is not None else ())
        if one.entity_id == entity and role in (None, one.role) and one.element != "owners"
    ]
    if not found:
        raise BadInputError(f"it did not meet {entity}", where=f"customer {number}", hint="watchgate customers show")
    roles = list(dict.fromkeys(one.role for one in found))
    if len(roles) > 1:
        raise BadInputError(
            f"{entity} was met in several roles", where=f"customer {number}", hint=f"--role {' or '.join(roles)}"
        )
    return found[0]


def _line(row: Row, answer: CustomerAnswer | None) -> dict[str, Any]:
    waits = row.position == NEVER
    return {
        "row": row.key,
        "customer": row.customer.id,
        "name": _named(row.customer.party),
        "owners": len(row.customer.owners),
        "position": None if waits else row.position,
        "verdict": answer.verdict if answer is not None else None if waits else "pass",
        "met": list(answer.known_by) if answer is not None else [],
    }


def _named(party: Party) -> str:
    return party.names[0].text if party.names else ", ".join(one.value for one in party.identifiers)


def _described(party: Party) -> str:
    numbers = [f"{one.kind} {one.value}" for one in party.identifiers]
    parts = [name.text for name in party.names], party.birth_dates, party.countries, numbers, party.addresses
    return "; ".join(", ".join(part) for part in parts if part)


def _match_lines(match: Match) -> Iterator[str]:
    certain = "certain" if match.exact or match.confirmed_by else f"score {match.score / 1000:.3f}"
    whom = f"{match.name} ({match.entity_id})"
    yield f"{match.effect}: {match.role} ({match.element}) {match.text!r} met {whom}, {certain}"
    for ground in match.grounds:
        yield f"    {ground.detail or ground.kind}" + (f" (in doubt: {ground.doubt})" if ground.doubt else "")
    for reason in match.reasons:
        yield f"    {reason.points:+d} {reason.detail}"
    if match.remark:
        yield f"    {'only shown: ' if match.effect is Verdict.PASS else ''}{match.remark}"
