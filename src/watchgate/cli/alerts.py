"""`watchgate alerts`: what new evidence made of past records."""

from __future__ import annotations

import click

from watchgate.cli.output import emit, json_option

CLASSES = ("breach", "before", "open", "release")


@click.group(
    epilog="Examples: watchgate alerts list --class breach; watchgate alerts show 17; watchgate alerts count --json"
)
def command() -> None:
    """List, show and count alerts of the lookback."""


@command.command(
    "list",
    epilog="Examples: watchgate alerts list --class breach --list us_ofac_sdn; watchgate alerts list --after 0 --json; "
    "watchgate alerts list --unfinished --last 50",
)
@click.option("--class", "kinds", type=click.Choice(CLASSES), multiple=True, help="Only of this class; may repeat.")
@click.option("--entity", default="", help="Only about this entity.")
@click.option("--list", "list_", default="", help="Only what stands on this list.")
@click.option("--case", type=click.IntRange(1), help="Only of this case.")
@click.option("--since", metavar="DATE|INSTANT", help="Only from then on.")
@click.option("--unfinished", is_flag=True, help="Only of cases that are not closed.")
@click.option("--after", type=click.IntRange(0), help="Those after this number, the oldest first.")
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@json_option
def list_(  # one parameter an option
    kinds: tuple[str, ...],
    entity: str,
    list_: str,
    case: int | None,
    since: str | None,
    unfinished: bool,
    after: int | None,
    last: int,
    as_json: bool,
) -> None:
    """List alerts, the newest first."""
    from watchgate.cli.alerts_show import alert_line, print_alerts
    from watchgate.cli.gate_opened import opened_history
    from watchgate.gate.history.alerts import AlertLog, AlertsWanted
    from watchgate.ledger.home import home_path
    from watchgate.model.alert import AlertClass

    wanted = AlertsWanted(
        kinds=tuple(AlertClass(one) for one in kinds),
        entity_id=entity,
        list_=list_,
        case=case,
        since=_instant(since),
        unfinished=unfinished,
        after=after,
    )
    with opened_history(home_path()) as history:
        log = AlertLog(history)
        lines = [alert_line(one) for one in log.page(wanted, last)]
        total = log.last_number()
    if as_json:
        for line in lines:
            emit(line)
    else:
        print_alerts(lines)
        click.echo(f"{len(lines):,} of {total:,} alerts; explain one with: watchgate alerts show NUMBER")


@command.command(epilog="Examples: watchgate alerts show 17; watchgate alerts show 17 --json")
@click.argument("number", type=click.IntRange(1))
@json_option
def show(number: int, as_json: bool) -> None:
    """Show alert NUMBER, the old and the new decision side by side."""
    from watchgate.cli.alerts_show import print_alert
    from watchgate.cli.gate_opened import opened_history
    from watchgate.gate.history.alerts import AlertLog
    from watchgate.ledger.home import home_path

    with opened_history(home_path()) as history:
        found = AlertLog(history).get(number)
    if as_json:
        emit(found)
    else:
        print_alert(found)


@command.command(epilog="Examples: watchgate alerts count; watchgate alerts count --json")
@json_option
def count(as_json: bool) -> None:
    """Count alerts by class, by list, and by the age of those that somebody still has to look at."""
    from watchgate.cli.alerts_show import print_counts
    from watchgate.cli.gate_opened import opened_history
    from watchgate.gate.history.alerts import AlertLog
    from watchgate.ledger.home import home_path

    with opened_history(home_path()) as history:
        found = AlertLog(history).counts(history.clock())
    if as_json:
        emit(found)
    else:
        print_counts(found)


def _instant(text: str | None) -> int | None:
    from watchgate.model.clock import parse_instant
    from watchgate.model.errors import BadInputError

    if text is None:
        return None
    try:
        return parse_instant(text if "T" in text else f"{text}T00:00:00Z")
    except (ValueError, OverflowError) as error:
        raise BadInputError(f"{text!r} is no date", where="--since", hint="write it like 2026-11-22") from error
