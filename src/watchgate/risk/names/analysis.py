"""A name as written becomes what is compared: its tokens, in order, forms and numbers recognised."""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec

from watchgate.risk.names import tables
from watchgate.risk.names.normal import words
from watchgate.risk.names.readings import Readings, read
from watchgate.risk.names.token import Kind, Token, make, token

MAX_TOKENS = 24


class Analysis(msgspec.Struct, frozen=True):
    """`text`: as written. `tokens`: at most MAX_TOKENS, the rest is left out. `key`: the order-free normal form.

    `readings`: what it may be as a personal name of another script.
    """

    text: str
    tokens: tuple[Token, ...]
    key: str
    readings: Readings


@lru_cache(maxsize=65536)
def analyse(text: str) -> Analysis:
    """The analysis of one name."""
    parts = words(text)
    found = _tokens(parts)[:MAX_TOKENS]
    key = " ".join(sorted(one.text for one in found))
    naming = tuple(word for word in parts if word not in tables.members("titles"))
    return Analysis(text=text, tokens=tuple(found), key=key, readings=read(naming))


def _tokens(parts: list[str]) -> list[Token]:
    out: list[Token] = []
    at = 0
    forms, longest = _forms()
    while at < len(parts):
        for size in range(min(longest, len(parts) - at), 0, -1):
            form = forms.get("+".join(parts[at : at + size]))
            if form is not None:
                out.append(make(form, " ".join(parts[at : at + size]), Kind.FORM))
                break
        else:
            size = 1
            if parts[at]:
                one = token(parts[at])
                if one.text:
                    out.append(one)
        at += size
    return out


@cache
def _forms() -> tuple[dict[str, str], int]:
    table: dict[str, str] = {}
    for row in tables.rows("forms"):
        for spelling in row[1].split():
            table.setdefault(spelling, row[0])
    return table, max(spelling.count("+") + 1 for spelling in table)
