"""What may not enter the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.ledger_drafts import delivered, said
from watchgate.ledger.draft import ENTRY_BYTES_MAX, check_delivery, is_date
from watchgate.ledger.originals import Originals
from watchgate.model.delivery import Delivery
from watchgate.model.errors import BadInputError
from watchgate.model.handling import Handling
from watchgate.model.statement import ListRecord, Span, Status


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"entity_id": ""}, "may not be empty"),
        ({"value": ""}, "may not be empty"),
        ({"value": "half \ud800"}, "surrogate"),
        ({"value": 5}, "wrong type"),
        ({"lang": b"ru"}, "wrong type"),
        ({"value": "x" * ENTRY_BYTES_MAX}, "bytes"),
        ({"entity_id": "x" * 5_000}, "too long"),
        ({"status": Status.RETRACTED}, "proposed or confirmed"),
        ({"id": "ab"}, "given by the ledger"),
        ({"position": 3}, "given by the ledger"),
        ({"valid_from": "2024-13"}, "valid_from"),
        ({"valid_to": "01.03.2024"}, "valid_to"),
        ({"valid_to": "2023-02-29"}, "valid_to"),
        ({"evidence": ListRecord("1", "abc")}, "sha256"),
        ({"evidence": Span("ab", 0, 1, "x")}, "sha256"),
        ({"evidence": Span("a" * 64, 5, 5, "")}, "empty or turned round"),
        ({"evidence": Span("a" * 64, 0, 1, "x")}, "there is no original"),
    ],
)
def test_statement_that_cannot_stand_is_refused_with_its_ordinal(
    originals: Originals, change: dict[str, Any], reason: str
) -> None:
    with pytest.raises(BadInputError, match=f"^entry 1 of the delivery: .*{reason}"):
        check_delivery(delivered(said("fine"), said(**{"value": "x", **change})), originals)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"source": ""}, "source"),
        ({"source": "two\nlines"}, "source"),
        ({"source": "x" * 5_000}, "source"),
        ({"source": "chain:btc", "entries": (said(),)}, "name of a chain"),
        ({"note": "half \udfff"}, "note"),
        ({"author": "bell \x07"}, "author"),
        ({"grade": "b2"}, "grade"),
        ({"grade": "G1"}, "grade"),
        ({"file_sha256": "A" * 64}, "file_sha256"),
        ({"snapshot_date": "yesterday"}, "snapshot_date"),
        ({"complete": 1}, "complete"),
        ({"position": 4}, "delivery"),
        ({"handling": Handling(tlp=9)}, "handling"),  # type: ignore[arg-type]
        ({"handling": Handling(originator=" ")}, "handling"),
        ({"handling": Handling(releasable_to=frozenset({""}))}, "handling"),
    ],
)
def test_delivery_that_cannot_stand_is_refused_by_field(
    originals: Originals, change: dict[str, Any], where: str
) -> None:
    with pytest.raises(BadInputError, match=where):
        check_delivery(Delivery(**{"source": "un_sc", **change}), originals)


def test_quoted_text_must_equal_the_document_character_for_character(originals: Originals) -> None:
    sha256 = originals.keep("Отгрузка из Раджина: 2 000 контейнеров".encode())
    good = Span(sha256, 12, 19, "Раджина")
    assert check_delivery(delivered(said(evidence=good)), originals).payloads
    for start, end, raw in ((12, 19, "Раджинa"), (11, 19, "Раджина"), (12, 400, "Раджина")):
        with pytest.raises(BadInputError, match="raw is not what stands"):
            check_delivery(delivered(said(evidence=Span(sha256, start, end, raw))), originals)
    binary = originals.keep(b"\xff\xfe\x00")
    with pytest.raises(BadInputError, match="not UTF-8"):
        check_delivery(delivered(said(evidence=Span(binary, 0, 1, "x"))), originals)


@pytest.mark.parametrize("text", ["2024", "2024-02", "2024-02-29"])
def test_dates_of_reduced_precision_are_dates(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize("text", ["", "24", "2024-00", "2024-02-30", "2024-2-3", "2024-02-29T00:00", "٢٠٢٤", "0000"])
def test_what_is_no_date_is_refused(text: str) -> None:
    assert not is_date(text)
