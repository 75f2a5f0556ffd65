"""The demonstration's payments: sample messages through a gate of its own, under a policy of its own."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.service import Gate
from watchgate.gate.service_explained import Explained, explained
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import Policy, parse_policy

if TYPE_CHECKING:
    from types import TracebackType

    from watchgate.gate.history.entry import Stored
    from watchgate.gate.service_answers import Answer
    from watchgate.ledger.sqlite_ledger import SqliteLedger

FOLDER = Path(__file__).with_name("demo_data") / "payments"
YEARS = 20


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """A stored decision and the one made again."""

    number: int
    position: int
    stored: str
    again: str

    @property
    def same(self) -> bool:
        """Whether both are the same bytes."""
        return self.stored == self.again


class Payments:
    """A gate over the demonstration's ledger and the answers it gave, by file."""

    sentence = (
        f"The bundled lists are old: this demonstration's policy takes lists of up to {YEARS} years, where the usual "
        "one holds every payment once a list is older than days."
    )

    def __init__(self, ledger: SqliteLedger, home: Path) -> None:
        self.policy = demonstration_policy()
        self.gate = Gate(home, self.policy, ledger=ledger)
        self._ledger = ledger
        self._home = home
        self._answers: dict[str, list[Answer]] = {}

    def __enter__(self) -> Payments:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gate.close()

    def stream(self) -> list[Answer]:
        """All sample payments, decided."""
        for path in sorted(FOLDER.iterdir()):
            self._answers[path.name] = self.again(path.name)
        return [answer for answers in self._answers.values() for answer in answers]

    def again(self, name: str) -> list[Answer]:
        """One file sent in, as it is."""
        messages = self.gate.decide_bytes((FOLDER / name).read_bytes(), name)
        return [answer for message in messages for answer in message.transactions]

    def stored(self, name: str) -> Stored:
        """The first decision about a file."""
        return self.gate.history.get(str(self._answers[name][0].number))

    def explained(self, stored: Stored) -> Explained:
        """A decision with its sources."""
        return explained(stored, self.gate.history, self._ledger, SYSTEM)

    def pause(self) -> Evidence:
        """Close the gate; the evidence it stood on."""
        self.gate.close()
        return self.gate.evidence

    def resume(self) -> None:
        """A gate again, on the same evidence."""
        self.gate = Gate(self._home, self.policy, ledger=self._ledger, evidence=self.gate.evidence)

    @property
    def home(self) -> Path:
        """Where the history is."""
        return self._home

    def follow(self) -> None:
        """Wait until the gate has what the ledger has."""
        self.gate.evidence.catch_up()

    def evidence_at(self, position: int) -> Evidence:
        """What was known at a past position."""
        return Evidence.at(self._ledger, self.policy, position, views=self._home / "views")

    def replayed(self, name: str, past: Evidence) -> Replayed:
        """The first decision about a file made again: from its record, and the evidence as it was."""
        stored = self.stored(name)
        assert stored.record is not None
        again = decide(stored.record, past, self.policy, decided_at=stored.decided_at)
        return Replayed(number=stored.number, position=stored.position, stored=stored.sha256, again=again.sha256)


def demonstration_policy() -> Policy:
    """The built-in policy, but for the age of lists."""
    text = resources.files("watchgate.model").joinpath("policy_default.toml").read_text(encoding="utf-8")
    hours = YEARS * 365 * 24
    return parse_policy(re.sub(r"max_age_hours = [0-9]+", f"max_age_hours = {hours}", text), where="demonstration")
