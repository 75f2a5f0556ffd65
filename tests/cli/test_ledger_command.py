from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from click.testing import CliRunner, Result

from support.command_line import CommandLine
from support.ledger_drafts import delivered, said
from watchgate.cli.ledger import command
from watchgate.ledger.open import open_ledger
from watchgate.model.errors import BadInputError, LedgerDamagedError, NotFoundError
from watchgate.model.statement import Locator, Retraction


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("WATCHGATE_HOME", str(home))
    with closing(open_ledger(home)) as ledger:
        ledger.append(delivered(said("Kim [Yong] Chol"), said("김영철"), note="first", complete=True))
        ledger.append(delivered(Retraction(target=Locator(1, 1), reason="x"), source="analyst:kim", author="kim"))
    return home


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(part) for part in arguments], catch_exceptions=False, standalone_mode=False)


def run_json(*arguments: str | Path) -> dict[str, object]:
    found = json.loads(run(*arguments, "--json").stdout)
    assert isinstance(found, dict)
    return found


def test_head_shows_position_and_root_in_both_forms() -> None:
    found = run_json("head")
    assert (found["position"], found["entries"]) == (2, 3)
    assert str(found["root"]) in run("head").stdout


def test_signed_head_outside_is_checked_against_the_log(tmp_path: Path, home: Path) -> None:
    out = tmp_path / "head.json"
    assert str(out) in run("head", "--sign", "--out", out).stdout
    with closing(open_ledger(home)) as ledger:
        ledger.append(delivered(said("later")))
    assert "continues the one signed at position 2" in run("check", out).stdout
    assert "every entry gives its hash" in run("check", out).stdout
    assert "only the stored tree was compared" in run("check", out, "--quick").stdout
    assert run_json("check", out)["holds"] is True
    key = json.loads(out.read_text())["public_key"]
    assert run_json("check", out, "--public-key", key.upper())["holds"] is True
    with pytest.raises(BadInputError, match="another key"):
        run("check", out, "--public-key", "00" * 32)


def test_head_that_does_not_hold_ends_with_4_and_a_file_that_is_none_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watchgate, out = CommandLine(capsys), tmp_path / "head.json"
    assert watchgate("ledger", "head", "--sign", "--out", out) == 0
    assert watchgate("ledger", "check", out, "--public-key", "00" * 32) == 4
    signed = json.loads(out.read_text())
    out.write_text(json.dumps({**signed, "signed_at": signed["signed_at"] + 1}))
    assert watchgate("ledger", "check", out) == 4
    assert "signature does not fit" in watchgate.err
    assert watchgate("ledger", "check", out, "--json") == 4
    assert json.loads(watchgate.out)["holds"] is False
    out.write_text("{}")
    assert watchgate("ledger", "check", out) == 2
    assert watchgate("ledger", "check", tmp_path / "none.json") == 2


def test_head_signed_before_a_rewrite_catches_it(tmp_path: Path, home: Path) -> None:
    out = tmp_path / "head.json"
    run("head", "--sign", "--out", out)
    (home / "ledger.sqlite").rename(home / "kept.sqlite")
    with closing(open_ledger(home)) as forged:
        for value in ("another", "past", "longer"):
            forged.append(delivered(said(value)))
    assert run("verify").return_value == 0
    with pytest.raises(LedgerDamagedError, match="rewritten"):
        run("check", out)


def test_head_of_a_ledger_that_never_signed_is_refused(tmp_path: Path, home: Path) -> None:
    out = tmp_path / "head.json"
    run("head", "--sign", "--out", out)
    for key in (home / "keys").iterdir():
        key.unlink()
    with pytest.raises(BadInputError, match="--public-key"):
        run("check", out)


def test_out_without_sign_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="--sign"):
        run("head", "--out", tmp_path / "head.json")


def test_verify_says_whole_or_names_the_damage_with_code_4(home: Path) -> None:
    whole = run("verify")
    assert whole.stdout.startswith("whole: 2 deliveries, 3 entries")
    assert whole.return_value == 0
    connection = apsw.Connection(str(home / "ledger.sqlite"))
    connection.execute("UPDATE entry SET crc = crc + 1 WHERE at = 1 << 20")
    connection.close()
    damaged = run("verify")
    assert damaged.return_value == 4
    assert "entry 1.0 does not give its check sum" in damaged.stdout
    assert run_json("verify")["damages"] == ["entry 1.0 does not give its check sum"]


def test_proof_is_written_and_checked_without_the_ledger(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "proof.json"
    shown = run("prove", "1.0", "--out", out).stdout
    assert "Kim [Yong] Chol" in shown
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "elsewhere"))
    assert run("check", out).return_value == 0
    assert not (tmp_path / "elsewhere").exists()
    proof = json.loads(out.read_text())
    proof["salt"] = "00" * 32
    out.write_text(json.dumps(proof))
    failed = run("check", out)
    assert failed.return_value == 4
    assert "DOES NOT HOLD" in failed.stdout


def test_proof_of_what_is_not_there_is_refused() -> None:
    for reference in ("1.7", "9.0", "0" * 64):
        with pytest.raises(NotFoundError):
            run("prove", reference)


def test_log_lists_the_newest_deliveries_of_all_or_one_source() -> None:
    lines = run("log").stdout.splitlines()
    assert len(lines) == 3
    assert "un_sc" in lines[1]
    assert "analyst:kim" in lines[2]
    assert len(run("log", "--last", "1").stdout.splitlines()) == 2
    found = run_json("log", "--source", "analyst:kim")
    assert found["entries"] == 1


def test_looking_at_a_home_without_a_ledger_makes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "none"))
    with pytest.raises(NotFoundError, match="there is no ledger"):
        run("head")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("content", [b"", b"\x00" * 10, b"[]", b'{"entry_path": 1}'])
def test_file_that_is_neither_head_nor_proof_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=r"file\.json"):
        run("check", path)
    with pytest.raises(BadInputError, match="cannot be read"):
        run("check", tmp_path)
