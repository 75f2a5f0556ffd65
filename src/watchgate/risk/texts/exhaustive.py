"""Every window of a text against every listed name: slow, obvious, and what the index of texts must equal."""

from __future__ import annotations

from collections.abc import Iterable

from watchgate.model.match import Hit
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.party import compare_as_people, hit
from watchgate.risk.query import ANYTHING
from watchgate.risk.texts.spotted import Spotted
from watchgate.risk.texts.telling import is_common_name, tells
from watchgate.risk.texts.windows import Pieces, longest_window


def spotted_exhaustively(parties: Iterable[Party], text: str, threshold: int) -> list[Spotted]:
    """As `TextIndex.spotted`."""
    pieces = Pieces(text)
    found: list[Spotted] = []
    for party in parties:
        found += spots_of(party, pieces, list(pieces.windows(longest_of(party))), threshold)
    return sorted(found, key=order)


def longest_of(party: Party) -> int:
    """The pieces of the longest window in which any of its names is looked for."""
    return max((longest_window(analyse(name.text)) for name in party.names), default=0)


def spots_of(party: Party, pieces: Pieces, windows: Iterable[tuple[int, int]], threshold: int) -> list[Spotted]:
    """Where `party` stands in the text: of windows that overlap the best, of equals the shortest, then the first."""
    scored = [
        Spotted(found, pieces.window(start, end), start, end)
        for start, end in windows
        if (found := score_window(party, pieces, start, end, threshold)) is not None
    ]
    scored.sort(key=lambda one: (-one.hit.score, one.end - one.start, one.start))
    kept: list[Spotted] = []
    for one in scored:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return kept


def score_window(party: Party, pieces: Pieces, start: int, end: int, threshold: int) -> Hit | None:
    """The hit of a window, as the scorer sees a party of that name and of no known kind."""
    window = pieces.window(start, end)
    read = analyse(window)
    asked = Party(id="", schema=ANYTHING, names=(Name(window),))
    pairs = [
        (read, listed, name.kind == NameKind.WEAK)
        for name in party.names
        if end - start <= longest_window(listed := analyse(name.text))
    ]
    found = hit(asked, party, pairs, threshold, person=compare_as_people(ANYTHING, party.schema))
    if found is None:
        return None
    beside = any(map(is_common_name, pieces.beside(start, end)))
    return found if tells(read, found.reasons, party.schema, beside=beside) else None


def order(one: Spotted) -> tuple[int, str, int]:
    """Best first, ties by entity, then by place."""
    return -one.hit.score, one.hit.entity_id, one.start
