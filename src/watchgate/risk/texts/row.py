"""Row: one spelling of one listed name, and what of it stands where in a text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec

from watchgate.risk.names.token import Token
from watchgate.risk.texts.sight import Place

NO_NUMBER = 1 << 62
"""Neither a word nor, turned over, a pair."""


class Row(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """`words`: the numbers of its tokens, NO_NUMBER for light words and initials; `pairs`: those of each token and the
    next written as one, turned over; `numbers`: all of both. `need`: what these have to gain in a window,
    `need_translated` in one that may be a translation; `granted`: what of that light words and initials may gain.
    `person`: compared as of a person. `begins`: what each of `words` gains by an initial. `freed`: what of the gain of
    each token does not count: of a translation what it would cost the name if it were not there, which is not part of
    `need`. Below nothing: what it costs more than other words do, which is; empty where neither is."""

    name: int
    tokens: tuple[Token, ...]
    words: tuple[int, ...]
    pairs: tuple[int, ...]
    numbers: tuple[int, ...]
    need: float
    need_translated: float
    granted: float
    person: bool
    begins: tuple[float, ...]
    freed: tuple[float, ...] = ()

    @property
    def is_strict(self) -> bool:
        """Whether what is left over counts in full: of an organisation, as it is written."""
        return not self.person and not any(cost > 0 for cost in self.freed)


class Part(NamedTuple):
    """A token, or two neighbours as one, of a row: the places where it may stand in the text, in order, and what it
    gains there.

    `spelled`: neither an initial, on either side, nor a light word.
    """

    places: list[Place]
    gain: float
    spelled: bool

    def less(self, cost: float) -> Part:
        """The same where so much of what it gains does not count."""
        return self._replace(gain=self.gain - cost) if cost and self.places else self


NO_PART = Part([], 0.0, spelled=False)


class Covered:
    """What of the listed words a text covers: by number the most that it gains, and the places.

    What is worth no more than to be left over gains nothing, but what stands there is nothing strange.
    """

    def __init__(self, gains: dict[int, float], several: Collection[int] = ()) -> None:
        """`gains`: the most of all that is put. `several`: the pieces that are more than one word (SecondEconomic), so
        that each may stand for more."""
        self.gains = gains
        self._several = several
        self._all: list[tuple[Place, dict[int, float]]] = []
        self._parts: dict[int, Part | None] = {NO_NUMBER: None}

    def put(self, gains: dict[int, float], place: Place) -> None:
        """What stands at one more place."""
        if gains:
            self._all.append((place, gains))

    def part(self, number: int) -> Part | None:
        """Where the word or pair with this number stands; None where it does not."""
        if number not in self._parts:
            places = sorted(place for place, gains in self._all if number in gains)
            self._parts[number] = Part(places, self.gains[number], spelled=True) if places else None
        return self._parts[number]

    def stand_close(self, numbers: Sequence[int], longest: int, need: float) -> bool:
        """Whether in some run of `longest` pieces these gain `need`, each once, and each piece of one word for one of
        them."""
        if need <= 0:
            return True
        met = [part for number in numbers if (part := self.part(number)) is not None and part.gain > 0]
        places = sorted([(place[0], which) for which, part in enumerate(met) for place in part.places])
        for at, (start, _) in enumerate(places):
            by_word: dict[int, float] = {}
            by_piece: dict[tuple[int, int], float] = {}
            for index in range(at, len(places)):
                piece, which = places[index]
                if piece >= start + longest:
                    break
                gain = met[which].gain
                by_word[which] = gain
                word = (piece, which if piece in self._several else -1)
                if gain > by_piece.get(word, 0.0):
                    by_piece[word] = gain
            if min(sum(by_word.values()), sum(by_piece.values())) >= need:
                return True
        return False


class Parts(NamedTuple):
    """What of a row stands in the text: by token the ways in which it may, and by token what it may with the next."""

    tokens: list[list[Part]]
    pairs: list[Part]

    def most(self) -> float:
        """The most that any window gains."""
        before = now = last = 0.0
        for ways, pair in zip(self.tokens, self.pairs, strict=True):
            own = max((one.gain for one in ways), default=0.0)
            before, now = now, max(now + own, before + last)
            last = pair.gain
        return now
