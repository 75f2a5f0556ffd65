"""Spotted: a listed name found in free text, and the window of the text it was found in."""

from __future__ import annotations

import msgspec

from watchgate.model.match import Hit


class Spotted(msgspec.Struct, frozen=True):
    """`text`: the window as it stands in the text, without invisible characters. `start`, `end`: its pieces."""

    hit: Hit
    text: str
    start: int
    end: int
