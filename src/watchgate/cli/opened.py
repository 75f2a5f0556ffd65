"""The ledger of this user's home, opened for one command and closed after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from watchgate.ledger.sqlite_ledger import SqliteLedger


@contextmanager
def opened(*, fill: bool = False) -> Iterator[tuple[SqliteLedger, Path]]:
    """Ledger and home. `fill`: a home without any evidence first gets the bundled lists, whole, and says so."""
    from watchgate.ledger.home import home_path
    from watchgate.ledger.open import open_ledger

    home = home_path()
    ledger = open_ledger(home)
    try:
        if fill:
            _fill(ledger, home)
        yield ledger, home
    finally:
        ledger.close()


def _fill(ledger: SqliteLedger, home: Path) -> None:
    from watchgate.cli.lists_progress import LoadProgress
    from watchgate.watch.lists import bundle

    with LoadProgress("filling a new home", at_once=False) as progress:
        report = bundle.ensure(ledger, home, progress)
    if report is not None:
        click.echo(f"watchgate: {bundle.begun_with(report)}", err=True)
