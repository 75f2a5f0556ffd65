"""MatchException: what two people found of one match: it is not that listed party, or it is.

Its use, and when it lapses: gate/decide/exceptions.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from hashlib import sha256

import msgspec

from watchgate.model.clock import MICROSECONDS
from watchgate.model.errors import BadInputError
from watchgate.model.policy import Policy

DAY_US = 86_400 * MICROSECONDS
LONGEST_TEXT = 2_000


class Finding(StrEnum):
    """What was found. OTHER waives the match; SAME makes its identity certain."""

    OTHER = "other"
    SAME = "same"


class MatchException(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """For payments of `customer`, who stands in `role` is not (or is) the listed `entity_id`.

    `author` found so and `second`, somebody else, agreed: without a second it counts for nothing. `made_at`,
    `expires_at`: UTC microseconds. `party`: the names of the party then, as they are compared. `met`: what else of it
    agreed with the entity. `compared`: sha256 over what is compared of the entity, and `programmes` why it was of
    concern: when either changes, it lapses. `id`: sha256 over all but `second` and itself.
    """

    id: str
    customer: str
    entity_id: str
    role: str
    reason: str
    author: str
    made_at: int
    expires_at: int
    compared: str
    programmes: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    finding: Finding = Finding.OTHER
    second: str = ""

    @property
    def in_force(self) -> bool:
        """Whether two people stand behind it."""
        return bool(self.second.strip()) and not _same_person(self.author, self.second)


class Exceptions:
    """Those that stood at one position of their own log (which the gate's history keeps), by what they are for."""

    def __init__(self, items: Iterable[MatchException] = (), position: int = 0) -> None:
        self.position = position
        self._by_match: dict[tuple[str, str, str], list[MatchException]] = defaultdict(list)
        for one in items:
            self._by_match[one.customer, one.entity_id, one.role].append(one)
        for found in self._by_match.values():
            found.sort(key=lambda one: one.id)

    def of(self, customer: str, entity_id: str, role: str) -> tuple[MatchException, ...]:
        """Those for exactly these three, by id."""
        return tuple(self._by_match.get((customer, entity_id, role), ()))

    def __iter__(self) -> Iterator[MatchException]:
        for found in self._by_match.values():
            yield from found


NO_EXCEPTIONS = Exceptions()


def proposed(exception: MatchException, policy: Policy) -> MatchException:
    """`exception` checked and with its id, before a second person has seen it; BadInputError says what is wrong."""
    for field in ("customer", "entity_id", "role", "reason", "author", "compared"):
        text = getattr(exception, field)
        if not text.strip() or len(text) > LONGEST_TEXT:
            raise BadInputError(
                f"must say something, in at most {LONGEST_TEXT} characters", where=f"exception: {field}"
            )
    if exception.second:
        raise BadInputError("nobody can have agreed to what is only proposed", where="exception: second")
    longest = policy.gate.exception_days * DAY_US
    if not exception.made_at < exception.expires_at <= exception.made_at + longest:
        raise BadInputError(
            f"must end after it begins, and within {policy.gate.exception_days} days",
            where="exception: expires_at",
            hint="gate.exception_days in the policy sets the longest",
        )
    bare = msgspec.structs.replace(exception, id="", second="")
    return msgspec.structs.replace(bare, id=sha256(msgspec.json.encode(bare, order="sorted")).hexdigest())


def seconded(exception: MatchException, second: str) -> MatchException:
    """`exception` with the second person who agreed to it; BadInputError when it is the same one."""
    if not second.strip() or _same_person(exception.author, second):
        raise BadInputError("a second person must agree, not the author", where="exception: second")
    return msgspec.structs.replace(exception, second=second.strip())


def _same_person(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
