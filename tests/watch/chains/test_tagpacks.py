"""TagPacks: every tag a claim of its own, with the header's fields; what is gone from a newer pack is withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchgate.ledger.open import open_ledger
from watchgate.model.errors import BadInputError
from watchgate.model.handling import SYSTEM
from watchgate.risk.exposure.attribution import Attribution
from watchgate.watch.chains.tagpacks import recognise
from watchgate.watch.lists.entry import ListEntry, RefusedEntry
from watchgate.watch.lists.load import load
from watchgate.watch.lists.one_file import LoadOptions
from watchgate.watch.lists.registry import recognise as recognised

PACK = """title: A pack
creator: Somebody
lastmod: 2025-03-21
confidence: service_data
category: exchange
source: https://example.org/wallets
is_cluster_definer: true
label: An exchange
tags:
- address: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
  currency: BTC
- address: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
  currency: ETH
  category: mixing_service
  abuse: sanction
  confidence: authority_data
  lastmod: 2024-01-02
- tx_hash: ab
- address: "two words"
- 7
"""


def written(folder: Path, text: str, name: str = "some-pack.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def read(path: Path) -> list[ListEntry | RefusedEntry]:
    from watchgate.watch.chains.tagpacks import FORMAT

    return list(FORMAT.read(recognised(path)))


def said(entry: ListEntry) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for claim in entry.claims:
        found.setdefault(claim.prop, []).append(claim.value)
    return found


def test_a_tag_has_its_own_fields_and_the_header_s_where_it_has_none(tmp_path: Path) -> None:
    file = recognised(written(tmp_path, PACK))
    assert (file.format, file.dataset, file.snapshot_date) == ("tagpack", "tags_some_pack", "2025-03-21")
    first, second, *refused = read(file.paths[0])
    assert isinstance(first, ListEntry)
    assert isinstance(second, ListEntry)
    assert said(first) == {
        "publicKey": ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"],
        "currency": ["BTC"],
        "description": ["An exchange"],
        "keywords": ["category:exchange", "confidence:service_data", "is_cluster_definer:true"],
        "sourceUrl": ["https://example.org/wallets"],
        "publisher": ["Somebody"],
        "modifiedAt": ["2025-03-21"],
    }
    assert said(second)["keywords"][:2] == ["category:mixing_service", "abuse:sanction"]
    assert said(second)["modifiedAt"] == ["2024-01-02"]
    assert [one.reason for one in refused if isinstance(one, RefusedEntry)] == [
        "a tag of a transaction names no address",
        "'two words' is no address",
        "the tag is no mapping",
    ]


def test_a_tag_that_is_gone_from_a_newer_pack_is_withdrawn(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path / "home")
    try:
        load([written(tmp_path, PACK)], ledger, home=tmp_path / "home")
        tags = Attribution.at(ledger, SYSTEM)
        (exchange,) = tags.of("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
        assert (exchange.category, exchange.label, exchange.cluster) == ("exchange", "An exchange", True)
        (mixer,) = tags.of("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
        assert mixer.category == "sanctions"
        assert [one.address for one in tags.on("btc")] == ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"]
        newer = PACK.replace("2025-03-21", "2025-04-01").replace("category: exchange", "category: gambling")
        newer = newer.replace("- address: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'", f"- address: '0x{'1' * 40}'")
        options = LoadOptions(accept_shrink=True)
        load([written(tmp_path, newer)], ledger, home=tmp_path / "home", options=options)
        tags.catch_up()
        assert tags.of("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed") == ()
        assert [one.category for one in tags.of("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")] == ["gambling"]
        fresh = Attribution.at(ledger, SYSTEM)
        assert list(fresh.on("btc")) == list(tags.on("btc"))
    finally:
        ledger.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PACK + "- [\n", "no whole YAML in line"),
        (PACK.replace("tags:", "tags: 7\nmore:"), "no list of tags"),
    ],
)
def test_a_hostile_or_broken_pack_is_refused_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=said):
        read(written(tmp_path, text))


def test_an_object_of_python_is_not_made(tmp_path: Path) -> None:
    made = tmp_path / "made"
    text = PACK + f"z: !!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ['{made}']]\n"
    assert read(written(tmp_path, text)) == read(written(tmp_path, PACK))
    assert not made.exists()


def test_names_for_names_for_names_cost_nothing(tmp_path: Path) -> None:
    bomb = "".join(f"l{at}: &l{at} [{', '.join([f'*l{at - 1}'] * 9) if at else 1}]\n" for at in range(30))
    found = read(written(tmp_path, bomb + PACK.replace("category: exchange", "category: *l29")))
    assert isinstance(found[0], ListEntry)
    assert "category" not in str(said(found[0])["keywords"])


def test_other_yaml_is_no_tagpack(tmp_path: Path) -> None:
    path = written(tmp_path, "title: something\nauthor: me\n")
    assert recognise(path, path.read_bytes()) is None
