from __future__ import annotations

import socket
import sys
import tempfile
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from support.served import served
from watchgate.api.settings import Settings, is_loopback
from watchgate.cli.serve import command
from watchgate.model.errors import BadInputError, MissingExtraError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings `serve` would have run with."""
    found: list[Settings] = []
    monkeypatch.setattr("watchgate.api.server.serve", found.append)
    monkeypatch.setattr("watchgate.cli.serve._prepare", lambda: None)
    return found


def run(*arguments: str) -> str:
    return CliRunner().invoke(command, arguments, catch_exceptions=False).output


def test_it_listens_here_and_asks_for_keys_unless_told_otherwise(given: list[Settings], home: Path) -> None:
    said = run()
    assert (given[0].host, given[0].port, given[0].keys, given[0].home) == ("127.0.0.1", 8080, True, home)
    assert "There is no key yet" in said


def test_without_keys_it_says_what_that_means(given: list[Settings]) -> None:
    assert "everybody on this machine may read" in run("--no-keys")
    assert given[0].keys is False


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "example.org", "127.0.0.1.example.org", ""])
def test_without_keys_no_other_machine_is_let_in(given: list[Settings], host: str) -> None:
    with pytest.raises(BadInputError, match="--no-keys"):
        run("--no-keys", "--host", host)
    assert given == []


def test_other_machines_are_let_in_with_keys_and_a_warning(given: list[Settings]) -> None:
    assert "put TLS before it" in run("--host", "0.0.0.0")
    assert given[0].host == "0.0.0.0"


@pytest.mark.parametrize(("host", "here"), [("127.9.9.9", True), ("::1", True), ("localhost", True), ("127.x", False)])
def test_loopback_is_only_what_no_other_machine_reaches(host: str, here: bool) -> None:
    assert is_loopback(host) is here


def test_a_policy_that_cannot_be_is_refused_before_it_listens(given: list[Settings], home: Path) -> None:
    policy = home / "strange.toml"
    policy.write_text("[screening]\nthreshhold = 0.9\n")
    with pytest.raises(BadInputError, match="threshhold"):
        run("--policy", str(policy))
    with pytest.raises(BadInputError, match="cannot be read"):
        run("--policy", str(home / "none.toml"))
    assert given == []


def test_a_missing_extra_names_its_install_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "litestar", None)
    monkeypatch.setattr("watchgate.cli.serve.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'watchgate\[serve\]'"):
        run()


def test_a_port_that_is_taken_is_told_and_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchgate.cli.serve._prepare", lambda: None)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BadInputError, match="cannot be taken"):
            run("--port", str(taken.getsockname()[1]))
    assert set(tmp_path.iterdir()) == before


@pytest.mark.long
def test_a_new_home_is_served_with_the_lists_that_come_along(home: Path) -> None:
    with served(home, "--no-keys") as one:
        query = {"schema": "Person", "properties": {"name": ["Kim Jong Sik"]}}
        reply = httpx.post(one.url + "/match/default", json={"queries": {"q": query}}, timeout=30).json()
        assert "un-6908643" in [result["id"] for result in reply["responses"]["q"]["results"]]
        assert reply["warnings"]
        assert httpx.get(one.url + "/readyz").status_code == 503
        assert one.stop() == 0
    assert "this is a new home" in one.log.read_text()
