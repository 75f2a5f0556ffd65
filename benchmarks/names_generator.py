"""Made-up parties with names as they are borne: seeded, the same for the same seed, of any number.

What is taken from the world are frequencies, not people: the names common in twelve regions (the project's own table
data/common_names.tsv, in its order), borne by Zipf's law with a long tail of rare ones that are made of that region's
letters; nearly every second Korean is a Kim, Ri or Pak. Persons have a given and a family name, in some regions a
middle name or a patronymic; companies a rare or common word, words that many bear, and a legal form. Beside a name
stand other spellings of it, other orders, initials, and in four regions another script.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from names_generator_scripts import altered, hangul, in_arabic, in_cyrillic, in_han, korean_latin
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.names import tables

COMPANIES = 0.22
VESSELS = 0.03
TAIL_WORDS = 30_000
"""Rare names of one region: about 400,000 distinct words among a million names."""
IN_TAIL = {"given": 0.12, "family": 0.5}
ZIPF = 0.9
REGIONS = {
    "english": (14, "gb us ca au"),
    "spanish": (9, "es mx co ve"),
    "portuguese": (5, "br pt ao"),
    "german": (4, "de at ch"),
    "french": (4, "fr be ci"),
    "italian": (3, "it ch"),
    "slavic": (14, "ru ua by"),
    "arabic": (18, "sy iq lb eg sa ye"),
    "south_asian": (10, "in pk bd"),
    "east_asian": (6, "cn vn tw"),
    "african": (5, "ml ng so ke"),
    "korean": (4, "kp kr"),
    "chinese": (4, "cn hk"),
}
"""Share, and countries."""
_FORMS = ("Ltd", "LLC", "Co., Ltd.", "Inc", "GmbH", "S.A.", "JSC", "OOO", "PLC", "B.V.", "Sdn Bhd", "FZE")
_SYLLABLES = {
    "english": (
        "b br c ch d f g gr h j k l m n p r s sh st t th w",
        "a e ea i o oo u y",
        "ck ll ld nd ns rd son ton ley",
    ),
    "slavic": ("b ch d g k kh l m n p r s sh t v z zh", "a e i o u ya", "ov ev in sky enko chuk ich"),
    "arabic": ("b d f h j k kh l m n q r s sh t y z", "a i u aa", "i an awi ani ri di"),
}
_OTHER = ("b c d f g h j k l m n p r s t v z", "a e i o u", "a o ez ini ier mann ar es u")


class Words(NamedTuple):
    """The names of one region by frequency: words and the sums of their shares."""

    words: tuple[str, ...]
    sums: tuple[float, ...]

    def draw(self, rng: random.Random) -> str:
        """One of them."""
        return rng.choices(self.words, cum_weights=self.sums)[0]


def parties(names: int, seed: int = 1) -> Iterator[Party]:
    """Parties that have so many names together, or one to four more."""
    rng = random.Random(seed)
    made = number = 0
    shares = [share for share, _ in REGIONS.values()]
    while made < names:
        region = rng.choices(tuple(REGIONS), shares)[0]
        party = _party(f"g{number}", region, rng)
        made += len(party.names)
        number += 1
        yield party


def queries(known: Sequence[Party], count: int, seed: int = 2) -> list[Party]:
    """Two in three are somebody of `known` as a record shows them, a third is somebody else.

    One in four is spelled as it is known, the others altered; every second says birth date and country, if known.
    """
    rng = random.Random(seed)
    shares = [share for share, _ in REGIONS.values()]
    found = []
    for number in range(count):
        if rng.random() < 2 / 3:
            party = rng.choice(known)
        else:
            party = _party("other", rng.choices(tuple(REGIONS), shares)[0], rng)
        text = rng.choice(party.names).text
        if rng.random() < 3 / 4:
            text = altered(text, rng, person=party.schema == "Person")
        said = rng.random() < 0.5
        found.append(
            Party(
                id=f"query-{number}",
                schema=party.schema,
                names=(Name(text),),
                birth_dates=party.birth_dates if said else (),
                countries=party.countries if said else (),
            )
        )
    return found


def _party(party_id: str, region: str, rng: random.Random) -> Party:
    kind = rng.random()
    countries = tuple(rng.sample(REGIONS[region][1].split(), 1)) if rng.random() < 0.8 else ()
    if kind < COMPANIES + VESSELS:
        schema = "Vessel" if kind < VESSELS else rng.choice(("Company", "Company", "Organization", "LegalEntity"))
        texts = _vessel(region, rng) if schema == "Vessel" else _company(region, rng)
        return Party(id=party_id, schema=schema, names=_named(texts, rng), countries=countries)
    texts = _person(region, rng)
    born = f"{rng.randint(1935, 2004)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    births = () if rng.random() < 0.25 else (born if rng.random() < 0.7 else born[:4],)
    return Party(id=party_id, schema="Person", names=_named(texts, rng), birth_dates=births, countries=countries)


def _named(texts: list[str], rng: random.Random) -> tuple[Name, ...]:
    kinds = (NameKind.ALIAS, NameKind.ALIAS, NameKind.ALIAS, NameKind.WEAK)
    distinct = list(dict.fromkeys(texts))
    return (Name(distinct[0]), *(Name(text, rng.choice(kinds)) for text in distinct[1:]))


def _person(region: str, rng: random.Random) -> list[str]:
    if region == "korean":
        letters = hangul(rng)
        texts = [korean_latin(letters, rng) for _ in range(rng.randint(1, 3))]
        return [*texts, letters] if rng.random() < 0.5 else texts
    if region == "chinese":
        characters, latin = in_han(rng)
        return [latin, characters] if rng.random() < 0.7 else [latin]
    given, family = _names(region, "given"), _names(region, "family")
    parts = [given.draw(rng), family.draw(rng)]
    if region in ("arabic", "slavic", "spanish", "portuguese") or rng.random() < 0.2:
        parts.insert(1, given.draw(rng) + ("ovich" if region == "slavic" else ""))
    if region in ("arabic", "african") and rng.random() < 0.3:
        parts.insert(2, rng.choice(("al", "bin", "abu", "abd")))
    text = " ".join(parts).title()
    texts = [text]
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        texts.append(altered(text, rng) if rng.random() < 0.7 else " ".join((parts[-1], *parts[:-1])).title())
    if region == "slavic" and rng.random() < 0.5:
        texts.append(in_cyrillic(text))
    if region == "arabic" and rng.random() < 0.4:
        texts.append(in_arabic(text))
    return texts


def _company(region: str, rng: random.Random) -> list[str]:
    words = [_names(region, "family").draw(rng).title() for _ in range(rng.choice((1, 1, 2)))]
    words += [_generic().draw(rng).title() for _ in range(rng.choice((1, 1, 2, 3)))]
    texts = [" ".join((*words, rng.choice(_FORMS)))]
    for _ in range(rng.choice((0, 0, 1, 2))):
        texts.append(
            rng.choice((" ".join(words), altered(texts[0], rng, person=False), "".join(word[0] for word in words)))
        )
    if region == "slavic" and rng.random() < 0.3:
        texts.append(in_cyrillic(" ".join(words)))
    return texts


def _vessel(region: str, rng: random.Random) -> list[str]:
    words = [rng.choice(("Ocean", "Sea", "Star", "Pacific", "Golden", "Asia")), _names(region, "family").draw(rng)]
    return [" ".join((*words, str(rng.randint(1, 40)))).upper(), " ".join(words).upper()]


@cache
def _generic() -> Words:
    words = [word for row in tables.rows("generic") for word in row[1].split()]
    return _by_rank(words, ZIPF)


@cache
def _names(region: str, part: str) -> Words:
    """Common names by rank, then the tail."""
    common = tables.mapping("common_names")[
        region if region in tables.mapping("common_names") else "east_asian"
    ].split()
    half = len(common) // 2
    chosen = common[:half] if part == "given" else common[half:]
    tail = _tail(region, part)
    head, rest = _by_rank(chosen, ZIPF), _by_rank(tail, ZIPF)
    share = IN_TAIL[part]
    sums = [one / head.sums[-1] * (1 - share) for one in head.sums]
    sums += [1 - share + one / rest.sums[-1] * share for one in rest.sums]
    return Words((*head.words, *rest.words), tuple(sums))


def _by_rank(words: Sequence[str], steep: float) -> Words:
    return Words(tuple(words), tuple(accumulate((rank + 2) ** -steep for rank in range(len(words)))))


def _tail(region: str, part: str) -> list[str]:
    rng = random.Random(f"{region} {part}")
    heads, vowels, ends = (letters.split() for letters in _SYLLABLES.get(region, _OTHER))
    found: dict[str, None] = {}
    while len(found) < TAIL_WORDS:
        stem = "".join(rng.choice(heads) + rng.choice(vowels) for _ in range(rng.choice((1, 2, 2, 3))))
        found[stem + rng.choice(heads)[0] + rng.choice(ends)] = None
    return list(found)
