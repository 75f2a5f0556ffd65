"""`watchgate keys`: who may call the service."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from watchgate.cli.output import emit, json_option
from watchgate.model.clock import MICROSECONDS, iso, now_us, parse_instant
from watchgate.model.errors import BadInputError

if TYPE_CHECKING:
    from watchgate.api.keys import ApiKey, KeyStore

ROLES = ("screen", "read", "write", "admin", "decide", "review")
LOG_WIDTH = 160
"""Of the table of keys where there is no terminal."""
DAYS = re.compile(r"([1-9][0-9]{0,4})d")


@click.group(
    epilog="Examples: watchgate keys create payments --role decide; watchgate keys create kim --role write "
    "--clearance amber --organisation un-panel --expires 90d; watchgate keys list; watchgate keys revoke kim"
)
def command() -> None:
    """API keys: create, list, revoke. A running service sees each change at its next request."""


@command.command(epilog="Example: watchgate keys create payments-gate --role screen --expires 2027-06-30")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    required=True,
    help="screen: match, search, entities. read: statements too. write: propose, confirm, retract proposals. "
    "admin: all, and retract what a list said. decide: send payments in. review: read what was decided.",
)
@click.option(
    "--clearance",
    default="AMBER+STRICT",
    show_default=True,
    metavar="TLP",
    help="The strictest marking this key may read: CLEAR, GREEN, AMBER, AMBER+STRICT or RED.",
)
@click.option("--organisation", "organisations", multiple=True, help="One it belongs to (releasable-to); may repeat.")
@click.option("--expires", metavar="WHEN", help="A date (its end, UTC), an instant, or days from now: 90d.")
@json_option
def create(
    name: str, role: str, clearance: str, organisations: tuple[str, ...], expires: str | None, as_json: bool
) -> None:
    """Make a key called NAME and print its secret, this once."""
    from watchgate.api.roles import parse_role
    from watchgate.model.handling import parse_tlp

    try:
        level = parse_tlp(clearance)
    except ValueError as error:
        raise BadInputError(str(error), where="--clearance") from error
    key, secret = _store().create(
        name,
        parse_role(role),
        clearance=level,
        organisations=organisations,
        expires_at=_expiry(expires) if expires else None,
    )
    if as_json:
        emit({**_row(key), "secret": secret})
        return
    click.echo(secret)
    click.echo(f"Key {name!r} ({role}). Keep the secret now: it is stored nowhere.", err=True)
    click.echo("Use it so: curl -H 'Authorization: ApiKey SECRET' http://127.0.0.1:8080/catalog", err=True)


@command.command(name="list", epilog="Example: watchgate keys list --json")
@json_option
def list_(as_json: bool) -> None:
    """Every key there is or was; never a secret."""
    found = _store().all_keys()
    if as_json:
        for key in found:
            emit(_row(key))
        return
    if not found:
        click.echo("No keys yet. Make one: watchgate keys create NAME --role screen")
        return
    from rich.table import Table

    from watchgate.cli.plain import PlainConsole

    table = Table(box=None, pad_edge=False)
    for heading in ("name", "role", "clearance", "organisations", "created", "expires", "standing"):
        written = heading in ("name", "organisations")
        table.add_column(heading, no_wrap=not written, overflow="fold")
    for key in found:
        row = _row(key)
        table.add_row(
            key.name,
            str(row["role"]),
            str(row["clearance"]),
            ", ".join(key.organisations),
            iso(key.created_at)[:10],
            iso(key.expires_at)[:16] if key.expires_at is not None else "never",
            str(row["standing"]),
        )
    console = PlainConsole()
    (console if console.is_terminal else PlainConsole(width=LOG_WIDTH)).print(table)


@command.command(epilog="Example: watchgate keys revoke payments-gate")
@click.argument("name")
@json_option
def revoke(name: str, as_json: bool) -> None:
    """End the key called NAME. A running service refuses it from the next request on."""
    key = _store().revoke(name)
    if as_json:
        emit(_row(key))
    else:
        click.echo(f"Key {name!r} is revoked since {iso(key.revoked_at or 0)[:19]}Z.")


def _store() -> KeyStore:
    from watchgate.api.keys import KeyStore
    from watchgate.ledger.home import home_path

    return KeyStore(home_path() / "keys" / "api_keys.json")


def _expiry(text: str) -> int:
    days = DAYS.fullmatch(text)
    if days:
        return now_us() + int(days[1]) * 86_400 * MICROSECONDS
    try:
        return parse_instant(text)
    except (ValueError, OverflowError) as error:
        raise BadInputError(
            f"{text!r} is not a date, an instant or a number of days",
            where="--expires",
            hint="write 2027-06-30, 2027-06-30T12:00Z or 90d",
        ) from error


def _row(key: ApiKey) -> dict[str, object]:
    now = now_us()
    standing = "valid" if key.is_valid(now) else "revoked" if key.revoked_at is not None else "expired"
    return {
        "name": key.name,
        "role": key.role.name.lower(),
        "clearance": key.clearance.label,
        "organisations": list(key.organisations),
        "created_at": iso(key.created_at),
        "expires_at": iso(key.expires_at) if key.expires_at is not None else None,
        "revoked_at": iso(key.revoked_at) if key.revoked_at is not None else None,
        "standing": standing,
    }
