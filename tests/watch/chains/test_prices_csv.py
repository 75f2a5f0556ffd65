"""Prices from CSV: each a claim with its time and source; what cannot be a price is refused by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchgate.model.errors import BadInputError
from watchgate.watch.chains.prices import FORMAT
from watchgate.watch.lists.entry import ListEntry, RefusedEntry
from watchgate.watch.lists.registry import recognise

HEADER = "asset,time,price,currency,source\n"


def rows(folder: Path, text: str, header: str = HEADER) -> list[ListEntry | RefusedEntry]:
    path = folder / "Prices of May.csv"
    path.write_text(header + text, "utf-8")
    file = recognise(path)
    assert (file.format, file.source, file.dataset) == ("prices", "prices_prices_of_may", "prices_prices_of_may")
    return list(FORMAT.read(file))


def test_a_price_is_said_with_its_asset_time_and_source(tmp_path: Path) -> None:
    (found,) = rows(tmp_path, "btc,2024-05-01,60123.45,usd,https://example.org/btc\n")
    assert isinstance(found, ListEntry)
    assert found.schema == "Asset"
    assert {(one.prop, one.value, one.valid_from) for one in found.claims} == {
        ("keywords", "asset:BTC", None),
        ("keywords", "time:2024-05-01T00:00:00Z", None),
        ("amount", "60123.45", "2024-05-01"),
        ("currency", "USD", None),
        ("sourceUrl", "https://example.org/btc", None),
    }


def test_a_time_is_taken_to_universal_time_and_a_contract_as_it_is(tmp_path: Path) -> None:
    text = (
        "eth:0xDAC17F958D2ee523a2206206994597C13D831ec7,2024-05-01T02:00:00+02:00,1,USD,a bank\n"
        "trx:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,2024-05-01T00:00:00Z,1,USD,a bank\n"
    )
    said = [[claim.value for claim in one.claims][:2] for one in rows(tmp_path, text) if isinstance(one, ListEntry)]
    assert said == [
        ["asset:eth:0xdac17f958d2ee523a2206206994597c13d831ec7", "time:2024-05-01T00:00:00Z"],
        ["asset:trx:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "time:2024-05-01T00:00:00Z"],
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("B TC,2024-05-01,1,USD,x", "is no asset"),
        ("BTC,2024-05-01T00:00:00,1,USD,x", "is no time"),
        ("BTC,2024-13-01,1,USD,x", "is no time"),
        ("BTC,9999-12-31T23:59:59-23:59,1,USD,x", "is no time"),
        ("BTC,2024-05-01,-1,USD,x", "is no price"),
        ("BTC,2024-05-01,0.000,USD,x", "is no price"),
        ("BTC,2024-05-01,nan,USD,x", "is no price"),
        ("BTC,2024-05-01,1e9,USD,x", "is no price"),
        ("BTC,2024-05-01,١,USD,x", "is no price"),
        ("BTC,2024-05-01,1,DOLLAR,x", "is no currency"),
        ("BTC,2024-05-01,1,USD,", "does not say its source"),
        ("BTC,2024-05-01,1,USD", "has 4 cells instead of 5"),
    ],
)
def test_what_cannot_be_a_price_is_refused_by_its_line(tmp_path: Path, row: str, why: str) -> None:
    refused, good = rows(tmp_path, f"{row}\nBTC,2024-05-01,2,USD,x\n")
    assert isinstance(refused, RefusedEntry)
    assert why in refused.reason
    assert "line 2" in refused.reason
    assert isinstance(good, ListEntry)


def test_a_row_said_twice_counts_once_and_another_price_for_it_is_refused(tmp_path: Path) -> None:
    text = "BTC,2024-05-01,2,USD,x\n" * 2 + "BTC,2024-05-01,3,USD,x\n" + "BTC,2024-05-01,3,USD,y\n"
    first, refused, other = rows(tmp_path, text)
    assert isinstance(first, ListEntry)
    assert isinstance(refused, RefusedEntry)
    assert "line 4 says 3 where another line said 2" in refused.reason
    assert isinstance(other, ListEntry)


def test_columns_stand_in_any_order_and_others_are_no_prices(tmp_path: Path) -> None:
    (found,) = rows(tmp_path, "x,USD,2,2024-05-01,BTC\n", "source,currency,price,time,asset\n")
    assert isinstance(found, ListEntry)
    path = tmp_path / "other.csv"
    path.write_text("asset,time,price,currency\nBTC,2024-05-01,2,USD\n", "utf-8")
    with pytest.raises(BadInputError, match="no list that is known"):
        recognise(path)
