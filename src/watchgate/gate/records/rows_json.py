"""JSON to messages: one object, an array of objects, an object with `transactions`, or one object a line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import msgspec

from watchgate.gate.records.refused import RefusedError
from watchgate.gate.records.row_columns import SHARED, flattened
from watchgate.gate.records.row_record import refused_row, row_message
from watchgate.gate.records.wallet_check import is_wallet_check, wallet_message
from watchgate.model.record import Message

_OBJECT: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(dict[str, Any], float_hook=str)
"""Numbers stay as they are written: a sum of money is no binary fraction."""

_RAW = msgspec.json.Decoder(list[msgspec.Raw])
_SHELL = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read_json(text: str, digest: str, rail: str) -> Iterator[Message]:
    """A message for each object; one that is no JSON, or says something that is not known, is refused by itself."""
    start = text.lstrip()
    try:
        if start.startswith("["):
            items = _RAW.decode(text)
            for number, item in enumerate(items, 1):
                yield _message(bytes(item), {}, f"item {number}", rail)
            if not items:
                yield refused_row("json", digest, "", RefusedError("is an empty array"))
            return
        shell = _SHELL.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        yield from _lines(text, digest, error, rail)
        return
    if "transactions" not in shell:
        yield _message(text.encode("utf-8", "surrogatepass"), {}, "", rail)
        return
    yield from _wrapped(text, shell, digest, rail)


def _wrapped(text: str, shell: dict[str, msgspec.Raw], digest: str, rail: str) -> Iterator[Message]:
    """`{"message_id": .., "transactions": [..]}`: what stands around holds for each."""
    try:
        _refuse_twice(text.encode("utf-8", "surrogatepass"), whole=False)
    except RefusedError as refusal:
        yield refused_row("json", digest, "", refusal)
        return
    unknown = [key for key in shell if key != "transactions" and key not in SHARED]
    if unknown:
        said = f"{unknown[0][:60]!r} is not known beside transactions: {', '.join(SHARED)} are"
        yield refused_row("json", digest, "", RefusedError(said, element=unknown[0][:60]))
        return
    try:
        shared = {key: msgspec.json.decode(bytes(raw)) for key, raw in shell.items() if key != "transactions"}
        items = _RAW.decode(bytes(shell["transactions"]))
    except (msgspec.MsgspecError, RecursionError) as error:
        yield refused_row("json", digest, "transactions", RefusedError(f"is no list of transactions: {error}"))
        return
    if not items:
        yield refused_row("json", digest, "transactions", RefusedError("there is no transaction in it"))
    for number, item in enumerate(items, 1):
        yield _message(bytes(item), shared, f"transactions {number}", rail)


def _lines(text: str, digest: str, error: Exception, rail: str) -> Iterator[Message]:
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if len(lines) < 2:
        yield refused_row("json", digest, "", RefusedError(f"is no JSON: {error}"))
        return
    for number, line in lines:
        yield _message(line.strip().encode("utf-8", "surrogatepass"), {}, f"line {number}", rail)


def _refuse_twice(raw: bytes, *, whole: bool = True) -> None:
    """RefusedError for a key that one object has twice: of the two values one would be lost, and nobody would know.

    `whole`: in any object of `raw`, else in the outermost alone.
    """
    twice: list[str] = []

    def look(pairs: list[tuple[str, object]]) -> None:
        if not whole:
            twice.clear()
        if len(dict(pairs)) < len(pairs):
            twice.append(Counter(key for key, _ in pairs).most_common(1)[0][0])

    try:
        json.loads(raw, object_pairs_hook=look, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"is no JSON: {error}") from error
    if twice:
        raise RefusedError("is named twice", element=twice[0][:60])


def _message(raw: bytes, shared: dict[str, Any], where: str, rail: str) -> Message:
    digest = sha256(raw if not shared else msgspec.json.encode(shared, order="sorted") + raw).hexdigest()
    try:
        item = _OBJECT.decode(raw)
        _refuse_twice(raw)
        if is_wallet_check(item):
            return wallet_message({**shared, **item}, digest=digest, rail=rail, where=where)
        values, parties = flattened({**shared, **item})
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return refused_row("json", digest, where, RefusedError(f"is no JSON object: {error}"))
    except RefusedError as refusal:
        return refused_row("json", digest, where, refusal)
    return row_message("json", values, parties, digest=digest, rail=rail, where=where)
