"""`--as-of`: a position of the ledger, a date, or an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from watchgate.model.errors import BadInputError

if TYPE_CHECKING:
    from watchgate.ledger.interface import Ledger

as_of_option = click.option(
    "--as-of",
    metavar="POSITION|DATE|INSTANT",
    help="As it was known then: 67, 2026-11-21 (at the end of that day, UTC) or 2026-11-21T09:30:00Z.",
)


def position_of(ledger: Ledger, text: str | None) -> int | None:
    """The position meant, None for now. BadInputError when it is none, or is still to come."""
    from watchgate.model.clock import parse_instant
    from watchgate.model.handling import SYSTEM

    if text is None:
        return None
    if text.isdecimal() and text.isascii():
        head = ledger.head().position
        if int(text) > head:
            raise BadInputError(f"position {int(text)} is still to come", where="--as-of", hint=f"the newest is {head}")
        return int(text)
    try:
        instant = parse_instant(text.strip().replace(" ", "T"))
    except (ValueError, OverflowError) as error:
        raise BadInputError(
            f"{text!r} is neither a position nor a date",
            where="--as-of",
            hint="write 67, 2026-11-21 or 2026-11-21T09:30:00Z",
        ) from error
    return ledger.as_of(reader=SYSTEM, recorded_at=instant).position
