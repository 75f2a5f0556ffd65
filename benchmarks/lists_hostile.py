"""Bad input through the command line, one kind after the other: what must be one clear line and change nothing."""

from __future__ import annotations

import gzip
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from watchgate.ledger.open import open_ledger

ALT = b'36,12,"aka","AERO-CARIBBEAN",-0- \n173,57,"aka","AVIA IMPORT",-0- \n'
UN = b'<CONSOLIDATED_LIST dateGenerated="2099-01-01T00:00:00Z"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>'
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(10))
MEMORY_BYTES = 2 << 30
"""What a process may take: a bomb that goes off hits this instead of the machine."""


def _zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("alt.csv", "w") as member:
        for _ in range(200):
            member.write(ALT + b"1" * (1 << 20) + b"\n")


KINDS: dict[str, Callable[[Path], object]] = {
    "wrong encoding": lambda path: path.write_bytes(ALT * 5_000 + "39,99,aka,MÜLLER,-0- \n".encode("cp1252")),
    "UTF-16": lambda path: path.write_bytes(ALT.decode().encode("utf-16")),
    "zip bomb": _zip_bomb,
    "gzip bomb": lambda path: path.write_bytes(gzip.compress(ALT + b"1" * (200 << 20))),
    "external entities": lambda path: path.write_bytes(
        b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + UN + b"<FIRST_NAME>&x;</FIRST_NAME>"
    ),
    "billion laughs": lambda path: path.write_bytes(
        b"<!DOCTYPE x [" + LAUGHS + b"]>" + UN + b"<FIRST_NAME>&l9;</FIRST_NAME>"
    ),
    "endless line": lambda path: path.write_bytes(ALT + b'1,2,"aka",' + b"A" * (64 << 20)),
    "NUL bytes": lambda path: path.write_bytes(ALT * 5_000 + b'1,2,"aka","A\0B",-0- \n'),
    "truncated XML": lambda path: path.write_bytes(UN),
    "a directory": Path.mkdir,
    "an empty file": Path.touch,
}


def hostile(folder: Path) -> dict[str, list[str]]:
    """For each kind what was not as it must be; empty lists when all was."""
    home = folder / "home-for-bad-input"
    good = folder / "good.csv"
    good.write_bytes(ALT)
    wrong: dict[str, list[str]] = {}
    if _run(home, good).returncode != 0:
        return {kind: ["a good file was not loaded before"] for kind in KINDS}
    before = _head(home)
    for kind, make in KINDS.items():
        path = folder / "bad" / kind.replace(" ", "-") / "alt.csv"
        path.parent.mkdir(parents=True)
        make(path)
        done = _run(home, path)
        lines = done.stderr.splitlines()
        checks = {
            f"exit code {done.returncode}": done.returncode == 2,
            f"{len(lines)} lines": len(lines) == 1,
            "the file is not named": bool(lines) and str(path) in lines[0],
            "said on standard output": done.stdout == "",
            "the ledger changed": _head(home) == before,
        }
        wrong[kind] = [what for what, right in checks.items() if not right]
    return wrong


def _run(home: Path, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from watchgate.cli.main import main; main()", "lists", "load", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "WATCHGATE_HOME": str(home)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES)),
    )


def _head(home: Path) -> tuple[int, str]:
    ledger = open_ledger(home)
    try:
        head = ledger.head()
        return head.position, head.root
    finally:
        ledger.close()
