"""The addresses are facts from OFAC's list: 27307 Lazarus Group, 28264 Li Jiadong (March 2020 to April 2022)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import ListEntry, ListFile, RefusedEntry
from watchgate.watch.lists.formats.ofac import crypto_addresses, crypto_holders, crypto_named
from watchgate.watch.lists.formats.ofac.crypto import CASE_LOST, case_is_lost
from watchgate.watch.lists.opening import read_head
from watchgate.watch.lists.values.entities import wallet_entry

LAZARUS = "0x098B716B8Aaf21512996dC57EB0615e2383E2f96"
LI = "1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE"
KEY = "Digital Currency Address - "


def document() -> dict[str, Any]:
    def entry(name: str, uid: str, currency: str) -> dict[str, Any]:
        return {
            "entity": name,
            "program": "CYBER2, DPRK3",
            "type": KEY + currency,
            "uid": uid,
            "akas": ["HIDDEN COBRA", "HBATUN"],
        }

    return {
        "metadata": {"sdnListDate": "08/20/2026"},
        "addresses": {
            LAZARUS.lower(): {"type": KEY + "ETH", "entries": [entry("LAZARUS GROUP", "27307", "ETH")]},
            LI.lower(): {
                "type": KEY + "XBT",
                "entries": [entry("Jiadong LI", "28264", "XBT"), entry("LAZARUS GROUP", "27307", "XBT")],
            },
        },
    }


def read(path: Path) -> list[ListEntry | RefusedEntry]:
    for module in (crypto_holders, crypto_addresses, crypto_named):
        file = module.FORMAT.recognise(path, read_head(path))
        if file is not None:
            return list(module.FORMAT.read(file))
    raise AssertionError(path)


def values(found: list[ListEntry | RefusedEntry], prop: str) -> list[str]:
    return [claim.value for one in found if isinstance(one, ListEntry) for claim in one.claims if claim.prop == prop]


def saved(tmp_path: Path, content: object, name: str = "addresses.json") -> Path:
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_a_holder_of_several_wallets_is_one_party_with_the_ids_of_the_sdn_list(tmp_path: Path) -> None:
    found = read(saved(tmp_path, document()))
    ids = [one.entity_id for one in found if isinstance(one, ListEntry)]
    assert ids.count("ofac-27307") == ids.count("ofac-28264") == 1
    assert len([one for one in ids if one.startswith("ofac-27307-wallet-")]) == 2
    assert set(values(found, "program")) == {"CYBER2", "DPRK3"}


def test_the_file_says_the_date_of_the_list_it_was_made_from(tmp_path: Path) -> None:
    path = saved(tmp_path, document())
    file = crypto_holders.FORMAT.recognise(path, read_head(path))
    assert isinstance(file, ListFile)
    assert (file.source, file.snapshot_date) == ("us_ofac_crypto", "2026-08-20")


def test_of_aliases_of_unknown_quality_single_words_are_weak(tmp_path: Path) -> None:
    found = read(saved(tmp_path, document()))
    assert set(values(found, "alias")) == {"HIDDEN COBRA"}
    assert set(values(found, "weakAlias")) == {"HBATUN"}


def test_an_address_that_lost_its_case_says_so_and_a_hexadecimal_one_has_not_lost_it(tmp_path: Path) -> None:
    found = [one for one in read(saved(tmp_path, document())) if isinstance(one, ListEntry)]
    flagged = [one for one in found if any(claim.value == CASE_LOST for claim in one.claims)]
    assert {claim.value for one in flagged for claim in one.claims if claim.prop == "cryptoAddress"} == {LI.lower()}
    assert values(list(found), "publicKey") == [LAZARUS.lower()]


@pytest.mark.parametrize(
    ("address", "lost"),
    [
        (LI, False),
        (LI.lower(), True),
        (LAZARUS.lower(), False),
        ("bc1qw7xrl0n6pzg6p9s4yyvn8xu4kuv9sd3qgvn8xg", False),
        ("qpf2cphc5dkuclkqur7lhj2yuqq9pk3hmukle77vhq", False),
        ("tniq9axbp9ejuqhdhrwrfvaa8u3guqzh81", True),
    ],
)
def test_only_base58_loses_something_with_its_case(address: str, lost: bool) -> None:
    assert case_is_lost(address) is lost


def test_a_copy_without_case_speaks_of_the_same_wallet() -> None:
    exact = wallet_entry("ofac-28264", "28264", LI, currency="XBT")
    assert exact.entity_id == wallet_entry("ofac-28264", "28264", LI.lower(), currency="XBT").entity_id


@pytest.mark.parametrize("damage", ["uid", "entity", "type"])
def test_an_entry_without_its_parts_is_refused_by_its_address(tmp_path: Path, damage: str) -> None:
    broken = document()
    broken["addresses"][LAZARUS.lower()]["entries"][0][damage] = None
    refused = [one for one in read(saved(tmp_path, broken)) if isinstance(one, RefusedEntry)]
    assert [one.record_id for one in refused] == [LAZARUS.lower()]


@pytest.mark.parametrize("name", ["sanctioned_addresses_XBT.txt", "sanctioned_addresses_XBT.json"])
def test_plain_lists_keep_case_and_say_each_address_once(tmp_path: Path, name: str) -> None:
    content = json.dumps([LI, LI]) if name.endswith("json") else f"{LI}\n{LI}\n"
    path = saved(tmp_path, content, name)
    file = crypto_addresses.FORMAT.recognise(path, read_head(path))
    assert file is not None
    assert file.source == "us_ofac_crypto.xbt"
    found = read(path)
    assert values(found, "publicKey") == [LI]
    assert values(found, "currency") == ["XBT"]


def test_a_list_of_addresses_under_another_name_is_no_sanctions_list(tmp_path: Path) -> None:
    path = saved(tmp_path, f"{LI}\n", "victims.txt")
    assert crypto_addresses.FORMAT.recognise(path, read_head(path)) is None


def test_a_line_that_is_no_address_is_refused_by_its_line(tmp_path: Path) -> None:
    found = read(saved(tmp_path, f"{LI}\nnot an address\n", "sanctioned_addresses_XBT.txt"))
    assert [one.record_id for one in found if isinstance(one, RefusedEntry)] == ["line 2"]


def test_a_named_holder_is_linked_by_name(tmp_path: Path) -> None:
    found = read(saved(tmp_path, f'address,name\n{LAZARUS},"LAZARUS GROUP"\n', "data.csv"))
    assert values(found, "publicKey") == [LAZARUS]
    assert values(found, "namesMentioned") == ["LAZARUS GROUP"]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damaged_json_gives_entries_refusals_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = bytearray(json.dumps(document()).encode())
    for _ in range(data.draw(st.integers(0, 6))):
        start = data.draw(st.integers(0, len(text) - 1))
        text[start : start + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=4))
    path = tmp_path_factory.mktemp("damaged") / "addresses.json"
    path.write_bytes(bytes(text) or b"{}")
    try:
        file = crypto_holders.FORMAT.recognise(path, read_head(path))
        if file is not None:
            assert all(isinstance(one, ListEntry | RefusedEntry) for one in crypto_holders.FORMAT.read(file))
    except BadInputError:
        return
