"""Customer: somebody of the own base with who owns it. Answer: what was found of one. Attestation: of all."""

from __future__ import annotations

import msgspec

from watchgate.model.decision import Match, Verdict
from watchgate.model.party import Party
from watchgate.model.record import NotCompared

CUSTOMER_ROLE, OWNER_ROLE = "customer", "beneficial_owner"
"""Roles in which a customer's parties are compared; thresholds and exceptions name them."""


class Owner(msgspec.Struct, frozen=True, omit_defaults=True):
    """A beneficial owner. `share` as written (`25`, `25-50`, `more than 25`), empty where none is known; `control`:
    whether it controls the customer otherwise than by shares."""

    party: Party
    share: str = ""
    control: bool = False


class Customer(msgspec.Struct, frozen=True, omit_defaults=True):
    """`id`: the own number, for which exceptions are made and under which payments name it."""

    id: str
    party: Party
    owners: tuple[Owner, ...] = ()


class CustomerAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one customer met at `position`, under the law of `at` (UTC microseconds).

    `known_by`: of each entity that calls for a look, a sha256 over what was compared and what it calls for: while it
    is the same there is nothing new to say.
    """

    verdict: Verdict
    position: int
    at: int
    matches: tuple[Match, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()
    known_by: dict[str, str] = msgspec.field(default_factory=dict)


class ListAge(msgspec.Struct, frozen=True):
    """A list the policy relies on, or that was loaded: the date it is known to be of, its age, and what is wrong."""

    dataset: str
    as_of: str
    age_hours: float
    doubt: str = ""


class Left(msgspec.Struct, frozen=True):
    """Customers that were not compared, and why. `numbers`: of their rows, the first of them."""

    reason: str
    count: int
    numbers: tuple[int, ...] = ()


class Attestation(msgspec.Struct, frozen=True, kw_only=True):
    """`compared` of `customers` stand compared with the evidence at `position`.

    `since`: the instant from which on each of those was compared in full, `until` the last such instant (UTC
    microseconds, 0 without any). `base`: sha256 over the rows of all customers at that `moment` of the base.
    `doubts`: lists that do not support it. `partly`: customers of whom something could not be compared.
    `number`, `at` and `sha256`, over all the rest, are given by the history.
    """

    position: int
    customers: int
    compared: int
    owners: int
    matched: int
    partly: int
    policy_sha256: str
    engine: str
    weights: str
    since: int
    until: int
    moment: int
    base: str
    lists: tuple[ListAge, ...]
    doubts: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    number: int = 0
    at: int = 0
    sha256: str = ""

    @property
    def whole(self) -> bool:
        """Whether nobody is left, and every list supports it."""
        return self.compared == self.customers and not self.doubts
