"""The usual statements of a delivery, looked at column by column and encoded in one call.

A list brings a thousand statements of one kind, and asked one by one each costs more than all that is to be known of
it: so types and dates are asked of a column, and the encoder is called once. What is not usual (an act, a proposed
statement, a field of another type) is left to `canonical.encode_and_look`, which knows everything and says what is
wrong. Both give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import is_not
from typing import Any

import msgspec

from watchgate.model.statement import Entry, ListRecord, Statement, Status

_astuple = msgspec.structs.astuple
_encode_lines = msgspec.json.Encoder().encode_lines
_TEXT = {str}
_TEXT_OR_NOTHING = {str, type(None)}


class Plain(msgspec.Struct, frozen=True):
    """The canonical bytes of a delivery's statements, and what of them is still to be looked at.

    `dates`: every valid_from and valid_to. `sha256s`: every file named as evidence.
    """

    payloads: list[bytes]
    entities: Sequence[str]
    props: Sequence[str]
    values: Sequence[str]
    dates: set[str]
    sha256s: set[str]


def encode_plain(entries: Sequence[Entry]) -> Plain | None:
    """None unless all are usual statements, with their texts there and every field certainly of its own type."""
    if set(map(type, entries)) != {Statement}:
        return None
    columns: Iterable[tuple[Any, ...]] = zip(*map(_astuple, entries), strict=True)
    entity, schema, prop, value, dataset, lang, original, origin, external, first, last, *rest = columns
    since, until, status, evidence, *given = rest
    texts = (entity, schema, prop, value, dataset)
    others = (original, lang, origin, since, until, first, last)
    nothing = (None,) * len(entries)
    used = [column for column in others if column != nothing]
    if (
        any(map(any, (external, *given)))
        or any(map(is_not, status, repeat(Status.CONFIRMED)))
        or any(set(map(type, column)) != _TEXT or not all(column) for column in texts)
        or any(not set(map(type, column)) <= _TEXT_OR_NOTHING for column in used)
    ):
        return None
    # Statements of one record share its evidence: it is looked at once.
    named = {id(one): one for one in evidence}
    cited = {key: None if one is None else _cited(one) for key, one in named.items()}
    if not set(map(type, (part for fields in cited.values() for part in fields or ()))) <= _TEXT:
        return None
    rows: Iterable[Sequence[Any]] = zip(
        repeat("s"),
        *texts,
        map(cited.__getitem__, map(id, evidence)),
        *((nothing, *others[:5], nothing, *others[5:]) if used else ()),
        strict=False,
    )
    if used or None in cited.values():
        rows = map(_trimmed, rows)
    try:
        # A line holds no line break: JSON escapes it.
        payloads = _encode_lines(rows).split(b"\n")
    except UnicodeEncodeError:
        return None
    payloads.pop()
    sha256s = {fields[2] for fields in cited.values() if fields is not None and len(fields) > 2}
    return Plain(payloads, entity, prop, value, {*since, *until} - {None}, sha256s)


def _cited(evidence: Any) -> tuple[Any, ...]:
    """The canonical fields of a list record; one that is no text for any other evidence."""
    if type(evidence) is not ListRecord:
        return (None,)
    if evidence.sha256 is None:
        return ("list", evidence.record_id)
    return ("list", evidence.record_id, evidence.sha256)


def _trimmed(fields: Sequence[Any]) -> Sequence[Any]:
    end = len(fields)
    while fields[end - 1] is None:
        end -= 1
    return fields[:end]
