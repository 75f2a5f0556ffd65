"""What a key may do, and who is asking with it."""

from __future__ import annotations

from enum import IntEnum

import msgspec

from watchgate.model.handling import Reader


class Role(IntEnum):
    """Each role may do all that the ones before it may.

    `screen`: match, search, reconcile, entities, catalogue. `read`: statements with their provenance as well.
    `write`: propose statements, confirm or retract proposed ones. `admin`: retract what an official list said.
    """

    SCREEN = 1
    READ = 2
    WRITE = 3
    ADMIN = 4


def parse_role(text: str) -> Role:
    """The role called `text`; ValueError names the four."""
    name = text.strip().upper()
    if name not in Role.__members__:
        raise ValueError(f"{text!r} is not a role: screen, read, write or admin")
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
