"""The report of one validation: data alone, as `--json` writes it and the HTML page shows it."""

from __future__ import annotations

import msgspec

from watchgate.gate.validation.exceptions_now import ExceptionNow
from watchgate.gate.validation.feeds import FeedCount
from watchgate.gate.validation.instruments import ASKED_BY, UNVERIFIED
from watchgate.gate.validation.line import LineSample
from watchgate.gate.validation.tally import Recall
from watchgate.gate.validation.trial import Control, Tried


class Versions(msgspec.Struct, frozen=True, kw_only=True):
    """What was validated. `head`: root of the evidence log at `position`; `policy` as it says itself, sentence by
    sentence."""

    product: str
    engine: str
    weights: str
    policy_sha256: str
    policy: tuple[str, ...]
    position: int
    head: str
    exceptions_position: int
    decisions: int


class ListSize(msgspec.Struct, frozen=True):
    """What a list gives to try: parties with a ground in force, those without one, and names too short to be tried."""

    dataset: str
    parties: int
    without_ground: int
    names: int
    too_short: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`made_at`: UTC microseconds, the instant whose law was applied. `misses`: every case that was not met.

    `passed_exactly`: how many listed names, as they are written and as a party, were not met: none may be.
    """

    made_at: int
    seed: int
    everything: bool
    seconds: float
    versions: Versions
    passed_exactly: int
    tried: int
    lists: tuple[ListSize, ...]
    controls: tuple[Control, ...]
    recall: tuple[Recall, ...]
    overall: tuple[Recall, ...]
    places: tuple[Recall, ...]
    misses: tuple[Tried, ...]
    line: LineSample
    feeds: tuple[FeedCount, ...]
    exceptions: tuple[ExceptionNow, ...]
    untested: tuple[str, ...]
    asked_by: dict[str, tuple[str, ...]] = msgspec.field(default_factory=lambda: dict(ASKED_BY))
    asked_by_note: str = UNVERIFIED

    @property
    def exit_code(self) -> int:
        """1 when a listed name passes exactly, or a message with nothing planted met somebody."""
        return int(self.passed_exactly > 0 or any(one.met for one in self.controls))
