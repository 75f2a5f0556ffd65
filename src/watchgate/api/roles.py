"""What a key may do, and who is asking with it."""

from __future__ import annotations

from enum import IntEnum

import msgspec

from watchgate.model.handling import Reader


class Role(IntEnum):
    """What a key is for; `may` says what that opens.

    `screen`: match, search, reconcile, entities, catalogue. `read`: statements with their provenance as well.
    `write`: propose statements, confirm or retract proposed ones. `admin`: all there is, and retract what an official
    list said. Customers' payments are apart from the evidence: `decide` sends them in and reads none but the answers
    to its own, `review` reads what was decided.
    """

    SCREEN = 1
    READ = 2
    WRITE = 3
    ADMIN = 4
    DECIDE = 5
    REVIEW = 6


OPENS = {
    Role.SCREEN: frozenset({Role.SCREEN}),
    Role.READ: frozenset({Role.SCREEN, Role.READ}),
    Role.WRITE: frozenset({Role.SCREEN, Role.READ, Role.WRITE}),
    Role.ADMIN: frozenset(Role),
    Role.DECIDE: frozenset({Role.SCREEN, Role.DECIDE}),
    Role.REVIEW: frozenset({Role.SCREEN, Role.READ, Role.REVIEW}),
}
"""Role of a key -> the roles of the endpoints it opens."""


def parse_role(text: str) -> Role:
    """The role called `text`; ValueError names them all."""
    name = text.strip().upper()
    if name not in Role.__members__:
        raise ValueError(f"{text!r} is not a role: screen, read, write, admin, decide or review")
    return Role[name]


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who sent a request. `name` is the key's (`anonymous` where keys are off); `reader` governs every read."""

    name: str
    role: Role
    reader: Reader

    @property
    def author(self) -> str:
        """How the ledger names this caller as the author of a delivery."""
        return f"key:{self.name}"

    def may(self, needed: Role) -> bool:
        """Whether an endpoint that asks for `needed` opens to this caller."""
        return needed in OPENS[self.role]
