"""Looking after the history: `watchgate gate verify`, `erase`, `hold`, `retain`, `archive`, `parties`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from watchgate.cli.gate_opened import opened_history
from watchgate.cli.output import emit, shown
from watchgate.cli.person import author_name
from watchgate.ledger.home import home_path
from watchgate.model.clock import iso

if TYPE_CHECKING:
    from watchgate.model.party import Party


def verify_history(head: str | None, *, as_json: bool) -> int:
    """The exit code: 4 when anything was changed."""
    from watchgate.gate.history.verifying import verify

    with opened_history(home_path()) as history:
        found = verify(history, head=head)
    if as_json:
        emit(found)
    else:
        for damage in found.damages:
            click.echo(f"damaged: {damage}")
        if not found.damages:
            erased = f", {found.erased:,} of them erased" if found.erased else ""
            click.echo(f"{found.decisions:,} decisions{erased} and {found.originals:,} originals give their hashes")
        click.echo(f"head {found.head}")
        click.echo("Note the head where this file is not: verify --head finds a history that was rewritten as a whole.")
        sys.stdout.flush()
    return 4 if found.damages else 0


def list_parties(text: str, *, as_json: bool) -> None:
    """Parties of past payments with exactly this name or number."""
    wanted = " ".join(text.split()).casefold()
    found = []
    with opened_history(home_path()) as history:
        key = 0
        while part := history.parties_after(key):
            found += [(number, party) for number, party in part if wanted in _called(party)]
            key = part[-1][0]
        told = [(number, party, len(history.decisions_of(number))) for number, party in found]
    if as_json:
        for number, party, payments in told:
            emit({"party": number, "payments": payments, "as": party})
        return
    for number, party, payments in told:
        names = ", ".join([one.text for one in party.names] + [one.value for one in party.identifiers])
        click.echo(shown(f"party {number}: {names} ({payments:,} payments)"))
    if not told:
        click.echo("no party of a past payment bears exactly that name or number")


def erase_parties(
    parties: tuple[int, ...],
    reason: str,
    author: str | None,
    *,
    years: float | None,
    despite_retention: bool,
    as_json: bool,
) -> None:
    """Erase them, and say what went."""
    from watchgate.gate.customers.same_party import customers_who_are
    from watchgate.gate.history import erasing

    with opened_history(home_path()) as history:
        customers = customers_who_are(history, parties)
        found = erasing.erase_parties(
            history,
            parties,
            author=author_name(author),
            reason=reason,
            years=_years(years),
            despite_retention=despite_retention,
        )
    if as_json:
        emit(found)
    else:
        click.echo(f"erased: {found.parties:,} parties and the records of {found.decisions:,} decisions")
    for customer in customers:
        said = (
            f"watchgate: the customer {customer} of that name stays in the base: watchgate customers erase {customer}"
        )
        click.echo(shown(said), err=True)


def put_hold(party: int | None, decision: str | None, reason: str, author: str | None, *, as_json: bool) -> None:
    """Begin a legal hold."""
    from watchgate.gate.history import legal_holds

    with opened_history(home_path()) as history:
        if party is not None:
            what, target = legal_holds.PARTY, party
        else:
            what, target = legal_holds.DECISION, history.get(decision or "").number
        found = legal_holds.begin(history, what, target, author=author_name(author), reason=reason)
    if as_json:
        emit(found)
    else:
        click.echo(f"legal hold {found.key} on {found.what} {found.target}")


def release_hold(key: int, reason: str, author: str | None, *, as_json: bool) -> None:
    """End a legal hold."""
    from watchgate.gate.history import legal_holds

    with opened_history(home_path()) as history:
        legal_holds.end(history, key, author=author_name(author), reason=reason)
    if as_json:
        emit({"hold": key, "released": True})
    else:
        click.echo(f"legal hold {key} has ended")


def list_holds(*, as_json: bool) -> None:
    """Those that last."""
    from watchgate.gate.history import legal_holds

    with opened_history(home_path()) as history:
        found = legal_holds.lasting(history)
    for one in found:
        if as_json:
            emit(one)
        else:
            since = iso(one.since)[:10]
            click.echo(
                shown(f"legal hold {one.key} on {one.what} {one.target} since {since}, {one.author}: {one.reason}")
            )
    if not found and not as_json:
        click.echo("no legal hold lasts")


def retain_records(years: float | None, author: str | None, *, do: bool, as_json: bool) -> None:
    """Erase, or count, what is older."""
    from watchgate.gate.history import erasing
    from watchgate.gate.history.customer_erasing import retain_customers

    with opened_history(home_path()) as history:
        found = erasing.retain(history, years=_years(years), author=author_name(author), dry=not do)
        customers = retain_customers(history, years=_years(years), author=author_name(author), dry=not do)
    if as_json:
        emit({"done": do, **{name: getattr(found, name) for name in found.__struct_fields__}, "customers": customers})
        return
    said = "erased" if do else "would be erased"
    held = f"; {found.held:,} more are under legal hold" if found.held else ""
    click.echo(f"{said}: the records of {found.decisions:,} decisions and {found.parties:,} parties{held}")
    if customers:
        click.echo(f"{said}: {customers:,} rows of customers who are none any more")
    if not do and (found.decisions or customers):
        click.echo("do it with --yes")


def _years(given: float | None) -> float:
    """The retention period: given, or the policy's."""
    from watchgate.model.policy_file import load_policy

    return load_policy(home=home_path()).gate.retention_years if given is None else given


def archive_days(before: str, *, as_json: bool) -> None:
    """Move days into Parquet."""
    from watchgate.gate.history.archive import archive

    with opened_history(home_path()) as history:
        found = archive(history, before)
    for one in found:
        if as_json:
            emit(one)
        else:
            click.echo(f"{one.file}: {one.decisions:,} decisions, sha256 {one.sha256}")
    if not found and not as_json:
        click.echo(f"there is no whole day before {before} that is not archived already")


def _called(party: Party) -> set[str]:
    names = (one.text for one in party.names)
    return {" ".join(one.split()).casefold() for one in (*names, *(number.value for number in party.identifiers))}
