"""A name as written becomes what is compared: its tokens, in order, forms and numbers recognised."""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec

from watchgate.risk.names import tables
from watchgate.risk.names.normal import words
from watchgate.risk.names.token import Kind, Token, make, token

MAX_TOKENS = 24


class Analysis(msgspec.Struct, frozen=True):
    """`text`: as written. `tokens`: at most MAX_TOKENS, the rest is left out. `key`: the order-free normal form."""

    text: str
    tokens: tuple[Token, ...]
    key: str


@lru_cache(maxsize=65536)
def analyse(text: str) -> Analysis:
    """The analysis of one name."""
    found = _tokens(words(text))[:MAX_TOKENS]
    key = " ".join(sorted(one.text for one in found))
    return Analysis(text=text, tokens=tuple(found), key=key)


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
