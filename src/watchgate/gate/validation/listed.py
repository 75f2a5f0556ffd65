"""Who is listed, as the gate must meet them: the names and numbers of every loaded list, by dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from watchgate.gate.decide.evidence import Evidence
from watchgate.ledger.interface import Snapshot
from watchgate.model.party import Identifier, NameKind, Party
from watchgate.risk.names.qualifiers import may_be_person, schemas_meet


class ListedName(msgspec.Struct, frozen=True):
    """One name of one entity. `kind` is what the list says of the name; `person`: whether it is a person's.

    `craft`: of a vessel or aircraft, which stands in texts of payments and is no party of one.
    """

    dataset: str
    entity_id: str
    text: str
    kind: NameKind
    person: bool
    craft: bool


class ListedNumber(msgspec.Struct, frozen=True):
    """One number of one entity."""

    dataset: str
    entity_id: str
    identifier: Identifier


class ListedParties(msgspec.Struct, frozen=True):
    """One dataset: the entities that are parties with a ground in force (`parties`), and how many have none."""

    dataset: str
    parties: tuple[Party, ...]
    without_ground: int

    def names(self, *, weak: bool) -> Iterator[ListedName]:
        """Its names, each once: weak aliases, or all others."""
        seen: set[tuple[str, str]] = set()
        for party in self.parties:
            strong = {name.text for name in party.names if name.kind is not NameKind.WEAK}
            for name in party.names:
                is_weak = name.kind is NameKind.WEAK
                if is_weak is not weak or (is_weak and name.text in strong) or (party.id, name.text) in seen:
                    continue
                seen.add((party.id, name.text))
                person, craft = may_be_person(party.schema), not schemas_meet("LegalEntity", party.schema)
                yield ListedName(self.dataset, party.id, name.text, name.kind, person, craft)

    def numbers(self) -> Iterator[ListedNumber]:
        """Its numbers."""
        for party in self.parties:
            for one in party.identifiers:
                yield ListedNumber(self.dataset, party.id, one)


def entities_of(snapshot: Snapshot, sources: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Dataset -> the entities that statements of these sources speak of, in ledger order, each once."""
    found: dict[str, dict[str, None]] = {}
    for source in sources:
        for statement in snapshot.source(source):
            found.setdefault(statement.dataset, {})[statement.entity_id] = None
    return {dataset: tuple(ids) for dataset, ids in sorted(found.items())}


def listed_parties(dataset: str, entity_ids: Sequence[str], evidence: Evidence, at_us: int) -> ListedParties:
    """Those of them that payments are compared with and that are of concern at that instant (UTC microseconds)."""
    parties: list[Party] = []
    without = 0
    for entity_id in entity_ids:
        party = evidence.party(entity_id)
        if party is None:
            continue
        if evidence.grounds(entity_id, at_us):
            parties.append(party)
        else:
            without += 1
    return ListedParties(dataset, tuple(parties), without)
