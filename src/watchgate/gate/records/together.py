"""Texts that an element repeats, as one: what is written may begin in one `Ustrd` and end in the next."""

from __future__ import annotations

from collections.abc import Iterable

from watchgate.model.record import Text

LONGEST = 2_000
"""Characters of a text made of several (pain.001 allows so many `Ustrd` as one likes, of 140 each)."""

OVERLAP = 2
"""Pieces that stand at the end of one text and at the beginning of the next, so that no name is cut between them."""


def together(texts: Iterable[Text]) -> list[Text]:
    """`texts` with those of one element and role as one, a line each; others stay as they are, in their order.

    Long ones become several that overlap.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for text in texts:
        groups.setdefault((text.element, text.role), []).append(text.text)
    found: list[Text] = []
    for (element, role), pieces in groups.items():
        found += [Text(joined, element, role) for joined in _joined(pieces)]
    return found


def _joined(pieces: list[str]) -> Iterable[str]:
    if len(pieces) == 1:
        return pieces
    found: list[str] = []
    current: list[str] = []
    length = fresh = 0
    for piece in pieces:
        if fresh and length + len(piece) > LONGEST:
            found.append("\n".join(current))
            current = [one for one in current[-OVERLAP:] if len(one) < LONGEST // (2 * OVERLAP)]
            length, fresh = sum(map(len, current)), 0
        current.append(piece)
        length += len(piece) + 1
        fresh += 1
    found.append("\n".join(current))
    return found
