"""A small home with a customer base: loaded, followed, screened and attested in one process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event

from support.gate_home import FRESH, fill
from support.gate_world import NOW
from watchgate.gate.customers.attesting import attest
from watchgate.gate.customers.everybody import Screened, screen_everybody
from watchgate.gate.customers.following import Asked, Following
from watchgate.gate.customers.loading import Loaded, load_file
from watchgate.gate.history.alerts import AlertLog, AlertsWanted
from watchgate.gate.history.history import History, open_history
from watchgate.ledger.open import open_ledger
from watchgate.model.alert import Alert
from watchgate.model.clock import Clock
from watchgate.model.customer import Attestation
from watchgate.model.policy_file import load_policy

HEADER = "id,kind,name,birth_date,country,identifier,owner_of,share,control,action\n"
CLEAN = "c1,person,Berthold Immerwahr,1970-01-02,de,,,,,\n"
LISTED = "c2,person,Kim Chol Su,1962-03-01,kp,,,,,\n"


class Base:
    """One home; every call opens what it needs and closes it."""

    def __init__(self, home: Path) -> None:
        self.home = fill(home, policy=FRESH)
        ticks = count(NOW)
        self.clock: Clock = lambda: next(ticks)
        """A microsecond later each time it is asked."""

    @contextmanager
    def history(self) -> Iterator[History]:
        """The home's history."""
        found = open_history(self.home, clock=self.clock)
        try:
            yield found
        finally:
            found.close()

    def load(self, text: str, *, delta: bool = False, shrink: bool = False, name: str = "customers.csv") -> Loaded:
        """A file of these rows, under the header unless the text is JSON."""
        path = self.home / name
        path.write_text(text if text.startswith("{") else HEADER + text)
        self.refused: list[tuple[int, str, str]] = []
        with self.history() as history:
            return load_file(
                history,
                path,
                delta=delta,
                author="ada",
                shrink=shrink,
                refused=lambda *told: self.refused.append(told),
            )

    def screen(self) -> Screened:
        """Everybody, in this process."""
        with self.history() as history:
            policy = load_policy(home=self.home)
            return screen_everybody(self.home, history, policy, position=self.head(), clock=self.clock)

    def follow(self, *, clock: Clock | None = None) -> list[Asked]:
        """Follow the evidence to its end, and compare who is due."""
        ledger = open_ledger(self.home, clock=self.clock)
        try:
            with self.history() as history:
                following = Following(ledger, history, load_policy(home=self.home), clock=clock or self.clock)
                assert following.take()
                try:
                    following.begin()
                    return list(following.run(Event()))
                finally:
                    following.close()
        finally:
            ledger.close()

    def attest(self) -> Attestation:
        """How the base stands."""
        ledger = open_ledger(self.home, clock=self.clock)
        try:
            with self.history() as history:
                return attest(ledger, history, load_policy(home=self.home))
        finally:
            ledger.close()

    def alerts(self) -> list[Alert]:
        """All of them, in order."""
        with self.history() as history:
            return AlertLog(history).page(AlertsWanted(after=0), 1_000)

    def head(self) -> int:
        """The ledger's position."""
        ledger = open_ledger(self.home, clock=self.clock)
        try:
            return ledger.head().position
        finally:
            ledger.close()
