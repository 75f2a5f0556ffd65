"""`watchgate status`: positions, ages, lag and open work at a glance."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from watchgate.cli.output import emit, json_option

if TYPE_CHECKING:
    from pathlib import Path

    from watchgate.gate.customers.standing import CustomersStanding
    from watchgate.gate.lookback.standing import Standing
    from watchgate.ledger.sqlite_ledger import SqliteLedger
    from watchgate.model.policy import Policy

ATTENTION = 1


@click.command(epilog="Examples: watchgate status; watchgate status --json")
@json_option
def command(as_json: bool) -> int:
    """Say where ledger, lists, gates and lookback stand, and what work is open.

    Exit code 1 when something needs attention: a list that the policy relies on is too old or missing, a gate or the
    lookback is behind, a webhook was given up.
    """
    from watchgate.cli.opened import opened
    from watchgate.model.policy_file import load_policy

    with opened() as (ledger, home):
        told = _told(ledger, home, load_policy(home=home))
    if as_json:
        emit(told)
    else:
        _print(told)
    return ATTENTION if told["attention"] else 0


def _told(ledger: SqliteLedger, home: Path, policy: Policy) -> dict[str, Any]:
    from watchgate.gate.customers.standing import customers_standing
    from watchgate.gate.decide.lists import ListDoubts
    from watchgate.gate.history.history import FILE_NAME, open_history
    from watchgate.gate.lookback.standing import standing
    from watchgate.model.clock import iso, now_us
    from watchgate.model.handling import SYSTEM

    now, head = now_us(), ledger.head()
    lists = ListDoubts(policy)
    lists.follow(ledger.as_of(reader=SYSTEM))
    doubts = lists.at(now)
    told: dict[str, Any] = {
        "ledger": {"position": head.position, "recorded_at": iso(head.recorded_at) if head.position else None},
        "lists": {"doubts": [one.sentence for one in doubts], "relied_on": sum(one.binds for one in doubts)},
        "attention": [one.sentence for one in doubts if one.binds],
    }
    if (home / "history" / FILE_NAME).exists():
        history = open_history(home)
        try:
            found = standing(ledger, history)
            customers = customers_standing(history, policy)
            told.update(gate_and_lookback=found, webhooks=_webhooks(history), customers=customers)
        finally:
            history.close()
        told["attention"] += [*_attention(found, told["webhooks"]), *_customers_attention(customers, now)]
    return told


def _webhooks(history: Any) -> dict[str, int]:
    from watchgate.gate.history.outbox import FILE_NAME, Outbox

    if not (history.folder / FILE_NAME).exists():
        return {}
    outbox = Outbox(history)
    try:
        counts = [outbox.counts(one) for one in outbox.endpoints()]
    finally:
        outbox.close()
    return {state.value: sum(one[state] for one in counts) for state in counts[0]} if counts else {}


def _customers_attention(found: CustomersStanding | None, now: int) -> list[str]:
    said = []
    how = "" if found is None or found.running else ": watchgate customers screen, or watchgate serve"
    if found is not None and found.compared < found.customers:
        said.append(f"{found.customers - found.compared:,} of {found.customers:,} customers are not compared{how}")
    if found is not None and found.due_at and found.due_at < now:
        said.append(f"customers were to be compared again within a day{how}")
    return said


def _attention(found: Standing, webhooks: dict[str, int]) -> list[str]:
    said = []
    if found.gates_at is not None and found.gates_at < found.head:
        said.append(f"a gate decides on position {found.gates_at}, the ledger is at {found.head}")
    if found.decisions and found.behind:
        how = "runs" if found.running else "does not run: watchgate lookback, or watchgate serve"
        said.append(f"the lookback is {found.behind:,} deliveries behind, for {found.behind_s:,.0f} s, and {how}")
    if webhooks.get("dead"):
        said.append(f"{webhooks['dead']:,} deliveries by webhook were given up: watchgate webhooks deliveries")
    return said


def _customers(found: CustomersStanding | None) -> str:
    from watchgate.model.clock import iso

    if found is None:
        return "none loaded"
    due = f"; the first is due again {iso(found.due_at)}" if found.due_at else ""
    last = f"; attestation {found.attestation} of {iso(found.attested_at)}" if found.attestation else "; never attested"
    state = "followed" if found.running else "not followed"
    compared = f"{found.compared:,} of {found.customers:,} compared at position {found.position:,}"
    return f"{compared}; {found.matched:,} call for a look; {state}{due}{last}"


def _print(told: dict[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    from watchgate.cli.plain import PlainConsole

    ledger, lists = told["ledger"], told["lists"]
    rows = [("ledger", f"position {ledger['position']:,}, {ledger['recorded_at'] or 'empty'}")]
    rows.append(("lists", "; ".join(lists["doubts"]) or "none too old, none missing"))
    found = told.get("gate_and_lookback")
    if found is None:
        rows.append(("gate", "nothing was decided in this home yet"))
    else:
        at = f"at position {found.gates_at:,}" if found.gates_at is not None else "none running"
        rows.append(("gate", f"{found.decisions:,} decisions; processes: {found.gates}, {at}"))
        state = "runs" if found.running else "does not run"
        lag = f"{found.behind:,} deliveries behind ({found.behind_s:,.0f} s)" if found.behind else "nothing left"
        rows.append(("lookback", f"{state}; closed to position {found.closed:,}, {lag}"))
        counts = found.alerts
        ages = ", ".join(f"{name}: {count:,}" for name, count in counts.by_age.items())
        classes = ", ".join(f"{count:,} {kind}" for kind, count in counts.by_class.items())
        rows.append(("alerts", f"{counts.total:,} ({classes or 'none'}); to be looked at {counts.unfinished:,} {ages}"))
        rows.append(("cases", ", ".join(f"{count:,} {state}" for state, count in found.cases.items())))
        hooks = ", ".join(f"{count:,} {state}" for state, count in told["webhooks"].items())
        rows.append(("webhooks", hooks or "no endpoint"))
        rows.append(("customers", _customers(told["customers"])))
    rows.append(("attention", "; ".join(told["attention"]) or "nothing"))
    table = Table(show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, said in rows:
        table.add_row(Text(name), Text(said))
    PlainConsole(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False).print(table)
