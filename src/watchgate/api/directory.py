"""Directory: a card for every entity one reader may see, so that /search, filters and /catalog need not read them all.

A view: its state is a pure function of the ledger up to `position`; after the bulk read `catch_up` renews only the
cards of entities that a delivery speaks of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from sys import intern
from threading import Lock

import msgspec

from watchgate.api.entity import confirmed, properties_of, schema_of
from watchgate.api.words import words_of
from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model import ftm
from watchgate.model.handling import SYSTEM, Reader
from watchgate.model.statement import Statement
from watchgate.risk.view import touched_by

SEARCHED = frozenset({"name", "identifier", "address", "email", "phone", "date", "url"})
"""Types of properties whose words /search finds; of plain strings, `SEARCHED_STRINGS`."""
SEARCHED_STRINGS = frozenset({"firstName", "lastName", "middleName", "fatherName", "birthPlace", "program", "notes"})


class Card(msgspec.Struct, frozen=True, gc=False):
    """What must be known of an entity without reading it. `lists`: what this one, a Sanction, is about.

    `changed`: position of the newest statement it stands on.
    """

    caption: str
    schema: str
    datasets: tuple[str, ...]
    countries: tuple[str, ...]
    topics: tuple[str, ...]
    words: tuple[str, ...]
    lists: tuple[str, ...]
    changed: int


class Directory:
    """Cards by entity id, and which entities use a word."""

    def __init__(self) -> None:
        self.position = 0
        self.cards: dict[str, Card] = {}
        self.postings: dict[str, set[str]] = {}
        self.listings: dict[str, set[str]] = {}
        self._counts: Counter[str] = Counter()
        self._things: Counter[str] = Counter()
        self.lock = Lock()
        """Held while cards change, and by whoever walks over several of them."""

    @classmethod
    def build(cls, snapshot: Snapshot) -> Directory:
        """The state at the snapshot's position, by one bulk read."""
        directory = cls()
        for entity_id, statements in snapshot.entities():
            directory._renew(entity_id, statements)
        directory.position = snapshot.position
        return directory

    def catch_up(self, ledger: Ledger, reader: Reader) -> None:
        """Take in what the ledger has taken since.

        Who is concerned is learned with the system's eyes, what is said of them with the reader's: so a marking that
        closes something to this reader takes it back.
        """
        for delivery in ledger.follow(self.position, reader=SYSTEM):
            everything = ledger.as_of(reader=SYSTEM, position=delivery.position)
            visible = ledger.as_of(reader=reader, position=delivery.position)
            self.renew(set(touched_by(delivery, everything)), visible)

    def renew(self, entity_ids: Iterable[str], snapshot: Snapshot) -> None:
        """Read these entities again, and stand at the snapshot's position."""
        renewed = {entity_id: snapshot.entity(entity_id) for entity_id in entity_ids}
        with self.lock:
            for entity_id, statements in renewed.items():
                self._renew(entity_id, statements)
            self.position = snapshot.position

    def datasets(self) -> dict[str, int]:
        """How many entities each dataset speaks of."""
        return {name: count for name, count in self._counts.items() if count > 0}

    def things(self, dataset: str) -> int:
        """How many people, companies, vessels ... a dataset speaks of; listings and relationships are no things."""
        return self._things[dataset]

    def is_target(self, entity_id: str) -> bool:
        """Whether a listing points at the entity, or its source marks it as sanctioned."""
        card = self.cards.get(entity_id)
        return entity_id in self.listings or (card is not None and "sanction" in card.topics)

    def _renew(self, entity_id: str, statements: Sequence[Statement]) -> None:
        old = self.cards.pop(entity_id, None)
        spoken = confirmed(statements)
        new = card_of(entity_id, spoken) if spoken else None
        if old is not None:
            _drop(self.postings, old.words, entity_id)
            _drop(self.listings, old.lists, entity_id)
            self._counts.subtract(old.datasets)
            if is_thing(old):
                self._things.subtract(old.datasets)
        if new is not None:
            self.cards[entity_id] = new
            self._counts.update(new.datasets)
            if is_thing(new):
                self._things.update(new.datasets)
            for word in new.words:
                self.postings.setdefault(word, set()).add(entity_id)
            for listed in new.lists:
                self.listings.setdefault(listed, set()).add(entity_id)


def card_of(entity_id: str, spoken: Sequence[Statement]) -> Card:
    """The card of an entity with these confirmed statements."""
    schema = schema_of(spoken)
    properties = properties_of(spoken)
    known = ftm.schemata().get(schema)
    countries: set[str] = set()
    words: set[str] = set()
    for prop, values in properties.items():
        definition = known.properties.get(prop) if known is not None else None
        kind = definition.type if definition is not None else "string"
        if kind == "country":
            countries.update(values)
        if kind in SEARCHED or prop in SEARCHED_STRINGS:
            for value in values:
                words.update(words_of(value))
    return Card(
        caption=ftm.caption(schema, properties, entity_id),
        schema=intern(schema),
        datasets=_interned({statement.dataset for statement in spoken}),
        countries=_interned(countries),
        topics=_interned(properties.get("topics", ())),
        words=_interned(words),
        lists=tuple(properties.get("entity", ())) if schema == "Sanction" else (),
        changed=max(statement.position for statement in spoken),
    )


def is_thing(card: Card) -> bool:
    """Whether it is a thing in the world, and neither a listing nor a relationship between things."""
    known = ftm.schemata().get(card.schema)
    return known is None or known.is_a("Thing")


def _interned(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(intern(str(value)) for value in values))


def _drop(sets: dict[str, set[str]], keys: Iterable[str], member: str) -> None:
    for key in keys:
        members = sets[key]
        members.discard(member)
        if not members:
            del sets[key]
