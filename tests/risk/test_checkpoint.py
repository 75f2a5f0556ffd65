"""A watchlist that starts from its checkpoint equals one built from the ledger, or the checkpoint is thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.parties import delivered, listing, person, says
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.handling import ANYONE, SYSTEM
from watchgate.model.party import Identifier, Party
from watchgate.model.statement import Locator, Retraction
from watchgate.risk.checkpoint import PROFILES
from watchgate.risk.watchlist import Watchlist


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "home")
    opened.append(
        delivered(
            *says("p", "Person", name="Ri Pyong Chol", birthDate="1948", addressEntity="a"),
            *says("a", "Address", country="kp", full="Pyongyang"),
            *says("d", "Passport", holder="p", number="563410081", country="kp"),
            *listing("p", "DPRK4"),
            *(one for number in range(20) for one in says(f"x{number}", "Company", name=f"Trading {number}")),
        )
    )
    yield opened
    opened.close()


@pytest.fixture
def views(tmp_path: Path) -> Path:
    folder = tmp_path / "views"
    folder.mkdir()
    return folder


def state(watchlist: Watchlist) -> tuple[int, dict[str, Party]]:
    return watchlist.position, {party.id: party for party in watchlist.parties()}


def test_the_second_start_reads_the_checkpoint_and_knows_the_same(ledger: Ledger, views: Path) -> None:
    built = Watchlist.at(ledger, SYSTEM, views=views)
    assert PROFILES.load(views, ledger, 1) is not None
    started = Watchlist.at(ledger, SYSTEM, views=views)
    assert state(started) == state(built)
    assert started.query_names(person("Ri Pyong Chol"), 600) == built.query_names(person("Ri Pyong Chol"), 600)
    assert started.query_identifiers([Identifier("passportNumber", "563410081", "kp")])["p"][0].certain
    assert started.parts_of("p") == ("a", "d")


def test_what_came_after_the_checkpoint_is_taken_in(ledger: Ledger, views: Path) -> None:
    Watchlist.at(ledger, SYSTEM, views=views)
    ledger.append(delivered(*says("q", "Person", name="Jang Song Taek")))
    ledger.append(delivered(Retraction(target=Locator(1, 0), reason="delisted")))
    started = Watchlist.at(ledger, SYSTEM, views=views)
    assert state(started) == state(Watchlist.at(ledger, SYSTEM))
    assert started.position == 3
    assert state(Watchlist.at(ledger, SYSTEM, 2, views=views)) == state(Watchlist.at(ledger, SYSTEM, 2))


def test_a_ledger_that_has_grown_much_is_read_anew_and_kept(ledger: Ledger, views: Path) -> None:
    Watchlist.at(ledger, SYSTEM, views=views)
    for number in range(60):
        ledger.append(delivered(*says(f"y{number}", "Person", name=f"Person {number}")))
    assert Watchlist.at(ledger, SYSTEM, views=views).position == 61
    kept = PROFILES.load(views, ledger, 61)
    assert kept is not None
    assert kept.position == 61


def test_the_past_and_other_readers_are_never_kept(ledger: Ledger, views: Path) -> None:
    ledger.append(delivered(*says("q", "Person", name="Jang Song Taek")))
    Watchlist.at(ledger, SYSTEM, 1, views=views)
    Watchlist.at(ledger, ANYONE, views=views)
    assert list(views.iterdir()) == []
    Watchlist.at(ledger, SYSTEM, views=views)
    assert state(Watchlist.at(ledger, SYSTEM, 1, views=views)) == state(Watchlist.at(ledger, SYSTEM, 1))


def test_a_damaged_checkpoint_is_thrown_away(ledger: Ledger, views: Path) -> None:
    built = Watchlist.at(ledger, SYSTEM, views=views)
    file = views / PROFILES.name
    whole = file.read_bytes()
    for at in range(0, len(whole), 37):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert PROFILES.load(views, ledger, 1) is None
    for content in (b"", whole[:40], whole[:-1]):
        file.write_bytes(content)
        assert PROFILES.load(views, ledger, 1) is None
        assert state(Watchlist.at(ledger, SYSTEM, views=views)) == state(built)


def test_a_checkpoint_of_another_ledger_is_thrown_away(ledger: Ledger, views: Path, tmp_path: Path) -> None:
    Watchlist.at(ledger, SYSTEM, views=views)
    other = open_ledger(tmp_path / "other")
    other.append(delivered(*says("o", "Person", name="Somebody Else")))
    assert set(state(Watchlist.at(other, SYSTEM, views=views))[1]) == {"o"}
    other.close()


def test_a_checkpoint_made_by_other_code_is_thrown_away(
    ledger: Ledger, views: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Watchlist.at(ledger, SYSTEM, views=views)
    monkeypatch.setattr(PROFILES, "makers", "other")
    assert PROFILES.load(views, ledger, 1) is None


def test_a_folder_that_cannot_be_written_costs_the_checkpoint_only(ledger: Ledger, tmp_path: Path) -> None:
    assert len(Watchlist.at(ledger, SYSTEM, views=tmp_path / "missing")) == 21
