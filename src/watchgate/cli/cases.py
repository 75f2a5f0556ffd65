"""`watchgate cases`: the work that alerts make, a case for each customer and entity."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from watchgate.cli.exception_options import author_option
from watchgate.cli.output import emit, json_option
from watchgate.cli.person import author_name

if TYPE_CHECKING:
    from watchgate.gate.history.cases import CaseLog
    from watchgate.model.alert import Case

STATES = ("open", "closing", "closed")
OUTCOMES = ("true match", "false match", "released", "other")


@click.group(
    epilog="Examples: watchgate cases list --state open; watchgate cases assign 3 --to lee; watchgate cases close 3 "
    "--outcome 'false match' --reason 'born in another year'; watchgate cases confirm 3 --author lee"
)
def command() -> None:
    """Cases of the lookback: list, show, assign, note, close by two people, reopen."""


@command.command(
    "list", epilog="Examples: watchgate cases list --state open; watchgate cases list --assignee lee --json"
)
@click.option("--state", "states", type=click.Choice(STATES), multiple=True, help="Only in this state; may repeat.")
@click.option("--entity", default="", help="Only about this entity.")
@click.option("--customer", default="", help="Only of this customer.")
@click.option("--assignee", default="", help="Only of this person.")
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@json_option
def list_(states: tuple[str, ...], entity: str, customer: str, assignee: str, last: int, as_json: bool) -> None:
    """List cases, the newest first."""
    from watchgate.cli.cases_show import print_cases
    from watchgate.cli.gate_opened import opened_history
    from watchgate.gate.history.cases import CaseLog, CasesWanted
    from watchgate.ledger.home import home_path
    from watchgate.model.alert import CaseState

    wanted = CasesWanted(
        states=tuple(CaseState(one) for one in states), entity_id=entity, customer=customer, assignee=assignee
    )
    with opened_history(home_path()) as history:
        log = CaseLog(history)
        found, counts = log.page(wanted, last), log.counts()
    if as_json:
        for one in found:
            emit(one)
    else:
        print_cases(found, counts)


@command.command(epilog="Examples: watchgate cases show 3; watchgate cases show 3 --json")
@click.argument("number", type=click.IntRange(1))
@json_option
def show(number: int, as_json: bool) -> None:
    """Show case NUMBER with its alerts and what was done on it."""
    from watchgate.cli.alerts_show import alert_line
    from watchgate.cli.cases_show import event_line, print_case
    from watchgate.cli.gate_opened import opened_history
    from watchgate.gate.history.alerts import AlertLog, AlertsWanted
    from watchgate.gate.history.cases import CaseLog
    from watchgate.ledger.home import home_path

    with opened_history(home_path()) as history:
        log = CaseLog(history)
        case, events = log.get(number), log.events(number)
        alerts = [alert_line(one) for one in AlertLog(history).page(AlertsWanted(case=number), 500)]
    if as_json:
        emit({"case": case, "alerts": alerts, "events": [event_line(one) for one in events]})
    else:
        print_case(case, alerts, [event_line(one) for one in events])


@command.command(epilog="Example: watchgate cases assign 3 --to lee")
@click.argument("number", type=click.IntRange(1))
@click.option("--to", required=True, help="Who is to look at it.")
@author_option
@json_option
def assign(number: int, to: str, author: str | None, as_json: bool) -> None:
    """Assign case NUMBER to somebody."""
    _act(lambda log: log.assign(number, to, author_name(author)), as_json=as_json)


@command.command(epilog="Example: watchgate cases note 3 --text 'passport asked for'")
@click.argument("number", type=click.IntRange(1))
@click.option("--text", required=True, help="What to write down.")
@author_option
@json_option
def note(number: int, text: str, author: str | None, as_json: bool) -> None:
    """Write something down in case NUMBER."""
    _act(lambda log: log.note(number, text, author_name(author)), as_json=as_json)


@command.command(
    epilog="Examples: watchgate cases close 3 --outcome 'false match' --reason 'born in another year'; watchgate cases "
    "close 4 --outcome 'true match' --reason 'reported on 2026-11-22'"
)
@click.argument("number", type=click.IntRange(1))
@click.option("--outcome", type=click.Choice(OUTCOMES), required=True, help="What came of it.")
@click.option("--reason", required=True, help="Why.")
@author_option
@json_option
def close(number: int, outcome: str, reason: str, author: str | None, as_json: bool) -> None:
    """Propose to close case NUMBER; it is closed when somebody else confirms it."""
    from watchgate.model.alert import Outcome

    _act(lambda log: log.propose_closing(number, Outcome(outcome), reason, author_name(author)), as_json=as_json)


@command.command(epilog="Example: watchgate cases confirm 3 --author lee")
@click.argument("number", type=click.IntRange(1))
@author_option
@json_option
def confirm(number: int, author: str | None, as_json: bool) -> None:
    """Agree, as the second person, that case NUMBER is closed."""
    _act(lambda log: log.agree(number, author_name(author)), as_json=as_json)


@command.command(epilog="Example: watchgate cases reopen 3 --reason 'another passport'")
@click.argument("number", type=click.IntRange(1))
@click.option("--reason", required=True, help="Why.")
@author_option
@json_option
def reopen(number: int, reason: str, author: str | None, as_json: bool) -> None:
    """Open case NUMBER again, or refuse that it is closed."""
    _act(lambda log: log.reopen(number, reason, author_name(author)), as_json=as_json)


def _act(do: Callable[[CaseLog], Case], *, as_json: bool) -> None:
    from watchgate.cli.cases_show import in_words
    from watchgate.cli.gate_opened import opened_history
    from watchgate.gate.history.cases import CaseLog
    from watchgate.ledger.home import home_path

    with opened_history(home_path()) as history:
        case = do(CaseLog(history))
    if as_json:
        emit(case)
    else:
        click.echo(in_words(case))
