"""Decks: listed names and numbers as they are, and altered, each with the place it is planted in."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from watchgate.gate.validation.alterations import CLASSES, altered
from watchgate.gate.validation.listed import ListedName, ListedNumber, ListedParties
from watchgate.gate.validation.planted import TEXT, Plant, message, number_message, place

AS_WRITTEN, IN_TEXT, WEAK, NUMBERS = "as written", "as written, in text", "weak alias", "number"
CRAFT_IN_TEXT, CRAFT_AS_PARTY = "vessel or aircraft, in text", "vessel or aircraft, as a party"
SHORTEST = 2
"""Letters of a name: less cannot be told from an initial, and is said to be left out."""

Item = TypeVar("Item")


class Case(msgspec.Struct, frozen=True):
    """One try: `text` is what is planted of `listed`, a name or number of `entity_id` on `dataset`."""

    dataset: str
    class_: str
    entity_id: str
    listed: str
    text: str
    plant: Plant
    message: bytes

    @property
    def exact(self) -> bool:
        """Whether it is a listed name as it is written, of a party: one that passes is a failure of the gate."""
        return self.class_ == AS_WRITTEN


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases of each list; `altered`: of each class. None: every name, and of those one alteration each."""

    exact: int | None = 200
    altered: int | None = 20
    beside: int = 40
    """Names planted into text, vessels and aircraft, weak aliases, and numbers: of each."""


def deck(parties: ListedParties, sizes: Sizes, seed: int) -> Iterator[Case]:
    """The cases of one list. The same list, sizes and seed give the same deck, whatever other lists there are."""
    rng = random.Random(f"{seed} {parties.dataset}")  # noqa: S311 - a sample that can be drawn again
    all_names = [one for one in parties.names(weak=False) if is_tried(one.text)]
    names = [one for one in all_names if not one.craft]
    craft = _sample([one for one in all_names if one.craft], sizes.beside, rng)
    yield from _named(AS_WRITTEN, _sample(names, sizes.exact, rng), rng)
    yield from _altered(names, sizes.altered, rng)
    yield from _in_text(IN_TEXT, _sample(names, sizes.beside, rng), rng)
    yield from _in_text(CRAFT_IN_TEXT, craft, rng)
    yield from _named(CRAFT_AS_PARTY, craft, rng)
    yield from _named(WEAK, _sample([*parties.names(weak=True)], sizes.beside, rng), rng)
    yield from _numbers(_sample([*parties.numbers()], sizes.beside, rng))


def is_tried(text: str) -> bool:
    """Whether there is enough of a name to be planted."""
    return sum(map(str.isalnum, text)) >= SHORTEST


def _sample(items: Sequence[Item], size: int | None, rng: random.Random) -> list[Item]:
    return list(items) if size is None or size >= len(items) else rng.sample(items, size)


def _named(class_: str, names: Iterable[ListedName], rng: random.Random) -> Iterator[Case]:
    for number, one in enumerate(names):
        plant = place(one.text, number, person=one.person)
        yield _case(class_, one, one.text, plant, number, rng)


def _altered(names: Sequence[ListedName], size: int | None, rng: random.Random) -> Iterator[Case]:
    """`size` of each class as far as the list has names to which it applies; or one class after the other."""
    classes = list(CLASSES)
    wanted = dict.fromkeys(classes, size if size is not None else len(names))
    turn = number = 0
    for one in _sample(names, len(names), rng) if size is None else rng.sample(names, len(names)):
        for offset in range(len(classes)):
            class_ = classes[(turn + offset) % len(classes)]
            text = altered(one.text, class_, rng, person=one.person) if wanted[class_] else None
            if text is not None and is_tried(text):
                wanted[class_] -= 1
                plant = place(text, number, person=one.person)
                yield _case(class_, one, text, plant, number, rng)
                number, turn = number + 1, turn + 1
                break
        if not any(wanted.values()):
            return


def _in_text(class_: str, names: Iterable[ListedName], rng: random.Random) -> Iterator[Case]:
    for number, one in enumerate(names):
        yield _case(class_, one, one.text, Plant(TEXT, "json"), number, rng)


def _numbers(numbers: Iterable[ListedNumber]) -> Iterator[Case]:
    for number, one in enumerate(numbers):
        identifier = one.identifier
        text = f"{identifier.kind} {identifier.value}" + (f" ({identifier.country})" if identifier.country else "")
        plant = Plant("creditor", "json")
        yield Case(one.dataset, NUMBERS, one.entity_id, text, text, plant, number_message(identifier, number))


def _case(class_: str, one: ListedName, text: str, plant: Plant, number: int, rng: random.Random) -> Case:
    return Case(one.dataset, class_, one.entity_id, one.text, text, plant, message(plant, text, number, rng))
