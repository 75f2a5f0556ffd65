"""Bad input through the command line: one clear error line each, exit code 2, the ledger as it was."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from support.command_line import CommandLine
from watchgate.ledger.interface import Head
from watchgate.ledger.open import open_ledger

FIXTURES = Path(__file__).parent / "fixtures"
UN = (FIXTURES / "un" / "consolidated_2026-02-27.xml").read_bytes()
ALT = b'36,12,"aka","AERO-CARIBBEAN",-0- \n173,57,"aka","AVIA IMPORT",-0- \n'
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(10))


def _wrong_encoding(path: Path) -> None:
    path.write_bytes(ALT * 3_000 + "39,99,aka,MÜLLER,-0- \n".encode("cp1252"))


def _zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("alt.csv", ALT + b'1,2,"aka","' + b"A" * (1 << 19) + b'",-0- \n' + ALT * 600_000)


def _gzip_bomb(path: Path) -> None:
    path.write_bytes(gzip.compress(ALT + (b"1" * 0xFFFF + b"\n") * 1_000))


def _external_entity(path: Path) -> None:
    declaration = b'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    path.write_bytes(
        UN.replace(b"<CONSOLIDATED_LIST", declaration + b"<CONSOLIDATED_LIST", 1).replace(
            b"<FIRST_NAME>", b"<FIRST_NAME>&secret;"
        )
    )


def _billion_laughs(path: Path) -> None:
    declaration = b"<!DOCTYPE x [" + LAUGHS + b"]>"
    path.write_bytes(
        UN.replace(b"<CONSOLIDATED_LIST", declaration + b"<CONSOLIDATED_LIST", 1).replace(
            b"<FIRST_NAME>", b"<FIRST_NAME>&l9;"
        )
    )


def _endless_line(path: Path) -> None:
    path.write_bytes(ALT * 1_000 + b'1,2,"aka",' + b"A" * (5 << 20))


def _nul_bytes(path: Path) -> None:
    path.write_bytes(ALT * 3_000 + b'1,2,"aka","A\0B",-0- \n')


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "sdn.csv").mkdir()


def _empty(path: Path) -> None:
    path.touch()


def _missing(path: Path) -> None:
    del path


def _truncated_xml(path: Path) -> None:
    path.write_bytes(UN[: len(UN) * 2 // 3])


def _random(path: Path) -> None:
    path.write_bytes(os.urandom(100_000))


def _open_quotation(path: Path) -> None:
    path.write_bytes(ALT * 3_000 + b'1,2,"aka","A,-0- \n' + ALT)


CASES: list[tuple[Callable[[Path], None], str]] = [
    (_wrong_encoding, "cannot decode byte 198011"),
    (_zip_bomb, "taken for a zip bomb"),
    (_gzip_bomb, "taken for a zip bomb"),
    (_external_entity, "document type declaration (DTD)"),
    (_billion_laughs, "document type declaration (DTD)"),
    (_endless_line, "is longer than 4 MiB"),
    (_nul_bytes, "NUL byte at byte 198012"),
    (_folder, "holds no list"),
    (_empty, "is empty"),
    (_missing, "No such file"),
    (_truncated_xml, "not well-formed XML"),
    (_random, "is not text"),
    (_open_quotation, "row that begins on line 6001"),
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def _head(home: Path) -> Head:
    ledger = open_ledger(home)
    try:
        return ledger.head()
    finally:
        ledger.close()


@pytest.mark.parametrize(("make", "reason"), CASES, ids=[make.__name__.strip("_") for make, _ in CASES])
def test_one_clear_line_and_the_ledger_as_it_was(
    make: Callable[[Path], None], reason: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watchgate = CommandLine(capsys)
    good = tmp_path / "alt.csv"
    good.write_bytes(ALT)
    assert watchgate("lists", "load", good) == 0
    before = _head(home)
    assert before.entries > 0
    bad = tmp_path / "hostile.csv"
    make(bad)
    assert watchgate("lists", "load", bad) == 2
    assert len(watchgate.errors) == 1, watchgate.err
    assert watchgate.err.startswith(f"watchgate: {bad}")
    assert reason in watchgate.err
    assert watchgate.out == ""
    assert _head(home) == before


def test_good_files_beside_bad_ones_are_loaded(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watchgate = CommandLine(capsys)
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "alt.csv").write_bytes(ALT)
    (folder / "empty.csv").touch()
    assert watchgate("lists", "load", folder, "--date", "2026-05-01") == 2
    assert len(watchgate.errors) == 1
    assert "1 failed" in watchgate.out
    assert _head(home).entries > 0


def test_the_installed_command_says_the_same(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "hostile.xml"
    _billion_laughs(path)
    done = subprocess.run(
        [sys.executable, "-c", "from watchgate.cli.main import main; main()", "lists", "load", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "WATCHGATE_HOME": str(home)},
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
