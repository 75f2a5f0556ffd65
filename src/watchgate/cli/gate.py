"""`watchgate gate`: payments and wallets in, durable and explained decisions out; and what the history holds."""

from __future__ import annotations

from pathlib import Path

import click

from watchgate.cli.exception_options import author_option
from watchgate.cli.gate_exceptions import exceptions
from watchgate.cli.output import json_option
from watchgate.model.errors import BadInputError

VERDICTS = ("pass", "hold", "stop", "unsupported", "refused")


@click.group(
    epilog="Examples: watchgate gate payments incoming/ --out decisions.jsonl; watchgate gate list --verdict hold; "
    "watchgate gate show 17"
)
def command() -> None:
    """Decide payments and wallets, and show, look after and archive what was decided."""


command.add_command(exceptions)


@command.command(
    epilog="Examples: watchgate gate payments incoming/ --out decisions.jsonl; watchgate gate payments pacs008.xml; "
    "watchgate gate payments instant/ --rail instant --out decisions.jsonl"
)
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write one JSON line a transaction to this file.")
@click.option("--rail", help="The rail all of it came by: wire, instant, card, as the policy names them.")
@click.option("--policy", type=click.Path(path_type=Path), help="Policy file. Default: the home's own.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes. Default: two for many files.")
@json_option
def payments(  # one parameter an option
    path: Path, out: Path | None, rail: str | None, policy: Path | None, workers: int | None, as_json: bool
) -> int:
    """Decide every transaction of the file or folder PATH: ISO 20022, MT, CSV or JSON.

    Each is durable before it is answered. Started again after an interruption it goes on where it stopped, and what
    was decided before is given back. Exit code 0 when everything has its answer, whatever that is.
    """
    from watchgate.cli.gate_payments import decide_payments

    return decide_payments(path, out, rail=rail, policy_file=policy, workers=workers, as_json=as_json)


@command.command(
    epilog="Examples: watchgate gate wallets 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17; watchgate gate wallets addresses.txt "
    "--out decisions.jsonl; watchgate gate wallets btc:7940cdde... --customer 4711; watchgate gate wallets ivms101.json"
)
@click.argument("asked", nargs=-1, required=True)
@click.option(
    "--chain", default="btc", show_default=True, help="Whose a transaction is that is given by its hash alone."
)
@click.option("--customer", default="", help="The own customer it is about: exceptions are for a customer.")
@click.option("--out", type=click.Path(path_type=Path), help="Write one JSON line a decision to this file.")
@click.option("--rail", help="The rail it came by, as the policy names it.")
@click.option("--policy", type=click.Path(path_type=Path), help="Policy file. Default: the home's own.")
@json_option
def wallets(  # one parameter an option
    asked: tuple[str, ...],
    chain: str,
    customer: str,
    out: Path | None,
    rail: str | None,
    policy: Path | None,
    as_json: bool,
) -> int:
    """Decide on wallets before anything moves: each of ASKED is an address, a transaction (its hash, or btc:HASH), a
    file of addresses (one a line), or a JSON file: an IVMS101 payload (2020 or 2023), or objects as in
    docs/chains.md.

    A wallet on a list, and a transaction from or to one, is certain identity and stops; what a wallet received from
    others by way of a chain that was read holds above the policy's share and amount. Each is durable before it is
    answered, and can be made again. Exit code 0 when everything has its answer, whatever that is.
    """
    from watchgate.cli.gate_wallets import decide_wallets

    return decide_wallets(asked, out, chain=chain, customer=customer, rail=rail, policy_file=policy, as_json=as_json)


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


@command.command(epilog="Examples: watchgate gate parties 'Anna Nowak'; watchgate gate parties DE89370400440532013000")
@click.argument("text")
@json_option
def parties(text: str, as_json: bool) -> None:
    """Find the numbers of past payments' parties that bear exactly the name or number TEXT; case does not count."""
    from watchgate.cli.gate_keep import list_parties

    list_parties(text, as_json=as_json)


@command.command(
    epilog="Examples: watchgate gate erase --party 412 --reason 'request of 2026-11-20'; watchgate gate erase "
    "--party 412 --party 413 --reason 'account never opened' --despite-retention"
)
@click.option("--party", "party", type=int, multiple=True, required=True, help="The party's number; repeatable.")
@click.option("--reason", required=True, help="Why it is erased.")
@click.option("--despite-retention", is_flag=True, help="Although it would have to be kept longer.")
@click.option("--years", type=click.FloatRange(0), help="How long records are kept. Default: the policy's.")
@author_option
@json_option
def erase(
    party: tuple[int, ...], reason: str, despite_retention: bool, years: float | None, author: str | None, as_json: bool
) -> None:
    """Erase parties and the payments they stand in. Their hashes stay, and the chain still verifies."""
    from watchgate.cli.gate_keep import erase_parties

    erase_parties(party, reason, author, years=years, despite_retention=despite_retention, as_json=as_json)


@command.command(
    epilog="Examples: watchgate gate hold --party 412 --reason 'case 7/2026'; watchgate gate hold --list; "
    "watchgate gate hold --release 3 --reason 'case closed'"
)
@click.option("--party", type=int, help="Hold this party and all its payments.")
@click.option("--decision", help="Hold this decision.")
@click.option("--release", type=int, metavar="HOLD", help="End this legal hold.")
@click.option("--reason", default="", help="Why.")
@click.option("--list", "listed", is_flag=True, help="List the legal holds that last.")
@author_option
@json_option
def hold(
    party: int | None,
    decision: str | None,
    release: int | None,
    reason: str,
    listed: bool,
    author: str | None,
    as_json: bool,
) -> None:
    """Put records under legal hold, end one, or list them: what is held is neither erased nor ends with its time."""
    from watchgate.cli.gate_keep import list_holds, put_hold, release_hold

    wishes = [party is not None, decision is not None, release is not None, listed]
    if sum(wishes) != 1:
        raise BadInputError("give one of --party, --decision, --release and --list", where="hold")
    if release is not None:
        release_hold(release, reason, author, as_json=as_json)
    elif listed:
        list_holds(as_json=as_json)
    else:
        put_hold(party, decision, reason, author, as_json=as_json)


@command.command(epilog="Examples: watchgate gate retain; watchgate gate retain --years 7 --yes")
@click.option("--years", type=click.FloatRange(0), help="How long records are kept. Default: the policy's.")
@click.option("--yes", is_flag=True, help="Do it. Default: only count what would be erased.")
@author_option
@json_option
def retain(years: float, yes: bool, author: str | None, as_json: bool) -> None:
    """Erase the records whose time is over, but for those under legal hold."""
    from watchgate.cli.gate_keep import retain_records

    retain_records(years, author, do=yes, as_json=as_json)


@command.command(
    epilog="Examples: watchgate gate archive --before 2026-11-01; watchgate gate archive --before 2026-11-01 --json"
)
@click.option("--before", required=True, metavar="DATE", help="Move all days before this one (UTC).")
@json_option
def archive(before: str, as_json: bool) -> None:
    """Move whole days into Parquet files that DuckDB reads; the records in them stay encrypted."""
    from watchgate.cli.gate_keep import archive_days

    archive_days(before, as_json=as_json)
