"""MT files to messages, messages to blocks: one or many in a file, blocks in front or behind them missing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

import msgspec

from watchgate.gate.records.refused import RefusedError

FIRST_BLOCK = re.compile(rb"\{[1-5S]:|:20:")
"""How an MT file begins."""

_BLOCK = re.compile(r"\{([1-5S]):")
_END = re.compile(r"(?:\r?\n|\r|(?<=:))-\}")
_LATE_END = re.compile(r"-\}(?=[\s$\x01\x03]*(?:\{[15S]:|\Z))")
_NEXT_MESSAGE = re.compile(r"\{1:[A-Z][0-9][0-9]")
_BRACE = re.compile(r"[{}]")
_AFTER_LOOSE = re.compile(r"\{[1-5S]:|(?<=[\n}])\$")
_BETWEEN = re.compile(r"[\s$\x01\x03\x00]+")
_SERVICE = re.compile(r"\{([0-9A-Z]{3}):([^{}]*)\}")


class FinMessage(msgspec.Struct):
    """One message as it stands in the file. `start`, `end`: its place in characters; `stray`: text in no block."""

    start: int
    end: int = 0
    blocks: dict[str, str] = msgspec.field(default_factory=dict)
    cut: bool = False
    stray: str = ""

    @property
    def is_acknowledgement(self) -> bool:
        """A service message of the network (application 21) that stands before the message it speaks of."""
        return self.blocks.get("1", "")[1:3] == "21"

    def service_fields(self, block: str = "3") -> dict[str, str]:
        """Block 3, 5 or S: tag -> value."""
        return dict(_SERVICE.findall(self.blocks.get(block, "")))

    def beside_fields(self, block: str) -> str:
        """What stands in block 3, 5 or S and is none of its fields."""
        return _SERVICE.sub(" ", self.blocks.get(block, "")).strip()


class _Places:
    """Where text blocks end and messages begin in a text, found once: a file of many broken ones stays linear."""

    def __init__(self, text: str) -> None:
        self._ends = [(found.start(), found.end()) for found in _END.finditer(text)]
        self._late = [(found.start(), found.end()) for found in _LATE_END.finditer(text)]
        self._messages = [(found.start(), found.end()) for found in _NEXT_MESSAGE.finditer(text)]

    def end(self, start: int, limit: int) -> tuple[int, int] | None:
        """The end of a text block that begins at `start`, before `limit`."""
        for places in (self._ends, self._late):
            index = bisect_left(places, (start, 0))
            if index < len(places) and places[index][0] < limit:
                return places[index]
        return None

    def next_message(self, start: int) -> int | None:
        """Where the next block 1 begins."""
        index = bisect_left(self._messages, (start, 0))
        return self._messages[index][0] if index < len(self._messages) else None


def fin_messages(text: str) -> Iterator[FinMessage]:
    """Every message of `text`, in order. Linear in its length; RefusedError for a block that never ends."""
    current: FinMessage | None = None
    places = _Places(text)
    at = _skipped(text, 0)
    while at < len(text):
        found = _BLOCK.match(text, at)
        number = found.group(1) if found else "4" if text.startswith(":", at) else ""
        if current is None or (number and _begins(number, current)):
            if current is not None:
                yield current
            current = FinMessage(at)
        if found:
            after, body = _block(text, found, current, places)
        else:
            after, body = _loose(text, at)
        if number:
            current.blocks[number] = body
        else:
            current.stray += body
        current.end = after
        at = _skipped(text, after)
    if current is not None:
        yield current


def _begins(number: str, current: FinMessage) -> bool:
    """A block that was there already, or one that stands before one that was, is the next message's."""
    seen = current.blocks
    return number in seen or (number in "1234" and any(later in seen for later in "12345S" if later > number))


def _block(text: str, found: re.Match[str], current: FinMessage, places: _Places) -> tuple[int, str]:
    start = found.end()
    if found.group(1) == "4" and not text.startswith("{", start):
        return _text_block(text, start, current, places)
    depth = 1
    for brace in _BRACE.finditer(text, start):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.end(), text[start : brace.start()]
    raise RefusedError(f"block {found.group(1)} has no end", element=f"block {found.group(1)}")


def _text_block(text: str, start: int, current: FinMessage, places: _Places) -> tuple[int, str]:
    """To `-}` at the start of a line, or before what can only be the next block; cut where there is neither."""
    following = places.next_message(start)
    limit = len(text) if following is None else following
    end = places.end(start, limit)
    if end is None:
        current.cut = True
        return limit, text[start:limit]
    return end[1], text[start : end[0]]


def _loose(text: str, at: int) -> tuple[int, str]:
    """Fields without a block around them, or text that is nothing: to the next block, or the end."""
    following = _AFTER_LOOSE.search(text, at + 1)
    end = following.start() if following else len(text)
    body = text[at:end]
    return end, re.sub(r"\r?\n-\}?\s*\Z", "", body)


def _skipped(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at
