"""Met: the windows of one text in which names reach what is asked, and for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import msgspec

from watchgate.model.match import Hit
from watchgate.model.party import Party
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.explain import name_reasons
from watchgate.risk.names.normal import MAX_CHARACTERS
from watchgate.risk.names.score import score_names
from watchgate.risk.texts.exhaustive import score_window
from watchgate.risk.texts.heard import DIGITS
from watchgate.risk.texts.sight import Seen
from watchgate.risk.texts.spotted import Spotted
from watchgate.risk.texts.telling import is_common_name, tells
from watchgate.risk.texts.windows import Pieces
from watchgate.risk.texts.windows_of_row import Window, grown
from watchgate.risk.texts.work import SCORED, Work

STRICTEST = "Vessel"
"""A kind of thing that no single word names."""

MOST_REMEMBERED = 50_000
MOST_PLACES = 4
"""Places of one entity in one text: a payment is held for whom it names, however often."""


class Listed(msgspec.Struct, gc=False):
    """A name, compared as of a person or not, and the entities that bear it. `longest`: pieces of a window in which it
    is looked for."""

    text: str
    person: bool
    longest: int
    holders: dict[str, None]
    read: Analysis | None = None

    @property
    def analysis(self) -> Analysis:
        """How it is taken apart, when it is first looked at."""
        if self.read is None:
            self.read = analyse(self.text)
        return self.read


class Scored(msgspec.Struct, gc=False):
    """`tells`: somebody of any kind; of some kinds, a window that does not may hide another that does."""

    points: int
    tells: bool


class Scores:
    """Windows scored with names, remembered: the same streets and banks stand in most payments."""

    def __init__(self, least: int) -> None:
        """`least`: below that it does not matter what a window tells."""
        self._least = least
        self._known: dict[tuple[int, str, bool], Scored] = {}
        self._hits: dict[tuple[str, str, int, bool], tuple[Party, Hit | None]] = {}

    def hit(self, party: Party, pieces: Pieces, window: Window, least: int) -> Hit | None:
        """The hit of a window of a text with a party, if it tells (`score_window`)."""
        start, end = window
        beside = any(map(is_common_name, pieces.beside(start, end)))
        key = (party.id, pieces.window(start, end), least, beside)
        known = self._hits.get(key)
        if known is None or known[0] is not party:
            if len(self._hits) > MOST_REMEMBERED:
                self._hits.clear()
            known = self._hits[key] = (party, score_window(party, pieces, start, end, least))
        return known[1]

    def of(self, number: int, listed: Listed, window: str, work: Work, *, beside: bool) -> Scored:
        """The score of a window with the name of this number; `beside`: a common name stands beside it."""
        known = self._known.get((number, window, beside))
        if known is None:
            work.spend(SCORED)
            if len(self._known) > MOST_REMEMBERED:
                self._known.clear()
            read = analyse(window)
            score = score_names(read, listed.analysis, person=listed.person)
            telling = False
            if score.points >= self._least:
                reasons = name_reasons(score, read, listed.analysis, score.points, weak=False)
                telling = tells(read, reasons, STRICTEST) and not (
                    beside and not tells(read, reasons, "Person", beside=True)
                )
            known = self._known[number, window, beside] = Scored(score.points, telling)
        return known


class Met:
    """The windows of one text."""

    def __init__(
        self,
        pieces: Pieces,
        weights: list[int],
        least: int,
        scores: Scores,
        work: Work,
        only: Collection[int] | None = None,
        numbers: Collection[int] = (),
    ) -> None:
        """`weights`: of each piece what it surely weighs. `only`: the numbers of the names asked about, if not all.
        `numbers`: the pieces that are digits of which nothing is listed."""
        self.windows: dict[str, dict[Window, int]] = defaultdict(dict)
        self.work = work
        self._done: dict[int, list[Window]] = defaultdict(list)
        self._pieces = pieces
        self._weights = weights
        self._least = least
        self._scores = scores
        self._only = only
        self._digits = {at for at, text in enumerate(pieces.texts) if any(map(str.isdigit, text))}
        self._numbers = numbers

    def lighten(self, more: Iterable[Seen], offset: int, translated: int) -> None:
        """Pieces that are something together with others may weigh nothing, and so may all where words are translated:
        as many as `translated` from `offset` on."""
        for start, end in ((0, translated), *((one.start, one.end) for one in more)):
            self._weights[offset + start : offset + end] = [0] * (end - start)

    def is_done(self, number: int) -> bool:
        """Whether the name with this number was met often enough, or is not asked about."""
        if self._only is not None and number not in self._only:
            return True
        return len(self._done.get(number, ())) >= MOST_PLACES

    def take(self, number: int, listed: Listed, windows: Sequence[Window]) -> None:
        """Score the name in `windows`, the likeliest first. Where it has reached `least`, what overlaps is no other
        place: only light words at either end may still raise it."""
        done = self._done[number]
        for one in windows:
            self.work.spend(1)
            if len(done) >= MOST_PLACES:
                return
            if any(one[0] < other[1] and other[0] < one[1] for other in done):
                continue
            score = self._score(number, listed, one)
            if score.points >= self._least:
                if score.tells:
                    done.append(one)
                for other in grown(one, self._weights):
                    self._note(listed, other, (score if other == one else self._score(number, listed, other)).points)

    def spots(self, party: Party) -> list[Spotted]:
        """Where `party` stands: of windows that overlap the best, of equals the shortest, then the first."""
        order_of = sorted(self.windows[party.id].items(), key=lambda one: (-one[1], one[0][1] - one[0][0], one[0]))
        kept: list[Spotted] = []
        for (start, end), _ in order_of:
            self.work.spend(1)
            if len(kept) >= MOST_PLACES:
                break
            if all(end <= other.start or other.end <= start for other in kept):
                found = self._scores.hit(party, self._pieces, (start, end), self._least)
                if found is not None:
                    kept.append(Spotted(found, self._pieces.window(start, end), start, end))
        return kept

    def _score(self, number: int, listed: Listed, window: Window) -> Scored:
        if window[1] - window[0] > listed.longest:
            return Scored(0, tells=False)
        beside = listed.person and any(map(is_common_name, self._pieces.beside(*window)))
        return self._scores.of(number, listed, self._written(*window), self.work, beside=beside)

    def _written(self, start: int, end: int) -> str:
        """A window as it is scored: with one number for another where neither is listed, so that a street is scored
        once for all its houses. Where digits stand besides, they stay as they are."""
        text = self._pieces.window(start, end)
        digits = [at for at in range(start, end) if at in self._digits]
        if len(digits) != 1 or digits[0] not in self._numbers or len(text) > MAX_CHARACTERS:
            return text
        first, last = self._pieces.spans[digits[0]]
        offset = self._pieces.spans[start][0]
        return f"{text[: first - offset]}{DIGITS}{text[last - offset :]}"

    def _note(self, listed: Listed, window: Window, points: int) -> None:
        if points >= self._least:
            for party_id in listed.holders:
                known = self.windows[party_id]
                known[window] = max(points, known.get(window, 0))
