"""`watchgate webhooks`: who is told of decisions and alerts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from watchgate.cli.output import emit, json_option
from watchgate.model.errors import BadInputError

if TYPE_CHECKING:
    from watchgate.gate.history.outbox import Outbox

USUAL = "hold,stop,unsupported,refused"


@click.group(
    epilog="Examples: watchgate webhooks add https://desk.example.org/gate --events hold,stop; watchgate webhooks "
    "deliveries --state dead; watchgate webhooks resend desk.example.org --dead"
)
def command() -> None:
    """Signed webhooks: endpoints that are told of decisions, until they have taken each."""


@command.command(
    epilog="Examples: watchgate webhooks add https://desk.example.org/gate; watchgate webhooks add "
    "http://127.0.0.1:9000/hook --name case-desk --events hold,stop --with-names"
)
@click.argument("url")
@click.option("--name", help="What it is called here. Default: the host.")
@click.option("--events", default=USUAL, show_default=True, help="Verdicts it is told of, with commas; or all.")
@click.option("--with-names", is_flag=True, help="Say of whom: reasons and matches with the names of customers.")
@click.option("--allow-private", is_flag=True, help="Its address may be one of your own network.")
@json_option
def add(url: str, name: str | None, events: str, with_names: bool, allow_private: bool, as_json: bool) -> None:
    """Tell URL of decisions made from now on. Prints the secret that requests are signed with, this once."""
    from watchgate.gate.webhooks.address import target_of
    from watchgate.gate.webhooks.endpoint import check_name, parse_events
    from watchgate.gate.webhooks.signing import new_secret

    target = target_of(url, private=allow_private)
    wanted = parse_events(events)
    secret = new_secret()
    with _outbox(make=True) as outbox:
        endpoint = outbox.add(
            name=check_name(name or target.host.replace(":", "-").strip("-") or "endpoint"),
            url=url,
            events=wanted,
            names=with_names,
            private=allow_private,
            secret=secret,
        )
    if as_json:
        emit({"name": endpoint.name, "url": url, "events": wanted, "names": with_names, "secret": secret})
        return
    click.echo(secret)
    click.echo(f"Endpoint {endpoint.name!r}. Keep the secret now: it is not shown again.", err=True)
    click.echo(f"Try it: watchgate webhooks test {endpoint.name}. Decisions are told by: watchgate serve", err=True)


@command.command("list", epilog="Examples: watchgate webhooks list; watchgate webhooks list --json")
@json_option
def list_(as_json: bool) -> None:
    """Every endpoint in use, and how it stands with each."""
    from watchgate.cli.webhooks_show import endpoint_lines, print_endpoints

    with _outbox() as outbox:
        lines = endpoint_lines(outbox)
    if as_json:
        for line in lines:
            emit(line)
    else:
        print_endpoints(lines)


@command.command(epilog="Example: watchgate webhooks remove case-desk")
@click.argument("name")
@json_option
def remove(name: str, as_json: bool) -> None:
    """Tell the endpoint NAME nothing more, and forget its secret. What it was not told yet is kept as dead."""
    with _outbox() as outbox:
        endpoint = outbox.endpoint(name)
        outbox.end(endpoint, "the endpoint was removed")
    if as_json:
        emit({"name": name, "removed": True})
    else:
        click.echo(f"Endpoint {name!r} is removed.")


@command.command(epilog="Example: watchgate webhooks test case-desk")
@click.argument("name")
@json_option
def test(name: str, as_json: bool) -> int:
    """Send the endpoint NAME a signed request that speaks of no decision. Exit code 1 when it does not take it."""
    from watchgate.gate.webhooks.dispatch import trial

    with _outbox() as outbox:
        endpoint = outbox.endpoint(name)
        tried = trial(outbox, endpoint)
    if as_json:
        emit(
            {"name": name, "url": endpoint.url, "taken": not tried.error, "status": tried.status, "error": tried.error}
        )
    else:
        click.echo(f"{endpoint.url}: {tried.error or f'taken ({tried.status})'}")
    return 1 if tried.error else 0


@command.command(
    epilog="Examples: watchgate webhooks deliveries; watchgate webhooks deliveries --state dead --endpoint case-desk"
)
@click.option("--endpoint", "name", help="Only this one's.")
@click.option("--state", type=click.Choice(("pending", "delivered", "dead")), help="Only these.")
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="How many, counted from the end.")
@json_option
def deliveries(name: str | None, state: str | None, last: int, as_json: bool) -> None:
    """The newest deliveries: what became of each, and when it is tried again."""
    from watchgate.cli.webhooks_show import delivery_lines, print_deliveries
    from watchgate.gate.webhooks.endpoint import State

    with _outbox() as outbox:
        endpoint = outbox.endpoint(name) if name is not None else None
        lines = delivery_lines(outbox, endpoint, State(state) if state is not None else None, last)
    if as_json:
        for line in lines:
            emit(line)
    else:
        print_deliveries(lines)


@command.command(
    epilog="Examples: watchgate webhooks resend case-desk --dead; watchgate webhooks resend case-desk --decision 17"
)
@click.argument("name")
@click.option("--dead", is_flag=True, help="All that were given up.")
@click.option("--decision", type=click.IntRange(1), help="The one of this decision, whatever became of it.")
@click.option("--alert", type=click.IntRange(1), help="The one of this alert, whatever became of it.")
@json_option
def resend(name: str, dead: bool, decision: int | None, alert: int | None, as_json: bool) -> None:
    """Have deliveries to the endpoint NAME sent again, with their old ids."""
    if sum((dead, decision is not None, alert is not None)) != 1:
        raise BadInputError("give one of --dead, --decision and --alert", where="resend")
    with _outbox() as outbox:
        count = outbox.send_again(outbox.endpoint(name), decision if alert is None else -alert)
    if as_json:
        emit({"name": name, "again": count})
    else:
        click.echo(f"{count:,} to be sent again by: watchgate serve, or watchgate webhooks deliver")


@command.command(epilog="Example: watchgate webhooks deliver")
@json_option
def deliver(as_json: bool) -> int:
    """Tell now what is due, and return: for homes without a running service. Exit code 3 while one does it."""
    from watchgate.gate.webhooks.dispatch import Dispatcher

    with _outbox() as outbox:
        done = Dispatcher(outbox.history).run_once(outbox)
    if done is None:
        click.echo("watchgate: a service that is running tells them", err=True)
        return 3
    taken = sum(not tried.error for _, tried in done)
    if as_json:
        emit({"tried": len(done), "taken": taken})
    else:
        click.echo(f"{taken:,} of {len(done):,} tried were taken")
    return 0


@contextmanager
def _outbox(*, make: bool = False) -> Iterator[Outbox]:
    """The outbox of this home. `make`: also where nothing was decided yet."""
    from watchgate.cli.gate_opened import opened_history
    from watchgate.gate.history.history import open_history
    from watchgate.gate.history.outbox import Outbox
    from watchgate.ledger.home import home_path

    home = home_path()
    if make:
        open_history(home).close()
    with opened_history(home) as history:
        outbox = Outbox(history)
        try:
            yield outbox
        finally:
            outbox.close()
