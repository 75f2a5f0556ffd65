"""POST /chains/{chain}/merges: one key proposes a suggestion, another confirms it, and only then somebody is joined."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.api_service import Api, make_home, running
from support.chain_story import exported
from support.command_line import CommandLine
from support.utxo_chains import Blocks, Tx, name_of
from watchgate.model.wallet_addresses import base58check

PAYER, SECOND, CHANGE, SHOP = (base58check(0, bytes([number]) * 20) for number in range(2, 6))
STORY = Blocks(
    [
        (1, [Tx(name_of(1), (), ((PAYER, 5_000_000), (SECOND, 4_000_000), (SHOP, 77)))]),
        (2, [Tx(name_of(2), ((name_of(1), 0), (name_of(1), 1)), ((SHOP, 7_000_000), (CHANGE, 1_234_567)))]),
    ]
)


@pytest.fixture
def api(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("merges")
    home = make_home(folder / "home")
    monkeypatch.setenv("WATCHGATE_HOME", str(home.path))
    assert CommandLine(capsys)("chain", "ingest", exported(folder, STORY)) == 0
    with running(home) as found:
        yield found


def joined(api: Api) -> set[str]:
    return set(api.post("/chains/btc/clusters", {"address": PAYER}, "read").json()["addresses"])


def test_a_suggestion_is_proposed_by_one_key_and_joins_once_another_confirms_it(api: Api) -> None:
    body = {"address": PAYER, "output": f"{name_of(2)}:1"}
    assert api.post("/chains/btc/merges", body, "read").status_code == 403
    reply = api.post("/chains/btc/merges", body, "write")
    assert (reply.status_code, reply.json()["suggestion"]["address"]) == (201, CHANGE)
    locator = reply.json()["statement"]
    assert joined(api) == {PAYER, SECOND}
    assert api.post(f"/statements/{locator}/confirm", {}, "write").status_code == 403
    assert api.post(f"/statements/{locator}/confirm", {}, "write2").status_code == 201
    assert joined(api) == {PAYER, SECOND, CHANGE}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"address": PAYER, "output": f"{name_of(2)}:0"}, 404),
        ({"address": PAYER, "output": "nothing"}, 404),
        ({"address": "nobody", "output": f"{name_of(2)}:1"}, 400),
        ({"address": PAYER}, 400),
    ],
)
def test_what_is_no_suggestion_is_refused(api: Api, body: dict[str, str], status: int) -> None:
    assert api.post("/chains/btc/merges", body, "write").status_code == status
