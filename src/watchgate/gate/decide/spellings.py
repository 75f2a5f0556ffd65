"""What the score of names leaves out by its own rules, and a payment still has to be held for, letter by letter.

A field that is full cuts a name: what is left is the beginning of a listed name, of which the words that are cut off
would be missing. A ship or aircraft stands where a person or company belongs: the score takes most off for that.
Neither allows another spelling, so that they meet next to nobody by chance.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, insort
from collections.abc import Iterator

from watchgate.model.match import Hit, Reason
from watchgate.model.party import NameKind, Party

CUT_POINTS = 900
CRAFT_POINTS = 850

WIDTHS = (35, 70, 140)
"""Characters of a line of MT, of two of them (and of names in older ISO 20022 messages), of a name in ISO 20022."""

SHORTER = 2
"""Characters by which a full field may be shorter: a space where it was cut, the `1/` before a line of option F."""

LEAST = 26
"""Letters and digits of a beginning; shorter ones, mostly signs and spaces, could be the beginning of many."""

_NO_LETTERS = dict.fromkeys(code for code in range(128) if not chr(code).isalnum())
"""Deletes, by `str.translate`."""

CRAFT = frozenset({"Vessel", "Airplane"})
_SHIP = re.compile(
    r"^(?:m[\s./]{0,2}[vt]|s[\s./]{0,2}s|motor (?:vessel|tanker)|vessel|tanker|ship)\b[\s.:]*", re.IGNORECASE
)


class Spellings:
    """The names of all listed parties that may be met so. Its state says nothing but what `put` was given last."""

    def __init__(self) -> None:
        self._long: list[tuple[str, str, str]] = []
        self._craft: dict[str, dict[str, str]] = {}
        self._of: dict[str, tuple[list[tuple[str, str, str]], list[str]]] = {}

    def put(self, party: Party) -> None:
        """Add a party, or replace it by id; weak aliases make no match."""
        self.remove(party.id)
        long: list[tuple[str, str, str]] = []
        craft: list[str] = []
        for name in party.names:
            if name.kind is NameKind.WEAK:
                continue
            if len(name.text) > LEAST and len(letters(name.text)) > LEAST:
                long.append((letters(name.text), party.id, name.text))
            if party.schema in CRAFT and (key := letters(without_ship(name.text))):
                craft.append(key)
                self._craft.setdefault(key, {}).setdefault(party.id, name.text)
        for one in long:
            insort(self._long, one)
        if long or craft:
            self._of[party.id] = long, craft

    def remove(self, party_id: str) -> None:
        """Take out; unknown ids are ignored."""
        long, craft = self._of.pop(party_id, ((), ()))
        for one in long:
            del self._long[bisect_left(self._long, one)]
        for key in craft:
            named = self._craft.get(key, {})
            named.pop(party_id, None)
            if not named:
                self._craft.pop(key, None)

    def changed(self, party_id: str, party: Party | None) -> None:
        """What became of a party; None where it is gone."""
        if party is None:
            self.remove(party_id)
        else:
            self.put(party)

    def met(self, name: str) -> list[Hit]:
        """Whom a party's name meets so, each entity once, by entity id."""
        found = {hit.entity_id: hit for hit in self._named_craft(name)}
        for hit in self._begun(name):
            found.setdefault(hit.entity_id, hit)
        return [found[entity_id] for entity_id in sorted(found)]

    def beginnings(self) -> list[str]:
        """The names that may be met cut, as `letters`."""
        return [whole for whole, _, _ in self._long]

    def craft(self) -> list[str]:
        """The names of ships and aircraft, as `letters`."""
        return list(self._craft)

    def _begun(self, name: str) -> Iterator[Hit]:
        if not may_be_cut(name) or len(beginning := letters(name)) < LEAST:
            return
        at = bisect_left(self._long, (beginning, "", ""))
        while at < len(self._long) and self._long[at][0].startswith(beginning):
            whole, entity_id, text = self._long[at]
            if len(whole) > len(beginning):
                yield _hit(entity_id, name, text, CUT_POINTS, "the listed name, as far as a full field goes")
            at += 1

    def _named_craft(self, name: str) -> Iterator[Hit]:
        for entity_id, text in self._craft.get(letters(without_ship(name)), {}).items():
            yield _hit(entity_id, name, text, CRAFT_POINTS, "a ship's or aircraft's name, where a party's stands")


def without_ship(name: str) -> str:
    """A name without `MV` and the like before it."""
    return _SHIP.sub("", name.strip())


def may_be_cut(name: str) -> bool:
    """Whether a name fills a field, or nearly."""
    return any(width - SHORTER <= len(name) <= width for width in WIDTHS)


def letters(name: str) -> str:
    """Letters and digits alone, without case and marks."""
    if name.isascii():
        return name.lower().translate(_NO_LETTERS)
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(filter(str.isalnum, folded))


def _hit(entity_id: str, name: str, listed: str, points: int, detail: str) -> Hit:
    reason = Reason(kind="name", points=points, detail=detail, query=name, candidate=listed)
    return Hit(entity_id=entity_id, score=points, reasons=(reason,))
