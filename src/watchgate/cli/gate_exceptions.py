"""`watchgate gate exceptions`: what two people found of a match, and its end."""

from __future__ import annotations

import sys

import click
import msgspec

from watchgate.cli.exception_options import author_option, finding_options, tell_proposed
from watchgate.cli.output import emit, json_option
from watchgate.cli.person import author_name
from watchgate.model.clock import iso


@click.group(
    epilog="Examples: watchgate gate exceptions add 17 --entity ofac-15582 --reason 'other birth date, passport seen'; "
    "watchgate gate exceptions confirm 3f9c01 --author lee; watchgate gate exceptions list"
)
def exceptions() -> None:
    """Customers who are not, or who are, the listed party they were taken for.

    One person proposes, another one confirms; it ends by itself, and lapses when what was looked at changes.
    """


@exceptions.command(
    epilog="Example: watchgate gate exceptions add 17 --entity ofac-15582 --reason 'other birth date' --days 180"
)
@click.argument("decision")
@finding_options("The role it was met in, where there are several.")
def add(
    decision: str,
    entity: str,
    role: str | None,
    reason: str,
    same: bool,
    days: float,
    author: str | None,
    as_json: bool,
) -> None:
    """Propose, from a match of DECISION, that the customer is not the listed ENTITY. Somebody else confirms it."""
    from watchgate.cli.gate_opened import opened_history
    from watchgate.cli.opened import opened
    from watchgate.gate.decide.evidence import Evidence
    from watchgate.gate.history.exceptions_log import ExceptionsLog
    from watchgate.gate.service_exceptions import exception_about
    from watchgate.model.exception import Finding
    from watchgate.model.policy_file import load_policy

    with opened() as (ledger, home), opened_history(home) as history:
        policy = load_policy(home=home)
        found = ExceptionsLog(history).propose(
            exception_about(
                history.get(decision),
                Evidence.at(ledger, policy, views=home / "views"),
                entity_id=entity,
                role=role,
                finding=Finding.SAME if same else Finding.OTHER,
                reason=reason,
                author=author_name(author),
                days=days,
                now_us=history.clock(),
            ),
            policy,
        )
    tell_proposed(found, as_json=as_json)


@exceptions.command(epilog="Example: watchgate gate exceptions confirm 3f9c01ab --author lee")
@click.argument("exception")
@author_option
@json_option
def confirm(exception: str, author: str | None, as_json: bool) -> None:
    """Agree to EXCEPTION, as the second person."""
    from watchgate.cli.gate_opened import opened_history
    from watchgate.gate.history.exceptions_log import ExceptionsLog
    from watchgate.ledger.home import home_path

    with opened_history(home_path()) as history:
        found = ExceptionsLog(history).agree(exception, author_name(author))
    if as_json:
        emit(found)
    else:
        click.echo(f"{found.id[:12]} is in force: {found.author} and {found.second}")


@exceptions.command(epilog="Example: watchgate gate exceptions retract 3f9c01ab --reason 'passport was forged'")
@click.argument("exception")
@click.option("--reason", required=True, help="Why it no longer counts.")
@author_option
@json_option
def retract(exception: str, reason: str, author: str | None, as_json: bool) -> None:
    """Take EXCEPTION back. One person is enough: nothing is relaxed by it."""
    from watchgate.cli.gate_opened import opened_history
    from watchgate.gate.history.exceptions_log import ExceptionsLog
    from watchgate.ledger.home import home_path

    with opened_history(home_path()) as history:
        found = ExceptionsLog(history).take_back(exception, author_name(author), reason)
    if as_json:
        emit({"id": found.id, "retracted": True})
    else:
        click.echo(f"{found.id[:12]} no longer counts")


@exceptions.command("list", epilog="Examples: watchgate gate exceptions list; watchgate gate exceptions list --json")
@json_option
def list_(as_json: bool) -> None:
    """List the exceptions that stand, proposed ones too, and which of them have ended or lapsed, and why."""
    from watchgate.cli.gate_opened import opened_history
    from watchgate.cli.opened import opened
    from watchgate.gate.decide.evidence import Evidence
    from watchgate.gate.decide.exceptions import lapsed
    from watchgate.gate.history.exceptions_log import ExceptionsLog
    from watchgate.ledger.home import home_path
    from watchgate.model.policy_file import load_policy

    with opened_history(home_path()) as history:
        now = history.clock()
        found = sorted(ExceptionsLog(history).at(), key=lambda one: (one.expires_at, one.id))
    states = [""] * len(found)
    if found:
        with opened() as (ledger, home):
            evidence = Evidence.at(ledger, load_policy(home=home), views=home / "views")
            states = [lapsed(one, evidence, now) for one in found]
    if as_json:
        for one, state in zip(found, states, strict=True):
            emit({**msgspec.to_builtins(one), "state": state or "in force"})
        return
    from rich.table import Table
    from rich.text import Text

    from watchgate.cli.plain import PlainConsole

    table = Table(show_lines=False)
    for title in ("Exception", "Customer", "Is", "Entity", "Role", "Until", "By", "Why"):
        table.add_column(title, overflow="fold")
    for one, state in zip(found, states, strict=True):
        until = iso(one.expires_at)[:10] if not (one.in_force and state) else f"lapsed: {state}"
        by = f"{one.author} and {one.second}" if one.in_force else f"{one.author}, to be confirmed"
        finding = "not" if one.finding.value == "other" else "the same as"
        cells = (
            one.id[:12],
            one.customer,
            finding,
            one.entity_id,
            one.role,
            "ended" if one.expires_at <= now else until,
            by,
            one.reason,
        )
        table.add_row(*(Text(cell) for cell in cells))
    PlainConsole(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False).print(table)
