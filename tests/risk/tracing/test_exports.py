"""Exposures and patterns as tables and graphs: what sums to one, what is beside it, and text that means harm."""

from __future__ import annotations

import csv
import io
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest

from watchgate.risk.exposure.account_answer import AccountAnswer, AssetExposure
from watchgate.risk.exposure.account_found import UnitShare
from watchgate.risk.exposure.answer import Answer, Share
from watchgate.risk.exposure.attribution import Tag
from watchgate.risk.exposure.patterns import OtherEnd, Pattern
from watchgate.risk.tracing.expose_export import exposures_csv, exposures_graphml
from watchgate.risk.tracing.patterns import Patterns
from watchgate.risk.tracing.patterns_export import patterns_csv, patterns_graphml

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
HARM = '=cmd|"<&>\n\u202e'
TAG = Tag("1Source", "BTC", "theft", HARM, "", False, "tags_x", "tag-1", "4.2")
OTHER = Tag("1Other", "BTC", "hack", "", "", False, "tags_x", "tag-2", "4.3")
COMMON: dict[str, Any] = {"stop_rule": "", "position": 7, "height": 1}
COINS = Answer(
    chain="btc-case",
    address="1Asked",
    rule="haircut",
    received=1_000,
    change=0,
    balance=0,
    outputs=1,
    shares=(Share("theft", 0.25, 0.25, 500, 2), Share("hack", 0.0, 0.125, 125, 3)),
    mined=0.0,
    outside=0.25,
    cut=0.125,
    unexplained=0.375,
    eps=0.001,
    met=1,
    own=(OTHER,),
    tags=(TAG,),
    brought=(0.5,),
    tags_more=1,
    **COMMON,
)
ACCOUNTS = AccountAnswer(
    chain="eth",
    address="0xasked",
    rule="fifo",
    eps=0.0,
    own=(),
    assets=(
        AssetExposure(
            contract="0xdac",
            symbol="USDT",
            decimals=6,
            received=10**24,
            sent=0,
            balance=0,
            moves=1,
            shares=(UnitShare("theft", 1.0, 0.0, 10**24, 1),),
            mined=0.0,
            outside=0.0,
            cut=0.0,
            unexplained=0.0,
            met=1,
            tags=(TAG,),
            brought=(1.0,),
            tags_more=0,
        ),
    ),
    unverified=(),
    lookalikes=(),
    **COMMON,
)
FOUND = Patterns(
    chain="btc",
    start="1Asked",
    hops=3,
    flows=2,
    not_followed=0.0,
    position=7,
    patterns=(
        Pattern(
            kind="bridge",
            grade="B2",
            why=HARM,
            transactions=("aa", "bb"),
            addresses=("1Asked",),
            satoshi=-1,
            first=1,
            last=2,
            ends=(
                OtherEnd(chain="eth", transaction="cc", address="0x1", asset="USDT", units=5, grade="C3", why="hash"),
            ),
        ),
        Pattern(kind="dormant", grade="A1", why="", transactions=("bb",), addresses=(), satoshi=4, first=1, last=2),
    ),
)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_categories_and_rest_sum_to_one_and_sources_stand_beside_them() -> None:
    rows = [one for one in rows_of(exposures_csv([COINS, ACCOUNTS])) if one["address"] == "1Asked"]
    whole = [one for one in rows if one["what"] in ("category", "mined", "outside", "cut")]
    assert sum(float(one["share"]) for one in whole) == pytest.approx(1)
    sources = [one for one in rows if one not in whole]
    assert [(one["what"], one["source"], float(one["share"])) for one in sources] == [
        ("source", "1Source", 0.5),
        ("more sources", "", pytest.approx(0.125)),
    ]
    assert {one["asset"] for one in rows} == {"BTC"}
    assert sources[0]["label"].startswith("'=cmd")


def test_units_of_accounts_are_whole_however_large() -> None:
    (category, source) = rows_of(exposures_csv([ACCOUNTS]))
    assert (category["units"], category["asset"], category["decimals"]) == (str(10**24), "USDT", "6")
    assert (source["units"], source["statement"]) == (str(10**24), "4.2")


def test_the_graph_leads_from_sources_to_who_is_asked_about() -> None:
    tree = ElementTree.fromstring(exposures_graphml([COINS, ACCOUNTS]))
    ends = {(one.get("source"), one.get("target")) for one in tree.iter(f"{GRAPHML}edge")}
    assert ends == {
        ("1Source", "1Asked"),
        ("1Source", "0xasked"),
        ("outside of 1Asked", "1Asked"),
        ("cut of 1Asked", "1Asked"),
        ("more sources of 1Asked", "1Asked"),
    }
    asked = next(one for one in tree.iter(f"{GRAPHML}node") if one.get("id") == "1Asked")
    assert {one.get("key"): one.text for one in asked} == {"category": "hack", "asked": "true"}


def test_patterns_are_a_line_a_transaction_and_a_line_an_other_end() -> None:
    rows = rows_of(patterns_csv(FOUND))
    assert [(one["pattern"], one["part"], one["transaction"], one["on_chain"]) for one in rows] == [
        ("1", "transaction", "aa", "btc"),
        ("1", "transaction", "bb", "btc"),
        ("1", "other end", "cc", "eth"),
        ("2", "transaction", "bb", "btc"),
    ]
    assert (rows[0]["units"], rows[0]["why"][:2], rows[2]["end_units"]) == ("-1", "'=", "5")


def test_patterns_and_transactions_are_one_graph() -> None:
    tree = ElementTree.fromstring(patterns_graphml(FOUND))
    kinds = {one.get("id"): {part.get("key"): part.text for part in one} for one in tree.iter(f"{GRAPHML}node")}
    assert {"1 bridge", "2 dormant", "aa", "bb", "eth:cc"} == set(kinds)
    assert kinds["1 bridge"]["node_grade"] == "B2"
    known = {one.get("id") for one in tree.iter(f"{GRAPHML}key")}
    assert {part.get("key") for part in tree.iter(f"{GRAPHML}data")} <= known
    assert len(list(tree.iter(f"{GRAPHML}edge"))) == 4


def test_nothing_found_is_an_empty_table_and_graph() -> None:
    nothing = msgspec.structs.replace(FOUND, patterns=())
    assert rows_of(patterns_csv(nothing)) == []
    assert not list(ElementTree.fromstring(patterns_graphml(nothing)).iter(f"{GRAPHML}node"))


def test_an_address_without_an_answer_is_not_left_out() -> None:
    empty = msgspec.structs.replace(ACCOUNTS, address="0xempty", assets=())
    why = "0xwrong is no address of eth"
    nothing, refused = rows_of(exposures_csv([empty], [why]))
    assert (nothing["what"], nothing["address"], nothing["share"]) == ("nothing", "0xempty", "")
    assert (refused["what"], refused["label"], refused["address"]) == ("refused", why, "")
    tree = ElementTree.fromstring(exposures_graphml([empty], [why]))
    assert [one.get("id") for one in tree.iter(f"{GRAPHML}node")] == ["0xempty", "refused 1"]
    assert why in "".join(tree.itertext())
