"""Names of an entity: as written, with what the source says of their quality."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from watchgate.model.party import Name, NameKind
from watchgate.risk.names.cut import cut_at_signs

NAME_PROPS = {
    "name": NameKind.PRIMARY,
    "alias": NameKind.ALIAS,
    "previousName": NameKind.PREVIOUS,
    "weakAlias": NameKind.WEAK,
    "abbreviation": NameKind.WEAK,
}
"""Property -> quality. FollowTheMoney holds abbreviations to be like weak aliases: short, and borne by many."""

PART_PROPS = ("firstName", "secondName", "middleName", "fatherName", "lastName")
"""Parts of a person's name, in the order they are put together."""

SHORTEST_UNSPACED = 4
"""Characters left of a name written without spaces."""

_STRENGTH = {NameKind.PRIMARY: 0, NameKind.ALIAS: 1, NameKind.PREVIOUS: 2, NameKind.WEAK: 3}
_WORDS = re.compile(r"[^\W_]+")
_BRACKETED = re.compile(r"([^()]*)\([^()]+\)([^()]*)")


def names_of(written: Sequence[tuple[str, str, str | None]], parts: Mapping[str, Sequence[str]]) -> tuple[Name, ...]:
    """The distinct names, best quality first; a text said twice keeps its best quality.

    `written`: (property, text, language). `parts` give one more name, when they are unambiguous and no name has exactly
    these words already: statements do not say which of several first names goes with which last name. A name with one
    bracket (`RAJAH SOLAIMAN MOVEMENT (RSM)`, `VTB BANK (AUSTRIA) AG`) is given without it as well: few type it. One
    with signs inside its words (`CH'O'L`) is given with spaces for them, where it would not be met so (`names/cut.py`).
    """
    found: dict[str, Name] = {}
    for prop, text, lang in written:
        name = Name(text.strip(), NAME_PROPS[prop], lang)
        known = found.get(name.text)
        if name.text and (known is None or _STRENGTH[name.kind] < _STRENGTH[known.kind]):
            found[name.text] = name
    for name in tuple(found.values()):
        shorter = _without_bracket(name.text)
        for other in (shorter, cut_at_signs(name.text), cut_at_signs(shorter)):
            if other and other not in found:
                found[other] = Name(other, NameKind.ALIAS if name.kind == NameKind.PRIMARY else name.kind, name.lang)
    composed = _composed(parts)
    if composed and all(_words(composed) != _words(text) for text in found):
        kind = NameKind.ALIAS if any(name.kind == NameKind.PRIMARY for name in found.values()) else NameKind.PRIMARY
        found[composed] = Name(composed, kind)
    return tuple(sorted(found.values(), key=lambda name: _STRENGTH[name.kind]))


def _without_bracket(text: str) -> str:
    """The name without its one bracket; nothing where a single word would be left, which others bear too.

    Chinese writes no spaces: `華信船務(香港)有限公司` is `華信船務有限公司`.
    """
    match = _BRACKETED.fullmatch(text)
    if match is None:
        return ""
    if " " not in text and not text.isascii():
        return match[1] + match[2] if len(match[1] + match[2]) >= SHORTEST_UNSPACED else ""
    rest = " ".join(f"{match[1]} {match[2]}".split()).replace(" ,", ",")
    return rest if len(rest.split()) > 1 and len(_WORDS.findall(rest)) > 1 else ""


def _composed(parts: Mapping[str, Sequence[str]]) -> str:
    if any(len(set(parts.get(prop, ()))) > 1 for prop in PART_PROPS):
        return ""
    if not parts.get("lastName") or not any(parts.get(prop) for prop in PART_PROPS[:-1]):
        return ""
    return " ".join(parts[prop][0].strip() for prop in PART_PROPS if parts.get(prop))


def _words(text: str) -> list[str]:
    return sorted(_WORDS.findall(text.casefold()))
