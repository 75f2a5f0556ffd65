"""TagPacks and ActorPacks: what was read is written so that it reads back as the same claims; actors screen nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command_line import CommandLine
from watchgate.ledger.open import open_ledger
from watchgate.model.handling import SYSTEM
from watchgate.risk.exposure.attribution import Attribution
from watchgate.risk.watchlist import Watchlist
from watchgate.watch.chains.pack_writing import pack_of
from watchgate.watch.lists.entry import ListEntry, RefusedEntry
from watchgate.watch.lists.registry import format_named, recognise

ACTORS = """%YAML 1.1
---
title: Some actors
creator: Somebody
description: A list
lastmod: '2023-02-17'
actors:
- id: '01'
  label: '01'
  jurisdictions: []
  categories:
  - defi_dex
  uri: 01.example
  context:
    refs:
    - example.org/01
    twitter_handle: 01_Exchange
- id: Binance
  label: "Kim Jong Un"
  categories: [exchange, defi_dex]
  jurisdictions: [MT, KY]
  aliases: [bnb]
  uri: www.example.com
- label: nobody
- id: '01'
  label: again
- 7
"""
TAGS = """title: A pack
creator: Somebody
lastmod: 2025-03-21
confidence: service_data
category: exchange
label: "An exchange: the first"
tags:
- address: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
  currency: BTC
  actor: Binance
  is_cluster_definer: True
  context: '{"a": "b:c"}'
  source: https://example.org/wallets
- address: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
  network: ETH
  currency: USDT
  category: mixing_service
  abuse: Sanction
  concepts: [defi, '007']
  lastmod: 2024-01-02
  source: a book, page 7
"""


def entries(path: Path) -> list[ListEntry | RefusedEntry]:
    file = recognise(path)
    return list(format_named(file.format).read(file))


def claims(found: list[ListEntry | RefusedEntry]) -> list[tuple[str, list[str]]]:
    return [(one.entity_id, sorted(map(str, one.claims))) for one in found if isinstance(one, ListEntry)]


@pytest.mark.parametrize(("text", "kind"), [(ACTORS, "actorpack"), (TAGS, "tagpack")])
def test_a_pack_that_is_written_reads_back_as_the_same_claims(tmp_path: Path, text: str, kind: str) -> None:
    path, again = tmp_path / "pack.yaml", tmp_path / "again.yaml"
    path.write_text(text, "utf-8")
    assert recognise(path).format == kind
    found = entries(path)
    said = (statement for one in found if isinstance(one, ListEntry) for statement in one.statements("tags_pack"))
    written, many = pack_of(said, "again")
    again.write_text(written, "utf-8")
    assert recognise(again).format == kind
    assert claims(entries(again)) == claims(found)
    assert many == len(claims(found)) == 2


def test_an_actor_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "actors.yaml"
    path.write_text(ACTORS, "utf-8")
    assert [one.reason for one in entries(path) if isinstance(one, RefusedEntry)] == [
        "the actor has no id",
        "the actor '01' comes a second time",
        "the actor is no mapping",
    ]


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    return CommandLine(capsys)


def test_what_is_in_force_is_written_and_loading_it_again_changes_nothing(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    for name, text in (("mine.yaml", TAGS), ("actors.yaml", ACTORS)):
        (tmp_path / name).write_text(text, "utf-8")
    watchgate("chain", "tag", tmp_path / "mine.yaml")
    watchgate("chain", "tag", tmp_path / "actors.yaml")
    out = tmp_path / "out" / "mine.yaml"
    out.parent.mkdir()
    assert watchgate("chain", "pack", "tags_mine", "--out", out) == 0
    assert "2 items of tags_mine" in watchgate.out
    assert claims(entries(out)) == claims(entries(tmp_path / "mine.yaml"))
    assert watchgate("chain", "tag", out, "--date", "2026-01-01") == 0
    ledger = open_ledger(tmp_path / "home")
    try:
        positions = {one.position for one in ledger.as_of(reader=SYSTEM).source("tags_mine")}
    finally:
        ledger.close()
    assert positions == {1}
    assert watchgate("chain", "pack", "tags_actors", "--title", "Ours") == 0
    assert watchgate.out.startswith("title: Ours\ncreator: Somebody\n")
    assert watchgate("chain", "pack", "tags_nothing") == 2


def test_an_actor_is_known_by_its_tags_and_nobody_is_screened_against_it(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    for name, text in (("mine.yaml", TAGS), ("actors.yaml", ACTORS)):
        (tmp_path / name).write_text(text, "utf-8")
        assert watchgate("chain", "tag", tmp_path / name) in (0, 2)
    ledger = open_ledger(tmp_path / "home")
    try:
        (tag,) = Attribution.at(ledger, SYSTEM).of("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
        assert tag.actor == "binance"
        parties = Watchlist.at(ledger, SYSTEM)
        assert parties.party("actor-" + "0" * 12) is None
        names = [name for one in parties.parties() for name in one.names]
        assert names == []
    finally:
        ledger.close()


def test_a_context_that_stands_for_more_than_there_is_memory_is_refused(tmp_path: Path) -> None:
    levels = [f"    k0: &k0 [{', '.join(['lol'] * 9)}]"]
    levels += [f"    k{at}: &k{at} [{', '.join([f'*k{at - 1}'] * 9)}]" for at in range(1, 12)]
    path = tmp_path / "actors.yaml"
    said = ["actors:", "- id: vast", "  context:", *levels, "- id: small", "  label: small"]
    path.write_text("title: t\ncreator: c\nlastmod: 2024-01-01\n" + "\n".join(said) + "\n", "utf-8")
    file = recognise(path)
    assert file is not None
    vast, small = format_named(file.format).read(file)
    assert isinstance(vast, RefusedEntry)
    assert "the context of 'vast'" in vast.reason
    assert isinstance(small, ListEntry)
