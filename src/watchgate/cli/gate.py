"""`watchgate gate`: payments in, durable and explained decisions out; and what the history holds of them."""

from __future__ import annotations

from pathlib import Path

import click

from watchgate.cli.gate_exceptions import exceptions
from watchgate.cli.output import json_option

VERDICTS = ("pass", "hold", "stop", "unsupported", "refused")


@click.group(
    epilog="Examples: watchgate gate payments incoming/ --out decisions.jsonl; watchgate gate list --verdict hold; "
    "watchgate gate show 17"
)
def command() -> None:
    """Decide payments, and show, look after and archive what was decided."""


command.add_command(exceptions)


@command.command(
    epilog="Examples: watchgate gate payments incoming/ --out decisions.jsonl; watchgate gate payments pacs008.xml; "
    "watchgate gate payments instant/ --rail instant --out decisions.jsonl"
)
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write one JSON line a transaction to this file.")
@click.option("--rail", help="The rail all of it came by: wire, instant, card, as the policy names them.")
@click.option("--policy", type=click.Path(path_type=Path), help="Policy file. Default: the home's own.")
@json_option
def payments(path: Path, out: Path | None, rail: str | None, policy: Path | None, as_json: bool) -> int:
    """Decide every transaction of the file or folder PATH: ISO 20022, MT, CSV or JSON.

    Each is durable before it is answered. Started again after an interruption it goes on where it stopped, and what
    was decided before is given back. Exit code 0 when everything has its answer, whatever that is.
    """
    from watchgate.cli.gate_payments import decide_payments

    return decide_payments(path, out, rail=rail, policy_file=policy, as_json=as_json)


@command.command(epilog="Examples: watchgate gate show 17; watchgate gate show 4f61c0d9 --json")
@click.argument("decision")
@click.option("--original", is_flag=True, help="Print the bytes as they came in, and nothing else.")
@json_option
def show(decision: str, original: bool, as_json: bool) -> None:
    """Explain DECISION: a number, or the beginning of its sha256 or of its record's id."""
    from watchgate.cli.gate_show import print_original, show_decision

    if original:
        print_original(decision)
    else:
        show_decision(decision, as_json=as_json)


@command.command("list", epilog="Examples: watchgate gate list; watchgate gate list --verdict hold --last 50 --json")
@click.option("--verdict", type=click.Choice(VERDICTS), help="Only these.")
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="How many, counted from the end.")
@json_option
def list_(verdict: str | None, last: int, as_json: bool) -> None:
    """List the newest decisions."""
    from watchgate.cli.gate_list import list_decisions

    list_decisions(verdict, last, as_json=as_json)


@command.command(
    epilog="Examples: watchgate gate verify; watchgate gate verify --head 120000:9f3c...; watchgate gate verify --json"
)
@click.option("--head", metavar="NUMBER:LINK", help="A link noted elsewhere that the chain must still pass through.")
@json_option
def verify(head: str | None, as_json: bool) -> int:
    """Read every stored decision and compare it with every stored hash. Exit code 4 when anything was changed."""
    from watchgate.cli.gate_keep import verify_history

    return verify_history(head, as_json=as_json)
