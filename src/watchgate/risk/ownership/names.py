"""Names alike: which listed parties bear a name of somebody a register names and nobody has identified.

A name is no identity, so what comes of it at most holds.
"""

from __future__ import annotations

from watchgate.risk.birth_dates import comparable_date
from watchgate.risk.grounds.facts import Facts
from watchgate.risk.identity.clusters import alike


def may_be_one(left: Facts, right: Facts) -> bool:
    """Whether nothing that is known of both keeps them apart: kind of thing, birth dates."""
    if not alike(left.schema, right.schema) or _is_person(left) is (not _is_person(right)):
        return False
    ours, theirs = _births(left), _births(right)
    return (
        not ours
        or not theirs
        or any(one.startswith(other) or other.startswith(one) for one in ours for other in theirs)
    )


def _births(facts: Facts) -> list[str]:
    return [day for one in facts.of("birthDate") if (day := comparable_date(one.value))]


def _is_person(facts: Facts) -> bool | None:
    """None: not said."""
    if facts.schema in ("Thing", "LegalEntity"):
        return None
    return facts.schema == "Person"


class NameKeys:
    """Parties by the keys of their names. Its state does not depend on the order of `put`."""

    def __init__(self) -> None:
        self._bearers: dict[str, set[str]] = {}

    def put(self, facts: Facts) -> None:
        """A party with its names."""
        for key in facts.keys:
            self._bearers.setdefault(key, set()).add(facts.entity_id)

    def take_out(self, facts: Facts) -> None:
        """A party as it was put."""
        for key in facts.keys:
            self._bearers[key].discard(facts.entity_id)
            if not self._bearers[key]:
                del self._bearers[key]

    def of(self, facts: Facts) -> list[str]:
        """Who bears one of the names of a party, by id; itself left out."""
        found = {bearer for key in facts.keys for bearer in self._bearers.get(key, ())}
        return sorted(found - {facts.entity_id})
