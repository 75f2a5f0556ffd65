"""Quiet: texts in which nothing that is listed can stand, told by what is remembered of their pieces.

Most texts are such: streets, banks, invoices. What `TextIndex` finds out of them with all its tables is told here by
four questions: whether a piece has to be looked at with those around it (letters that stand for words, other scripts);
whether two neighbours are something together; whether enough of a listed name stands beside a piece (`standing.py`);
whether a run of pieces is read as a name. Where one is answered with yes, the text is looked at in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from watchgate.risk.texts.bound import NEARLY
from watchgate.risk.texts.heard import LOUD, READ, SINGLE, STANDS, Gains, Heard, Hearing, gained
from watchgate.risk.texts.joining import Joining
from watchgate.risk.texts.listed_names import ListedNames
from watchgate.risk.texts.row import Row
from watchgate.risk.texts.seen import light_of
from watchgate.risk.texts.spoken import SpokenNames, windows_read
from watchgate.risk.texts.standing import lacking
from watchgate.risk.texts.windows import pieces_of
from watchgate.risk.texts.windows_of_row import is_hardly_met

MOST_PIECES = 32
"""Of a text that is told here: what it could ask for is far from too much (`work.py`), whatever is listed."""

MOST_REMEMBERED = 200_000
"""Pieces as written, pairs of pieces, runs that are read."""


class Quiet:
    """What is remembered stands until a name is listed that was not."""

    def __init__(self, listed: ListedNames, hearing: Hearing, joining: Joining, spoken: SpokenNames) -> None:
        self._listed = listed
        self._hearing = hearing
        self._joining = joining
        self._spoken = spoken
        self._at = -1
        self._heard: dict[str, Heard] = {}
        self._apart: set[tuple[Heard, Heard]] = set()
        self._silent: set[tuple[str, ...]] = set()

    def says_nothing(self, text: str) -> bool:
        """Whether nothing can stand in a text. False where that is not certain."""
        pieces = pieces_of(text)
        if len(pieces) > MOST_PIECES:
            return False
        self._begin()
        known = self._heard
        if not known.keys() >= set(pieces):
            self._hear([piece for piece in pieces if piece not in known])
        heard = [known[piece] for piece in pieces]
        signs = singles = 0
        for one in heard:
            signs |= one.signs
            singles += one.signs & SINGLE
        if signs & LOUD or singles > 1:
            return False
        pairs = list(pairwise(heard))
        if not (self._apart.issuperset(pairs) or self._are_apart([one for one in pairs if one not in self._apart])):
            return False
        if signs & STANDS and self._stands(heard):
            return False
        return not (signs & READ and self._is_read(heard))

    def _begin(self) -> None:
        if self._at != self._listed.at:
            self._at = self._listed.at
            self._heard.clear()
            self._apart.clear()
            self._silent.clear()
        for memory in (self._heard, self._apart, self._silent):
            if len(memory) > MOST_REMEMBERED:
                memory.clear()

    def _hear(self, pieces: Sequence[str] | dict[str, None]) -> None:
        self._heard.update(zip(pieces, self._hearing.of(list(pieces)), strict=True))

    def _are_apart(self, pairs: Iterable[tuple[Heard, Heard]]) -> bool:
        """Whether neighbours are nothing together; those that are not are remembered."""
        asked = list(pairs)
        apart = [
            pair
            for pair, together in zip(asked, self._joining.together(asked), strict=True)
            if not (together or pair[0].opens_phrase(pair[1]) or pair[0].opens_number(pair[1]))
        ]
        self._apart.update(apart)
        return len(apart) == len(asked)

    def _stands(self, heard: Sequence[Heard]) -> bool:
        """Whether enough of a row may stand in the text, and more than a word that names nobody."""
        known = gained([one.gains for one in heard])
        listed = self._listed
        asked, lettered = listed.asked, listed.lettered
        for one in heard:
            if one.signs & STANDS:
                for row in one.standing.met(one.gains, known):
                    need, numbers, _, freed = asked[row]
                    more = lettered.get(row, 0.0)
                    left = lacking(need + more, numbers, freed, known)
                    if left <= NEARLY and self._may_stand(listed.rows[row], left - more, known, heard, bare=bool(more)):
                        return True
        return False

    def _may_stand(self, row: Row, left: float, known: Gains, heard: Sequence[Heard], *, bare: bool) -> bool:
        """Whether what is `left` of its need, all granted, is so with what of that is there, and more than a word that
        names nobody. `bare`: letters would stand for some of it."""
        need = self._listed.need_without_letters(row) if bare else row.need
        if row.granted:
            held, lacked = self._listed.held(row, light_of(heard))
            if left - row.need + row.granted - held + need + lacked > NEARLY:
                return False
        return not is_hardly_met(row, known, heard, need, self._listed.bound)

    def _is_read(self, heard: Sequence[Heard]) -> bool:
        """Whether a run of pieces is read as a listed name may be."""
        silent = self._silent
        for _, _, naming in windows_read([one.syllables for one in heard]):
            if naming not in silent:
                if self._spoken.has(naming):
                    return True
                silent.add(naming)
        return False
