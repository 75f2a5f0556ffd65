"""Processes of their own that append to one ledger, for tests; run as a program: HOME COUNT NAME."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.ledger_drafts import delivered, said
from watchgate.ledger.open import open_ledger

TESTS = Path(__file__).resolve().parents[1]


def start_appender(home: Path, count: int, name: str) -> subprocess.Popen[str]:
    """A process that appends `count` deliveries, prints the position of each, and ends when its input is closed."""
    code = f"import sys; sys.path.insert(0, {str(TESTS)!r}); from support.ledger_processes import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, str(home), str(count), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def positions(process: subprocess.Popen[str], count: int) -> list[int]:
    """What it prints next."""
    assert process.stdout is not None
    return [int(process.stdout.readline()) for _ in range(count)]


def main() -> None:
    """What the process does."""
    home, count, name = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    ledger = open_ledger(home)
    for number in range(count):
        receipt = ledger.append(delivered(said(f"{name} {number}", entity_id=name), source=name))
        sys.stdout.write(f"{receipt.position}\n")
        sys.stdout.flush()
    sys.stdin.read()
    ledger.close()
