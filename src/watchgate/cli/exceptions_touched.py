"""How many exceptions new evidence touches: said before it is appended, because each of them may lapse by it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from watchgate.cli.output import shown
from watchgate.ledger.interface import Ledger
from watchgate.model.delivery import Delivery
from watchgate.model.errors import NotFoundError, WatchgateError
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Entry

if TYPE_CHECKING:
    from watchgate.model.exception import MatchException

NAMED = 5
"""So many are named; `watchgate gate exceptions list` shows all."""


class ToldFirst:
    """Says on standard error which exceptions deliveries touch that are about to be appended, each of them once."""

    def __init__(self, ledger: Ledger, home: Path) -> None:
        self._ledger = ledger
        self._standing = _standing(home)
        self._beside: dict[str, frozenset[str]] = {}

    def __call__(self, deliveries: Sequence[Delivery]) -> None:
        """Say it of `deliveries`, all of one source."""
        found = self.touched(deliveries)
        if found:
            click.echo(shown(f"{deliveries[0].source}: {sentence(found)}"), err=True)

    def touched(self, deliveries: Sequence[Delivery]) -> tuple[MatchException, ...]:
        """Those in force that were not told before."""
        if not self._standing:
            return ()
        from watchgate.gate.decide.exceptions import affected

        found = affected(self._standing, deliveries, self._ledger.as_of(reader=SYSTEM), self._beside)
        told = {one.id for one in found}
        self._standing = tuple(one for one in self._standing if one.id not in told)
        return found


class Touched(msgspec.Struct, frozen=True):
    """The exceptions that an act touches, each of which may lapse by it. `lines`: in words, nothing where none is."""

    ids: tuple[str, ...]
    lines: tuple[str, ...]


def touched_by(ledger: Ledger, home: Path, *entries: Entry) -> Touched:
    """Those that `entries` would touch, which are not appended yet."""
    found = ToldFirst(ledger, home).touched([Delivery(source="", entries=entries)])
    return Touched(ids=tuple(one.id for one in found), lines=(sentence(found),) if found else ())


def sentence(found: Sequence[MatchException]) -> str:
    """How many, and the first of them."""
    count = "1 exception is" if len(found) == 1 else f"{len(found):,} exceptions are"
    some = ", ".join(f"{one.id[:12]} (customer {one.customer}, {one.entity_id})" for one in found[:NAMED])
    more = f" and {len(found) - NAMED:,} more" if len(found) > NAMED else ""
    return f"{count} touched and may lapse: {some}{more}"


def _standing(home: Path) -> tuple[MatchException, ...]:
    """Those in force that have not ended by themselves; none where nothing was ever decided.

    A history that cannot be opened (held by others, damaged, no key) keeps no evidence out: that is said, and no more.
    """
    from watchgate.cli.gate_opened import opened_history
    from watchgate.gate.history.exceptions_log import ExceptionsLog

    try:
        with opened_history(home) as history:
            now = history.clock()
            return tuple(one for one in ExceptionsLog(history).at() if one.in_force and one.expires_at > now)
    except NotFoundError:
        return ()
    except (WatchgateError, OSError) as error:
        click.echo(shown(f"which exceptions may lapse is not known: {error}"), err=True)
        return ()
