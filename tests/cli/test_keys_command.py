from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from watchgate.api.keys import KeyStore
from watchgate.api.roles import Role
from watchgate.cli.keys import command
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.handling import Tlp


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path))
    return tmp_path


def run(*arguments: str) -> str:
    return CliRunner().invoke(command, arguments, catch_exceptions=False).stdout


def store(home: Path) -> KeyStore:
    return KeyStore(home / "keys" / "api_keys.json")


def test_a_secret_is_printed_once_and_alone_on_standard_output(home: Path) -> None:
    secret = run("create", "gate", "--role", "screen").strip()
    assert re.fullmatch(r"wg_[A-Za-z0-9_-]{43}", secret)
    found = store(home).find(secret)
    assert found is not None
    assert (found.name, found.role, found.clearance) == ("gate", Role.SCREEN, Tlp.AMBER_STRICT)
    assert secret not in run("list")
    assert secret not in run("list", "--json")


def test_rights_and_end_are_kept(home: Path) -> None:
    more = ("--clearance", "amber", "--organisation", "un", "--organisation", "nis", "--expires", "90d")
    made = json.loads(run("create", "kim", "--role", "write", *more, "--json"))
    assert made["clearance"] == "TLP:AMBER"
    assert made["organisations"] == ["nis", "un"]
    (key,) = store(home).all_keys()
    assert key.expires_at is not None
    assert key.expires_at - key.created_at == pytest.approx(90 * 86_400e6, abs=60e6)
    assert made["expires_at"].endswith("Z")


def test_a_revoked_key_stays_in_the_list_as_revoked(home: Path) -> None:
    secret = run("create", "gate", "--role", "read").strip()
    assert "is revoked since" in run("revoke", "gate")
    assert store(home).find(secret) is None
    (row,) = [json.loads(line) for line in run("list", "--json").splitlines()]
    assert row["standing"] == "revoked"
    assert "revoked" in run("list")


def test_without_keys_the_list_says_how_to_make_one() -> None:
    assert "watchgate keys create" in run("list")
    assert run("list", "--json") == ""


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("create", "a b", "--role", "read"), "not a key name"),
        (("create", "a", "--role", "read", "--clearance", "pink"), "not a TLP level"),
        (("create", "a", "--role", "read", "--expires", "later"), "not a date"),
        (("create", "a", "--role", "read", "--expires", "2020-01-01"), "already be expired"),
    ],
)
def test_what_cannot_be_is_refused_and_makes_no_key(home: Path, arguments: tuple[str, ...], part: str) -> None:
    with pytest.raises(BadInputError, match=part):
        run(*arguments)
    assert store(home).all_keys() == ()


def test_a_role_has_to_be_one_of_four() -> None:
    result = CliRunner().invoke(command, ["create", "a", "--role", "root"])
    assert result.exit_code == 2
    assert "screen" in result.output


def test_revoking_what_is_not_there_says_so() -> None:
    with pytest.raises(NotFoundError, match="no key named"):
        run("revoke", "ghost")


def test_markings_and_organisations_are_whole_on_a_terminal_of_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    more = ("--organisation", "un-panel-of-experts", "--organisation", "national-unit", "--expires", "90d")
    run("create", "payments-gateway-frankfurt", "--role", "screen", *more)
    run("create", "kim", "--role", "write", "--clearance", "amber", *more)
    wide = run("list")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TERM", "dumb")
    narrow = run("list")
    assert max(map(len, narrow.splitlines())) <= 80
    for shown in (wide, narrow):
        assert len(re.findall(r"TLP:AMBER\+STRICT ", shown)) == 1
        assert len(re.findall(r"TLP:AMBER ", shown)) == 1
    assert "un-panel-of-experts" in wide.replace("\n", "")
    assert "\u2026" not in narrow
