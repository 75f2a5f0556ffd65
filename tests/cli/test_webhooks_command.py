from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.gate_home import FRESH, LISTED, fill, gate, pay
from support.screened_home import run
from support.webhook_server import webhook_server
from watchgate.gate.webhooks.signing import verify
from watchgate.model.clock import MICROSECONDS, now_us


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = fill(tmp_path / "home", policy=FRESH)
    monkeypatch.setenv("WATCHGATE_HOME", str(path))
    return path


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_endpoint_is_added_tried_told_and_removed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with webhook_server() as server:
        assert run("webhooks", "add", server.url, "--name", "desk", "--events", "hold", "--json") == 0
        (added,) = _lines(capsys)
        assert run("webhooks", "test", "desk", "--json") == 0
        assert _lines(capsys)[0]["taken"] is True
        with gate(home, clock=now_us) as found:
            found.decide_bytes(pay(1, LISTED))
        server.answers = [500]
        assert run("webhooks", "deliver") == 0
        assert "0 of 1 tried were taken" in capsys.readouterr().out
        assert run("webhooks", "deliveries", "--state", "pending", "--json") == 0
        (delivery,) = _lines(capsys)
        assert (delivery["decision"], delivery["status"], delivery["tries"]) == (1, 500, 1)
        assert run("webhooks", "resend", "desk", "--decision", "1") == 0
        assert run("webhooks", "deliver", "--json") == 0
        capsys.readouterr()
        assert run("webhooks", "list", "--json") == 0
        (line,) = _lines(capsys)
        assert (line["delivered"], line["pending"], line["dead"]) == (1, 0, 0)
        assert "secret" not in line
        last = server.got[-1]
        assert verify(added["secret"], last.headers, last.body, now_us() // MICROSECONDS)
        assert run("webhooks", "remove", "desk") == 0
        assert run("webhooks", "test", "desk") == 2
        assert "no endpoint 'desk'" in capsys.readouterr().err


def test_the_secret_is_shown_once_and_tables_are_for_reading(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert home
    assert run("webhooks", "add", "https://desk.example.org/gate") == 0
    said = capsys.readouterr()
    assert said.out.startswith("whsec_")
    assert run("webhooks", "list") == 0
    table = capsys.readouterr().out
    assert "desk.example.org" in table
    assert "whsec_" not in table
    assert run("webhooks", "deliveries") == 0
    assert "No deliveries" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("http://desk.example.org/",), "this machine alone"),
        (("https://10.0.0.7/",), "--allow-private"),
        (("https://desk.example.org/", "--events", "hold,maybe"), "maybe is no event"),
        (("https://desk.example.org/", "--name", "a b"), "no name"),
    ],
)
def test_what_cannot_be_an_endpoint_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert home
    assert run("webhooks", "add", *arguments) == 2
    assert said in capsys.readouterr().err


def test_a_try_that_fails_says_so_and_ends_with_one(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert home
    with webhook_server() as server:
        server.answers = [302]
        assert run("webhooks", "add", server.url, "--name", "desk") == 0
        assert run("webhooks", "test", "desk") == 1
    assert "redirect" in capsys.readouterr().out
    assert run("webhooks", "resend", "desk") == 2
