"""Texts that an element repeats are one: a name may begin in one of them and end in the next."""

from __future__ import annotations

from itertools import pairwise

from support.payments import pacs008, read, transfer
from watchgate.gate.records.together import LONGEST, together
from watchgate.model.record import Record, Text


def remittance(*lines: str) -> Record:
    inside = "".join(f"<Ustrd>{line}</Ustrd>" for line in lines)
    (message,) = read(pacs008(transfer(f"<RmtInf>{inside}</RmtInf>")))
    return message.records[0]


def test_repeated_texts_are_one_line_under_line() -> None:
    found = remittance("loan to Vladi", "mir Quillfeather", "thanks")
    assert [text.text for text in found.texts] == ["loan to Vladi\nmir Quillfeather\nthanks"]


def test_a_number_that_goes_on_in_the_next_text_is_found() -> None:
    found = remittance("btc to 1A1zP1eP5QGefi2D", "MPTfTL5SLmv7DivfNa")
    values = [one.value for party in found.parties if party.role == "text" for one in party.party.identifiers]
    assert "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa" in values


def test_texts_of_other_elements_stay_apart_and_keep_their_order() -> None:
    texts = [Text("a", "E1", "r"), Text("b", "E2", "r"), Text("c", "E1", "r"), Text("d", "E1", "other")]
    assert together(texts) == [Text("a\nc", "E1", "r"), Text("b", "E2", "r"), Text("d", "E1", "other")]


def test_many_become_several_that_overlap_and_nothing_is_lost() -> None:
    pieces = [f"piece {number} {'x' * 120}" for number in range(100)]
    found = together([Text(piece, "E", "r") for piece in pieces])
    assert len(found) > 1
    assert max(len(text.text) for text in found) <= LONGEST + 300
    assert all(any(f"{one}\n{other}" in text.text for text in found) for one, other in pairwise(pieces))


def test_long_texts_stay_as_they_are() -> None:
    long = ["a" * 20_000, "b" * 20_000]
    assert [text.text for text in together([Text(one, "E", "r") for one in long])] == long
