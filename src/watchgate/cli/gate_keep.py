"""Looking after the history: `watchgate gate verify`, `erase`, `hold`, `retain`, `archive`, `parties`."""

from __future__ import annotations

import sys

import click

from watchgate.cli.gate_opened import opened_history
from watchgate.cli.output import emit
from watchgate.ledger.home import home_path


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
