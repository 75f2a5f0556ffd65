"""What of a record could not be compared, beside what its format leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from watchgate.gate.decide.weigh import left_out
from watchgate.model.party import Identifier
from watchgate.model.policy import Policy
from watchgate.model.record import NotCompared, Record, RecordParty
from watchgate.risk.identifiers.doubts import doubts
from watchgate.risk.names.analysis import MAX_TOKENS, analyse
from watchgate.risk.names.normal import MAX_CHARACTERS
from watchgate.risk.names.token_counts import count_tokens

TOO_LONG = f"longer than a name: its first {MAX_TOKENS} words were compared as one, the whole of it as free text"


def not_compared(record: Record, policy: Policy) -> tuple[NotCompared, ...]:
    """All of it with its reason: what the format left out, numbers that fail their check, names, lists of the rail."""
    found = [*record.not_compared]
    for one in record.parties:
        party = one.party
        if party.identifiers:
            found += [NotCompared(one.element, said) for said in _doubts(party.identifiers)]
        if party.names:
            found += [NotCompared(one.element, f"nothing in the name {name!r} can be compared") for name in _empty(one)]
            found += [NotCompared(one.element, TOO_LONG) for name in party.names if exceeds(name.text)]
    rail = policy.rails.get(record.rail)
    if rail is not None and rail.not_in_flight:
        authorities = ", ".join(sorted(left_out(rail, policy)))
        lists = ", ".join(rail.not_in_flight)
        reason = (
            f"targeted measures of {authorities or 'no authority'} ({lists}) are checked on the customers, not on a "
            f"payment of the rail {record.rail!r} while it is in flight"
        )
        found.append(NotCompared("", reason))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4_096)
def _doubts(identifiers: tuple[Identifier, ...]) -> tuple[str, ...]:
    """The same banks stand in most payments."""
    return doubts(identifiers)


def exceeds(name: str) -> bool:
    """Whether a name is longer than names are compared: what stands behind its first words is looked for as text."""
    return len(name) > MAX_CHARACTERS or count_tokens(name) >= MAX_TOKENS


def blind(record: Record) -> str:
    """Why nothing may pass for want of anything to compare; empty where there is enough."""
    if not record.texts and not any(one.party.names or one.party.identifiers for one in record.parties):
        return "the record names nobody, so that there was nothing to compare"
    for one in record.parties:
        if one.party.names and not one.party.identifiers and len(list(_empty(one))) == len(one.party.names):
            return f"nothing in the name of the {one.role.replace('_', ' ')} can be compared"
    return ""


def _empty(one: RecordParty) -> Iterator[str]:
    return (name.text for name in one.party.names if not _comparable(name.text))


def _comparable(name: str) -> bool:
    """Whether a name has words, or syllables or characters that are read: 김정은 has no word in Latin letters."""
    if count_tokens(name):
        return True
    readings = analyse(name).readings
    return bool(readings.korean.readings or readings.chinese.readings or readings.characters)
