"""What two neighbours are as one word is remembered, and forgotten without harm."""

from __future__ import annotations

import pytest

from support.name_parties import party
from watchgate.risk.texts import joining
from watchgate.risk.texts.index import TextIndex


def test_neighbours_are_forgotten_between_texts_and_never_within_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MOST_REMEMBERED", 2)
    index = TextIndex(860)
    index.add(party(1, "Abdurrahman Marlinspike Osterhout"))
    for text in (
        "Abdur rahman Marlinspike Osterhout",
        "Abdur rahman Marlinspike Osterhout wrote",
        "so Abdur rahman Marlinspike Osterhout wrote",
    ):
        assert [one.hit.entity_id for one in index.spotted(text)] == ["p1"], text
