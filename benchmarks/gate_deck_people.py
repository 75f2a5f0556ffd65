"""Whom the deck plants: parties of all lists in force now, drawn by chance, by name and by each kind of number."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from random import Random
from typing import NamedTuple

import msgspec

from watchgate.gate.decide.evidence import Evidence
from watchgate.model.clock import now_us
from watchgate.model.handling import SYSTEM
from watchgate.model.party import Identifier, NameKind, Party

MOST_NAMES = 600
LEAST_LETTERS, MOST_LETTERS = 9, 66
NUMBERS_EACH = 12


class Listed(NamedTuple):
    """A name of a listed party, in force at this instant."""

    entity_id: str
    name: str
    is_person: bool


class People(msgspec.Struct):
    """`names`: of at least two words, weak aliases left out. `numbers`: by kind."""

    names: list[Listed]
    numbers: dict[str, list[tuple[str, Identifier]]]

    def organisation(self, random: Random) -> Listed:
        """One that is no person."""
        while (one := random.choice(self.names)).is_person:
            pass
        return one


def people(evidence: Evidence, seed: int) -> People:
    """The same for the same lists and seed."""
    random = Random(seed)
    found = People([], defaultdict(list))
    ids = sorted({entity_id for entity_id, _ in evidence.ledger.as_of(reader=SYSTEM).entities()})
    random.shuffle(ids)
    now = now_us()
    for entity_id in ids:
        party = evidence.party(entity_id)
        wanted = party is not None and (len(found.names) < MOST_NAMES or _has_wanted(party, found))
        if party is None or not wanted or not evidence.grounds(entity_id, now):
            continue
        names = [one.text for one in party.names if one.kind is not NameKind.WEAK and _usable(one.text)]
        if names and len(found.names) < MOST_NAMES:
            found.names.append(Listed(entity_id, random.choice(names), party.schema == "Person"))
        for number in party.identifiers:
            if len(found.numbers[number.kind]) < NUMBERS_EACH:
                found.numbers[number.kind].append((entity_id, number))
    return found


def altered(one: Listed, way: int) -> str:
    """The name as others write it: capitals, marks or punctuation dropped, words turned round, a letter changed."""
    text = one.name
    words = text.split()
    if way % 5 == 1:
        return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    if way % 5 == 2:
        return " ".join("".join(sign if sign.isalnum() else " " for sign in text).split())
    if way % 5 == 3 and one.is_person and "," not in text:
        return " ".join((words[-1], *words[:-1]))
    longest = max(words, key=len)
    if way % 5 == 4 and len(longest) >= 7 and longest.isascii() and longest.isalpha():
        at = len(longest) // 2
        other = "a" if longest[at].lower() != "a" else "e"
        return text.replace(longest, longest[:at] + other + longest[at + 1 :], 1)
    return text.upper()


def _usable(name: str) -> bool:
    return len(name.split()) >= 2 and LEAST_LETTERS <= len(name) <= MOST_LETTERS and "\n" not in name


def _has_wanted(party: Party, found: People) -> bool:
    return any(len(found.numbers[one.kind]) < NUMBERS_EACH for one in party.identifiers)
