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
from watchgate.model.party import Identifier, Name, NameKind, Party
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.token import Kind
from watchgate.risk.texts.work import TooMuchTextError

MOST_NAMES = 600
LEAST_LETTERS, MOST_LETTERS = 9, 66
NUMBERS_EACH = 12


class Listed(NamedTuple):
    """A name of a listed party, in force at this instant."""

    entity_id: str
    name: str
    schema: str

    @property
    def is_person(self) -> bool:
        """Whether words of the name may be turned round."""
        return self.schema == "Person"

    @property
    def may_pay(self) -> bool:
        """Whether it can be a party of a payment: ships are named in texts, and neither pay nor are paid."""
        return self.schema not in ("Vessel", "Airplane", "Vehicle", "CryptoWallet")


class People(msgspec.Struct):
    """`names`: of at least two words, weak aliases left out; `as_party` and `in_text` those of them that are met where
    they stand alone, as a party's name and in a sentence. `numbers`: by kind."""

    names: list[Listed]
    as_party: list[Listed]
    in_text: list[Listed]
    numbers: dict[str, list[tuple[str, Identifier]]]

    def organisation(self, random: Random) -> Listed:
        """One that is no person."""
        while (one := random.choice(self.as_party)).is_person:
            pass
        return one

    @property
    def payers(self) -> list[Listed]:
        """Names that parties of payments bear."""
        return [one for one in self.names if one.may_pay]


def people(evidence: Evidence, seed: int) -> People:
    """The same for the same lists and seed."""
    random = Random(seed)
    found = People([], [], [], defaultdict(list))
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
            found.names.append(Listed(entity_id, random.choice(names), party.schema))
        for number in party.identifiers:
            if len(found.numbers[number.kind]) < NUMBERS_EACH:
                found.numbers[number.kind].append((entity_id, number))
    found.as_party = [one for one in found.payers if one.entity_id in _met_as_party(one.name, evidence)]
    found.in_text = [one for one in found.names if one.entity_id in _met_in_text(one.name, evidence)]
    return found


def in_a_sentence(name: str) -> str:
    """Free text that names somebody."""
    return f"PAYMENT FOR {name} REF 4711"


def _met_as_party(name: str, evidence: Evidence) -> set[str]:
    party = Party(id="", schema="LegalEntity", names=(Name(name),))
    return {hit.entity_id for hit in evidence.hits(party, round(evidence.policy.screening.threshold * 1000))}


def _met_in_text(name: str, evidence: Evidence) -> set[str]:
    threshold = round(evidence.policy.gate.text_threshold * 1000)
    try:
        return {spotted.hit.entity_id for spotted in evidence.spotted(in_a_sentence(name), threshold)}
    except TooMuchTextError:
        return set()


WAYS = {
    0: "in capitals",
    1: "without marks",
    2: "without signs",
    3: "family name first",
    4: "a letter changed",
    5: "in small letters",
    6: "with a title or form more",
    7: "a letter doubled",
    8: "two letters swapped",
    9: "two words joined",
}
"""How names are altered, by number."""


def altered(one: Listed, way: int) -> str:
    """The name as others write it, in the way of that number; in capitals where it cannot be altered so."""
    text = one.name
    words = text.split()
    if way == 1:
        return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    if way == 2:
        return " ".join("".join(sign if sign.isalnum() else " " for sign in text).split())
    if way == 3 and one.is_person and "," not in text:
        return " ".join((words[-1], *words[:-1]))
    if way == 5:
        return text.lower()
    if way == 6:
        return f"Mr {text}" if one.is_person else text if _has_form(text) else f"{text} Ltd"
    if way == 9 and len(words) > 2 and all(word.isalpha() and not _has_form(word) for word in words[:2]):
        return " ".join((words[0] + words[1], *words[2:]))
    longest = max((word for word in words if not _has_form(word)), key=len, default="")
    if len(longest) >= 7 and longest.isascii() and longest.isalpha():
        at = len(longest) // 2
        middle = longest[at].lower()
        new = {4: "a" if middle != "a" else "e", 7: middle * 2, 8: longest[at + 1] + middle}.get(way)
        if new is not None:
            return text.replace(longest, longest[:at] + new + longest[at + (2 if way == 8 else 1) :], 1)
    return text.upper()


def _has_form(text: str) -> bool:
    return any(token.kind == Kind.FORM for token in analyse(text).tokens)


def _usable(name: str) -> bool:
    return len(name.split()) >= 2 and LEAST_LETTERS <= len(name) <= MOST_LETTERS and "\n" not in name


def _has_wanted(party: Party, found: People) -> bool:
    return any(len(found.numbers[one.kind]) < NUMBERS_EACH for one in party.identifiers)
