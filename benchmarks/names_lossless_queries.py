"""Queries and parties that resemble listed ones: clean and altered, of every script as often as of the others."""

from __future__ import annotations

import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from names_generator_scripts import altered, in_arabic, in_cyrillic
from watchgate.model.party import Name, Party

CLEAN = 0.25
_SCRIPTS = ("LATIN", "CYRILLIC", "ARABIC", "CJK", "HANGUL")


def by_script(parties: Iterable[Party]) -> dict[str, list[tuple[Party, Name]]]:
    """The names of the parties by the script of their first letter."""
    found: dict[str, list[tuple[Party, Name]]] = defaultdict(list)
    for party in parties:
        for name in party.names:
            found[_script(name.text)].append((party, name))
    return dict(found)


def asked(models: Mapping[str, Sequence[tuple[Party, Name]]], rng: random.Random) -> tuple[str, Party]:
    """A query, and the script of the name that it was made from; every second one in Latin."""
    script = "Latin" if rng.random() < 0.5 and "Latin" in models else rng.choice(sorted(models))
    party, name = rng.choice(models[script])
    names = [_text(name.text, party.schema, rng)]
    if rng.random() < 0.15:
        names.append(_text(rng.choice(party.names).text, party.schema, rng))
    query = replace(
        party,
        id="query",
        schema=rng.choice((party.schema, party.schema, party.schema, "Person", "Company", "LegalEntity")),
        names=tuple(Name(text, name.kind) for text in names),
    )
    known = rng.random()
    if known < 0.4:
        query = replace(query, birth_dates=(), countries=(), genders=())
    elif known < 0.55:
        query = replace(query, birth_dates=("1961-04-03",), countries=("kp",))
    return script, query


def alike(party: Party, party_id: str, rng: random.Random) -> Party:
    """A party of other spellings, a word more, or another birth date: what must be told from `party`, or found too."""
    names = tuple(replace(name, text=_text(name.text, party.schema, rng)) for name in party.names[:3])
    if rng.random() < 0.2:
        names = (replace(names[0], text=f"{names[0].text} {rng.choice(party.names).text.split()[-1]}"), *names[1:])
    born = ("1970",) if rng.random() < 0.2 else party.birth_dates
    return replace(party, id=party_id, names=names, birth_dates=born)


def _text(text: str, schema: str, rng: random.Random) -> str:
    if rng.random() < CLEAN:
        return text
    found = text
    for _ in range(rng.choice((1, 1, 2))):
        found = altered(found, rng, person=schema == "Person") if found.split() else text
    if rng.random() < 0.1 and _script(text) == "Latin":
        found = rng.choice((in_cyrillic, in_arabic))(found)
    return found if found.split() else text


def _script(text: str) -> str:
    letter = next((one for one in text if one.isalpha()), " ")
    name = unicodedata.name(letter, "")
    return next(
        (script.title() if script != "CJK" else "Han" for script in _SCRIPTS if name.startswith(script)), "other"
    )
