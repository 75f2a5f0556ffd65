"""Analyses of names kept between starts: taking thirty thousand names apart costs seconds, reading it back a tenth.

Words are kept once and shared. What was made by other code or tables is not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.readings import NONE, Readings
from watchgate.risk.names.token import Token

Numbers = tuple[int, ...]


class _Row(msgspec.Struct, frozen=True, array_like=True):
    text: str
    tokens: Numbers
    key: str
    readings: Readings | None
    filed: Numbers
    meant: tuple[Numbers, ...]
    acronym: str
    spelled_acronym: str


class _Document(msgspec.Struct, frozen=True):
    made_by: str
    tokens: tuple[Token, ...]
    rows: tuple[_Row, ...]


def packed(analyses: Iterable[Analysis], made_by: str) -> bytes:
    """The analyses as bytes; `made_by`: the fingerprint of the code and tables that made them."""
    number_of: dict[Token, int] = {}

    def numbers(tokens: tuple[Token, ...]) -> Numbers:
        return tuple(number_of.setdefault(token, len(number_of)) for token in tokens)

    rows = tuple(
        _Row(
            text=one.text,
            tokens=numbers(one.tokens),
            key=one.key,
            readings=None if one.readings is NONE else one.readings,
            filed=numbers(one.filed),
            meant=tuple(numbers(tokens) for tokens in one.meant),
            acronym=one.acronym,
            spelled_acronym=one.spelled_acronym,
        )
        for one in analyses
    )
    return msgspec.msgpack.encode(_Document(made_by=made_by, tokens=tuple(number_of), rows=rows))


def unpacked(body: bytes | memoryview, made_by: str) -> Mapping[str, Analysis]:
    """Text -> analysis; empty when the bytes are none of ours or were made by something else."""
    try:
        document = msgspec.msgpack.decode(body, type=_Document)
    except msgspec.MsgspecError:
        return {}
    if document.made_by != made_by:
        return {}
    tokens = document.tokens
    return {
        row.text: Analysis(
            text=row.text,
            tokens=tuple(tokens[number] for number in row.tokens),
            key=row.key,
            readings=NONE if row.readings is None else row.readings,
            filed=tuple(tokens[number] for number in row.filed),
            meant=tuple(tuple(tokens[number] for number in meaning) for meaning in row.meant),
            acronym=row.acronym,
            spelled_acronym=row.spelled_acronym,
        )
        for row in document.rows
    }
