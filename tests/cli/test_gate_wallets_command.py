"""`watchgate gate wallets`: addresses, files of them, transactions and payloads, each with its durable answer."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from support.chain_story import tagged
from support.command_line import CommandLine
from support.gate_home import FRESH, fill
from support.lookalikes import two_alike
from support.utxo_chains import Blocks, Tx, name_of
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.wallet_addresses import base58check

ONE, TWO, UNKNOWN = (base58check(0, bytes([number]) * 20) for number in (1, 2, 3))


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    home = fill(tmp_path / "home", policy=FRESH)
    ledger = open_ledger(home)
    chain = Chain(Home(home), ledger, "btc", writing=True)
    blocks = [(1, [Tx(name_of(1), (), ((ONE, 9),))]), (2, [Tx(name_of(2), ((name_of(1), 0),), ((TWO, 8),))])]
    chain.add(Blocks(blocks).batch(values=False))
    chain.close()
    ledger.close()
    monkeypatch.setenv("WATCHGATE_HOME", str(home))
    return CommandLine(capsys)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_each_address_transaction_and_file_has_its_line(watchgate: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "addresses.txt").write_text(f"# ours\n{ONE}\n\n{TWO}\n", "utf-8")
    payload = {"beneficiary": {"accountNumber": [TWO]}}
    (tmp_path / "payload.json").write_text(json.dumps(payload), "utf-8")
    out = tmp_path / "decisions.jsonl"
    asked = (ONE, name_of(2), f"btc:{name_of(77)}", tmp_path / "addresses.txt", tmp_path / "payload.json")
    assert watchgate("gate", "wallets", *asked, "--out", out) == 0
    found = lines(out.read_text("utf-8"))
    assert [(one["verdict"], Path(one["source"]).name) for one in found] == [
        ("pass", "typed"),
        ("pass", "typed"),
        ("refused", "typed"),
        ("pass", "addresses.txt"),
        ("pass", "addresses.txt"),
        ("pass", "payload.json"),
    ]
    assert out.stat().st_mode & 0o777 == 0o600
    assert f"btc:{name_of(2)}  decision 2" in watchgate.out
    assert "a pass says not found, which is not the same as clean" in watchgate.out
    assert watchgate("gate", "show", 2, "--json") == 0
    record = json.loads(watchgate.out)["record"]
    assert [one["role"] for one in record["parties"]] == ["originator_wallet", "beneficiary_wallet"]
    assert watchgate("replay", "--all") == 0


def test_what_was_not_traced_is_told_before_the_codes_of_a_payload(watchgate: CommandLine, tmp_path: Path) -> None:
    name = {"nameIdentifier": [{"primaryIdentifier": "Doe", "nameIdentifierType": "LEGL"}]}
    address = {"addressType": "HOME", "townName": "Bern", "country": "CH"}
    person = {"naturalPerson": {"name": [name], "geographicAddress": [address], "sequence": 1}}
    payload = {
        "originator": {"originatorPersons": [person]},
        "beneficiary": {"beneficiaryPersons": [person], "accountNumber": [UNKNOWN]},
    }
    path = tmp_path / "payload.json"
    path.write_text(json.dumps(payload), "utf-8")
    assert watchgate("gate", "wallets", path) == 0
    told = [line.strip() for line in watchgate.out.splitlines()[2:-1]]
    assert told[0] == f"{UNKNOWN}: no chain that was read here knows it, so nothing was traced"
    assert told[1].endswith("/nameIdentifierType: a code")
    assert told[-1] == "and 2 more: watchgate gate show 1"


def test_json_and_the_customer_it_is_about(watchgate: CommandLine) -> None:
    assert watchgate("gate", "wallets", ONE, ONE[:-1] + "x", "--customer", 4711, "--json") == 0
    good, bad = lines(watchgate.out)
    assert (good["verdict"], bad["verdict"]) == ("pass", "refused")
    assert "its checksum does not fit" in bad["reason"]
    assert watchgate("gate", "show", good["number"], "--json") == 0
    assert json.loads(watchgate.out)["record"]["customer"] == "4711"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.json",), "there is no such file"),
        ((ONE, "--rail", "pigeon"), "knows no rail 'pigeon'"),
        (("EMPTY",), "holds no address"),
        (("PAYLOAD", "--customer", "1"), "says by itself whom it is about"),
    ],
)
def test_what_cannot_be_used_is_one_clear_line(
    watchgate: CommandLine, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "empty.txt").write_text("\n# nothing\n", "utf-8")
    (tmp_path / "payload.json").write_text("{}", "utf-8")
    places = {"EMPTY": str(tmp_path / "empty.txt"), "PAYLOAD": str(tmp_path / "payload.json")}
    assert watchgate("gate", "wallets", *(places.get(one, one) for one in arguments)) == 2
    assert len(watchgate.errors) == 1
    assert said in watchgate.err


def test_what_is_too_long_for_an_address_or_a_file_is_refused(watchgate: CommandLine) -> None:
    assert watchgate("gate", "wallets", "1" * 300, "--json") == 0
    assert [one["verdict"] for one in lines(watchgate.out)] == ["refused"]


def test_a_wallet_that_looks_like_a_tagged_one_is_told_by_the_gate_and_by_expose(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    true, false = two_alike()
    assert watchgate("chain", "tag", tagged(tmp_path, true, "exchange")) == 0
    assert watchgate("gate", "wallets", false) == 0
    assert "BEWARE: 1 that only looks like a known wallet" in watchgate.out
    assert f"beware: {false} begins and ends like {true} (exchange: somebody)" in watchgate.out
    home = Path(os.environ["WATCHGATE_HOME"])
    ledger = open_ledger(home)
    chain = Chain(Home(home), ledger, "btc", writing=True)
    chain.add(Blocks([(3, [Tx(name_of(3), (), ((false, 9),))])]).batch(values=False))
    chain.close()
    ledger.close()
    assert watchgate("chain", "expose", false) == 0
    assert f"beware: begins and ends like {true}, exchange: somebody" in watchgate.out
    assert watchgate("chain", "expose", false, ONE, "--json") == 0
    first, second = lines(watchgate.out)
    assert ([one["address"] for one in first["resembles"]], "resembles" in second) == ([true], False)
