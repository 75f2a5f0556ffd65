"""Which rows hold each word, or each two written as one, by number; and the edges of a query's word to all near it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np

from watchgate.risk.names.alignment import Joined
from watchgate.risk.names.bound import Edges
from watchgate.risk.names.column import Column
from watchgate.risk.names.token import Kind, Token


class Holders:
    """Rows by the number of a word."""

    def __init__(self) -> None:
        self._rows: list[array[int]] = []
        self._weights = Column()
        self._initials = Column()
        self._abjads = Column()

    def put(self, number: int, word: Token | Joined, row: int) -> None:
        """`row` holds `word`, which has this number: one that is known, or the next."""
        if number == len(self._rows):
            self._rows.append(array("i"))
            self._weights.append(word.weight)
            self._initials.append(isinstance(word, Token) and word.kind == Kind.INITIAL)
            self._abjads.append(word.abjad)
        self._rows[number].append(row)

    def met(self, near: Sequence[tuple[int, int]], own: int, of: Token | None = None) -> Edges | None:
        """The edges to the words `near`, by number and similarity. `of`: the one word, where they are not of two."""
        if not near:
            return None
        numbers = np.array([number for number, _ in near], dtype=np.int64)
        rows = [self._rows[number] for number, _ in near]
        sizes = [len(one) for one in rows]
        initial = np.zeros(len(near), dtype=np.bool_)
        silent = initial
        if of is not None:
            initial = (self._initials.values[numbers] > 0) != (of.kind == Kind.INITIAL)
            silent = initial & ((self._abjads.values[numbers] > 0) == of.abjad)
        return Edges(
            rows=np.frombuffer(b"".join(rows), dtype=np.int32).astype(np.int64),
            similarity=np.repeat(np.array([value for _, value in near], dtype=np.int64), sizes),
            own=own,
            theirs=np.repeat(self._weights.values[numbers], sizes),
            initial=np.repeat(initial, sizes),
            silent=np.repeat(silent, sizes),
        )


def together(*parts: Edges | None) -> list[Edges]:
    """Edges of the same word as one, of which a name takes one; none where there is none."""
    some = [part for part in parts if part is not None]
    if len(some) < 2:
        return some
    return [
        Edges(
            np.concatenate([part.rows for part in some]),
            np.concatenate([part.similarity for part in some]),
            some[0].own,
            np.concatenate([part.theirs for part in some]),
            np.concatenate([part.initial for part in some]),
            np.concatenate([part.silent for part in some]),
        )
    ]
