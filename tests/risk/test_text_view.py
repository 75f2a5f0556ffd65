"""The kept index of names in texts: written for the present alone, and thrown away when it is not of this ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.parties import delivered, says
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Locator, Retraction
from watchgate.risk import text_view
from watchgate.risk.text_view import TEXTS, text_index
from watchgate.risk.texts.index import TextIndex
from watchgate.risk.watchlist import Watchlist

TEXT = "rent of Ri Pyong Chol in 2026, invoice 44 of Jang Song Taek, freight Tornado Shipping Company LLC"


@pytest.fixture(autouse=True)
def _kept_however_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_view, "FEW", 0)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "home")
    opened.append(
        delivered(
            *says("p", "Person", name="Ri Pyong Chol"),
            *says("t", "Company", name="Tornado Shipping Company LLC"),
            *(one for number in range(40) for one in says(f"x{number}", "Company", name=f"Trading {number}")),
        )
    )
    opened.append(delivered(*says("q", "Person", name="Jang Song Taek")))
    yield opened
    opened.close()


@pytest.fixture
def views(tmp_path: Path) -> Path:
    folder = tmp_path / "views"
    folder.mkdir()
    return folder


def index(ledger: Ledger, views: Path, position: int | None = None, threshold: int = 900) -> TextIndex:
    watchlist = Watchlist.at(ledger, SYSTEM, position)
    return text_index(threshold, watchlist, ledger, views, present=position is None)


def met(found: TextIndex) -> set[str]:
    return {one.hit.entity_id for one in found.spotted(TEXT)}


def never(threshold: int, watchlist: Watchlist) -> TextIndex:
    """Instead of making an index."""
    raise AssertionError(f"an index was made at {watchlist.position}")


def test_the_present_index_is_kept_and_serves_other_positions(
    ledger: Ledger, views: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert met(index(ledger, views)) == {"p", "t", "q"}
    ledger.append(delivered(Retraction(target=Locator(1, 0), reason="delisted")))
    monkeypatch.setattr(text_view, "_made", never)
    assert met(index(ledger, views)) == {"t", "q"}
    assert met(index(ledger, views, 2)) == {"p", "t", "q"}
    assert met(index(ledger, views, 1)) == {"p", "t"}


def test_the_past_is_never_kept(ledger: Ledger, views: Path) -> None:
    assert met(index(ledger, views, 1)) == {"p", "t"}
    assert list(views.iterdir()) == []


def test_an_index_of_many_other_parties_is_made_anew_and_kept(ledger: Ledger, views: Path) -> None:
    index(ledger, views)
    ledger.append(delivered(*(one for at in range(9) for one in says(f"y{at}", "Company", name=f"Tornado {at}"))))
    index(ledger, views)
    kept = TEXTS.load(views, ledger, 3)
    assert kept is not None
    assert kept.position == 3


def test_an_index_of_another_threshold_is_replaced(ledger: Ledger, views: Path) -> None:
    index(ledger, views)
    assert index(ledger, views, threshold=800).threshold == 800
    kept = TEXTS.load(views, ledger, 2)
    assert kept is not None
    assert kept.parts[0].threshold == 800


def test_a_damaged_or_foreign_index_is_thrown_away(ledger: Ledger, views: Path, tmp_path: Path) -> None:
    index(ledger, views)
    file = views / TEXTS.name
    whole = file.read_bytes()
    other = open_ledger(tmp_path / "other")
    other.append(delivered(*says("o", "Person", name="Ri Pyong Chol")))
    other.append(delivered(*says("o2", "Person", name="Somebody Else")))
    assert met(index(other, views)) == {"o"}
    other.close()
    for content in (b"", whole[:60], whole[:-1], whole[:100] + bytes([whole[100] ^ 1]) + whole[101:]):
        file.write_bytes(content)
        assert TEXTS.load(views, ledger, 2) is None
        assert met(index(ledger, views)) == {"p", "t", "q"}
    file.write_bytes(whole)
    assert TEXTS.load(views, ledger, 2) is not None


def test_an_index_made_by_other_code_is_thrown_away(
    ledger: Ledger, views: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(ledger, views)
    monkeypatch.setitem(TEXTS.__dict__, "makers", "0123456789abcdef")
    assert TEXTS.load(views, ledger, 2) is None
    assert met(index(ledger, views)) == {"p", "t", "q"}
