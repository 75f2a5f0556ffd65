"""`watchgate customers`: the own customers and who owns them, screened at each change and daily, and attested."""

from __future__ import annotations

from pathlib import Path

import click

from watchgate.cli.exception_options import author_option, finding_options
from watchgate.cli.output import json_option

EXAMPLES = """\b
Examples:
  watchgate customers load customers.csv
  watchgate customers load changes.jsonl --delta
  watchgate customers screen
  watchgate customers follow
  watchgate customers attest
  watchgate customers list --met

\b
Columns of a CSV file: id, name and, if you like, kind (person, organisation), birth_date, country, nationality,
identifier (KIND:VALUE), address; several values of one column separated by ;. A beneficial owner has a row of its own
with owner_of (the customer's id), share (25, 25-50, more than 25) and control (yes). Or JSON lines with these keys,
where owners may stand inside as "owners": [...]. All of it: docs/customers.md.
"""
policy_option = click.option("--policy", type=click.Path(path_type=Path), help="Policy file. Default: the home's own.")


@click.group(epilog=EXAMPLES)
def command() -> None:
    """The customer base: load it, screen it, attest how it stands, look at it, erase from it."""


@command.command(
    epilog="Examples: watchgate customers load customers.csv; watchgate customers load changes.jsonl --delta; "
    "watchgate customers load customers.csv --shrink"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--delta", is_flag=True, help="Only those in it are added, changed or removed (column action).")
@click.option("--shrink", is_flag=True, help="However many the snapshot leaves out: they are customers no more.")
@click.option("--refused", type=click.Path(path_type=Path), help="Write rows that cannot be used to this file as well.")
@author_option
@json_option
def load(file: Path, delta: bool, shrink: bool, refused: Path | None, author: str | None, as_json: bool) -> int:
    """Load FILE, CSV or JSON lines: everybody who is a customer, or a delta.

    Rows that cannot be used are named, and who stands in them stays as it is. The same file again changes nothing;
    started again after an interruption it goes on where it stopped. Exit code 2 when rows could not be used.
    """
    from watchgate.cli.customers_work import load_customers

    return load_customers(file, delta=delta, shrink=shrink, refused=refused, author=author, as_json=as_json)


@command.command(epilog="Examples: watchgate customers screen; watchgate customers screen --workers 1 --json")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes. Default: two for a large base.")
@policy_option
@json_option
def screen(workers: int | None, policy: Path | None, as_json: bool) -> int:
    """Compare every customer and owner with the evidence as it is now, and attest it.

    New matches become cases. Started again after an interruption it goes on where it stopped. `watchgate serve` and
    `watchgate customers follow` do this by themselves, at each change of a list and daily. Exit code 1 when somebody
    is left, or a list does not support the attestation.
    """
    from watchgate.cli.customers_work import screen_customers

    return screen_customers(workers, policy, as_json=as_json)


@command.command(epilog="Examples: watchgate customers follow; watchgate customers follow --once --json")
@click.option("--once", is_flag=True, help="End when there is nothing left to do.")
@policy_option
@json_option
def follow(once: bool, policy: Path | None, as_json: bool) -> int:
    """Ask, at each change of a list, which customers it concerns; compare who is new or due. Until told to stop.

    Part of `watchgate serve`. Exit code 3 while another one runs.
    """
    from watchgate.cli.customers_work import follow_customers

    return follow_customers(policy, once=once, as_json=as_json)


@command.command(epilog="Examples: watchgate customers attest; watchgate customers attest --json")
@policy_option
@json_option
def attest(policy: Path | None, as_json: bool) -> int:
    """Say how the base stands: N of N customers compared at position P, and keep that with its sha256.

    Exit code 1 when somebody is left, or a list does not support it.
    """
    from watchgate.cli.customers_work import attest_customers

    return attest_customers(policy, as_json=as_json)


@command.command(epilog="Examples: watchgate customers attestations; watchgate customers attestations 3 --json")
@click.argument("number", type=int, required=False)
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@json_option
def attestations(number: int | None, last: int, as_json: bool) -> int:
    """List attestations, or show and verify NUMBER: its hash, its chain, and the rows that stood then.

    Exit code 4 when one does not fit.
    """
    from watchgate.cli.customers_work import list_attestations

    return list_attestations(number, last, as_json=as_json)


@command.command("list", epilog="Examples: watchgate customers list; watchgate customers list --met --json")
@click.option("--met", is_flag=True, help="Only those who met somebody.")
@click.option("--after", type=int, default=0, help="Only rows with a higher number.")
@click.option("--first", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@json_option
def list_(met: bool, after: int, first: int, as_json: bool) -> None:
    """List customers by the number of their row."""
    from watchgate.cli.customers_show import list_customers

    list_customers(met=met, after=after, first=first, as_json=as_json)


@command.command(epilog="Examples: watchgate customers show C-1001; watchgate customers show C-1001 --json")
@click.argument("customer")
@json_option
def show(customer: str, as_json: bool) -> None:
    """Show CUSTOMER as it is compared, and whom it met, word by word."""
    from watchgate.cli.customers_show import show_customer

    show_customer(customer, as_json=as_json)


@command.command(
    "except",
    epilog="Example: watchgate customers except C-1001 --entity ofac-15582 --reason 'other birth date, passport seen'",
)
@click.argument("customer")
@finding_options("customer or beneficial_owner, where it was met as both.")
def except_(
    customer: str,
    entity: str,
    role: str | None,
    reason: str,
    same: bool,
    days: float,
    author: str | None,
    as_json: bool,
) -> None:
    """Propose that CUSTOMER is not the listed ENTITY. Somebody else confirms: watchgate gate exceptions confirm."""
    from watchgate.cli.customers_show import propose_exception

    propose_exception(customer, entity, role=role, reason=reason, same=same, days=days, author=author, as_json=as_json)


@command.command(
    epilog="Example: watchgate customers erase C-1001 --reason 'request of 2026-11-20' --despite-retention"
)
@click.argument("customer")
@click.option("--reason", required=True, help="Why it is erased.")
@click.option("--despite-retention", is_flag=True, help="Although it would have to be kept longer.")
@author_option
@json_option
def erase(customer: str, reason: str, despite_retention: bool, author: str | None, as_json: bool) -> None:
    """Erase CUSTOMER with all that was found of it. Hashes stay, so that attestations still verify."""
    from watchgate.cli.customers_show import erase_one

    erase_one(customer, reason, despite_retention=despite_retention, author=author, as_json=as_json)


@command.command(epilog="Example: watchgate customers hold C-1001 --reason 'case 7/2026'")
@click.argument("customer")
@click.option("--reason", required=True, help="Why it may not be erased.")
@author_option
@json_option
def hold(customer: str, reason: str, author: str | None, as_json: bool) -> None:
    """Put a legal hold on CUSTOMER. It ends with: watchgate gate hold --release NUMBER."""
    from watchgate.cli.customers_show import hold_one

    hold_one(customer, reason, author=author, as_json=as_json)
