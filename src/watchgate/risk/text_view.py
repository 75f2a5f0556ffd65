"""The index of names in texts, between starts: making it of thirty-five thousand names takes seconds.

Kept beside the other views, under the same rules (`view_file.py`). What was kept stands for the parties of its time;
those of the watchlist at hand that are other ones are taken in, so that it serves past positions as well.
"""

from __future__ import annotations

from pathlib import Path

from watchgate.ledger.interface import Ledger
from watchgate.risk.lasting import lasting
from watchgate.risk.names.analysis import analyse
from watchgate.risk.texts.index import TextIndex
from watchgate.risk.texts.kept_names import KeptTexts
from watchgate.risk.view_file import ViewFile
from watchgate.risk.watchlist import Watchlist

FEW = 500
"""Parties up to which an index is made sooner than read."""

MOST_OTHERS = 10
"""One party in so many that may be another one: with more it is made anew."""

MADE_BY = ("risk/names", "risk/texts", "risk/text_view.py", "model/party.py")
"""The code and tables that decide what the index says."""

TEXTS: ViewFile[KeptTexts] = ViewFile("texts.msgpack", KeptTexts, MADE_BY)


def text_index(threshold: int, watchlist: Watchlist, ledger: Ledger, views: Path | None, *, present: bool) -> TextIndex:
    """The index of the system's watchlist as it stands. `views`: the home's folder; it is written to only where this is
    the `present` watchlist, and the index had to be made."""
    with lasting():
        if len(watchlist) <= FEW:
            views = None
        found = None if views is None else _restored(threshold, watchlist, ledger, views)
        if found is not None:
            return found
        found = _made(threshold, watchlist)
        if views is not None and present:
            TEXTS.save(views, ledger, watchlist.position, (found.kept(),))
        return found


def _restored(threshold: int, watchlist: Watchlist, ledger: Ledger, views: Path) -> TextIndex | None:
    kept = TEXTS.load(views, ledger, ledger.wait(0, 0.0))
    if kept is None or len(kept.parts) != 1 or kept.parts[0].threshold != threshold:
        return None
    return TextIndex.restored(kept.parts[0], watchlist.parties(), len(watchlist) // MOST_OTHERS)


def _made(threshold: int, watchlist: Watchlist) -> TextIndex:
    known = {one.text: one for one in watchlist.analyses()}
    index = TextIndex(threshold, lambda text: known.pop(text, None) or analyse(text))
    for party in watchlist.parties():
        index.add(party)
    known.clear()
    return index
