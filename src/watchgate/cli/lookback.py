"""`watchgate lookback`: what new evidence makes of past records."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from watchgate.cli.as_of import position_of
from watchgate.cli.bar import Bar
from watchgate.cli.output import emit, json_option
from watchgate.model.errors import BadInputError

if TYPE_CHECKING:
    from watchgate.gate.history.history import History
    from watchgate.gate.lookback.lookback import Looked
    from watchgate.ledger.sqlite_ledger import SqliteLedger

EVERY_S = 0.2
ELSEWHERE = 3
WHEN = "POSITION|DATE|INSTANT"


@click.command(
    epilog="Examples: watchgate lookback; watchgate lookback --follow; watchgate lookback --since 2026-11-01; "
    "watchgate lookback --what-if designation.json --json"
)
@click.option("--follow", is_flag=True, help="Go on with what is still to come, until told to stop.")
@click.option("--since", metavar=WHEN, help="Look again at all deliveries after this; what was told is not told twice.")
@click.option("--as-of", metavar=WHEN, help="Evidence up to this alone.")
@click.option(
    "--what-if",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Statements in JSON, as if they came now: the alerts they would raise. Leaves no trace.",
)
@click.option("--policy", type=click.Path(path_type=Path), help="Policy file. Default: the home's own.")
@json_option
def command(
    follow: bool, since: str | None, as_of: str | None, what_if: Path | None, policy: Path | None, as_json: bool
) -> int:
    """Decide past records again where new evidence touches them, and write an alert for each that comes out otherwise.

    Goes on where it stopped. `watchgate serve` does this by itself; with --follow customers are followed as well, as
    there. Exit code 3 while another lookback runs.
    """
    if what_if is not None and (follow or since is not None):
        raise BadInputError("it supposes one delivery", where="--what-if", hint="without --follow and --since")
    if follow and as_of is not None:
        raise BadInputError("what is still to come is after it", where="--as-of", hint="without --follow")
    from watchgate.cli.gate_opened import opened_history
    from watchgate.cli.opened import opened
    from watchgate.gate.history.history import open_history
    from watchgate.ledger.home import home_path

    if follow:
        open_history(home_path()).close()  # where nothing was decided yet, it waits for the first
    with opened() as (ledger, home), opened_history(home) as history:
        if what_if is not None:
            return _suppose(ledger, history, home, what_if, position_of(ledger, as_of), policy, as_json=as_json)
        begin, end = position_of(ledger, since), position_of(ledger, as_of)
        with _customers(home, policy) if follow else nullcontext():
            return _look(ledger, history, home, begin, end, policy, follow=follow, as_json=as_json)


@contextmanager
def _customers(home: Path, policy: Path | None) -> Iterator[None]:
    """The customer base followed meanwhile, by a process of its own; it waits while there is no base."""
    from watchgate.gate.customers.process import CustomersProcess

    process = CustomersProcess(home, policy)
    process.start()
    try:
        yield
    finally:
        process.stop()


def _look(
    ledger: SqliteLedger,
    history: History,
    home: Path,
    since: int | None,
    to: int | None,
    policy: Path | None,
    *,
    follow: bool,
    as_json: bool,
) -> int:
    from watchgate.cli.alerts_show import looked_line, print_looked
    from watchgate.gate.lookback.lookback import Lookback
    from watchgate.model.policy_file import load_policy

    lookback = Lookback(ledger, history, load_policy(policy, home=home), views=home / "views")
    stop = Event()
    while not lookback.take():
        if not follow:
            click.echo("watchgate: another lookback of this home is running", err=True)
            return ELSEWHERE
        stop.wait(EVERY_S)
    found: list[Looked] = []
    before: dict[signal.Signals, Any] = {}
    try:
        if since is None and not follow and lookback.is_done():
            return _said_nothing(ledger.head().position, as_json=as_json)
        with Bar("reading the past", None) as bar:
            begun = lookback.begin(since, progress=lambda done, total: bar.tell(completed=done, total=total))
        before = {one: signal.signal(one, lambda *_: stop.set()) for one in (signal.SIGTERM, signal.SIGINT)}
        for looked in lookback.run(stop, to=to, follow=follow):
            if as_json:
                emit(looked_line(looked))
            elif follow:
                print_looked([looked])
            else:
                found.append(looked)
    finally:
        lookback.close()
        for one, handler in before.items():
            signal.signal(one, handler)
    if not as_json and not follow:
        print_looked(found, begun)
    return 0


def _said_nothing(position: int, *, as_json: bool) -> int:
    from watchgate.cli.alerts_show import print_looked

    if not as_json:
        print_looked([], position)
    return 0


def _suppose(
    ledger: SqliteLedger,
    history: History,
    home: Path,
    file: Path,
    position: int | None,
    policy: Path | None,
    *,
    as_json: bool,
) -> int:
    from watchgate.cli.alerts_show import alert_line, print_alerts
    from watchgate.gate.lookback.supposed import LARGEST_BYTES, supposed_entries
    from watchgate.gate.lookback.what_if import what_if
    from watchgate.model.policy_file import load_policy

    with file.open("rb") as source:
        entries = supposed_entries(source.read(LARGEST_BYTES + 1), str(file))
    rules = load_policy(policy, home=home)
    lines = [
        alert_line(one) for one in what_if(ledger, history, rules, entries, position=position, views=home / "views")
    ]
    if as_json:
        for line in lines:
            emit(line)
    else:
        print_alerts(lines)
        click.echo(f"{len(lines):,} alerts there would be; nothing was written")
    return 0
