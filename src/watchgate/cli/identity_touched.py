"""How many past records a judgement would hold or release: said before it is confirmed or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.model.alert import AlertClass
from watchgate.model.errors import NotFoundError
from watchgate.model.policy_file import load_policy
from watchgate.model.statement import Entry


class Touched(msgspec.Struct, frozen=True, kw_only=True):
    """Past records that would be held and are not, and those of which nothing would stand in the way any more."""

    held: int
    released: int

    @property
    def sentence(self) -> str:
        """For who is asked."""
        if not (self.held or self.released):
            return "no past record would be decided otherwise"
        return f"of the past records {self.held:,} would be held, of {self.released:,} a hold would have no ground left"


def touched(ledger: Ledger, home: Path, entries: Sequence[Entry]) -> Touched:
    """What `entries` would make of the records decided up to now; nothing is written."""
    from watchgate.cli.gate_opened import opened_history
    from watchgate.gate.lookback.what_if import what_if

    try:
        with opened_history(home) as history:
            found = list(what_if(ledger, history, load_policy(home=home), entries, views=home / "views"))
    except NotFoundError:  # nothing was ever decided
        return Touched(held=0, released=0)
    released = {one.target for one in found if one.kind is AlertClass.RELEASE}
    return Touched(held=len({one.target for one in found} - released), released=len(released))
