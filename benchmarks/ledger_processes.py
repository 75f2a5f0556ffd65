"""Other processes on the same home: started, let go together, their figures gathered."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ledger_client import Seen

CLIENT = Path(__file__).with_name("ledger_client.py")


@contextmanager
def clients(what: str, home: Path, count: int, seconds: float) -> Iterator[Callable[[], Callable[[], list[Seen]]]]:
    """Start `count` clients. The value given lets them go, and what that returns waits for their figures."""
    started = [
        subprocess.Popen(
            [sys.executable, str(CLIENT), what, str(home), str(seed), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(1, count + 1)
    ]

    def gather() -> list[Seen]:
        return [msgspec.json.decode(_line(one), type=Seen) for one in started]

    def go() -> Callable[[], list[Seen]]:
        for one in started:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        return gather

    try:
        for one in started:
            if _line(one).strip() != "ready":
                raise RuntimeError(f"the client that should {what} did not start")
        yield go
    finally:
        for one in started:
            for pipe in (one.stdin, one.stdout):
                if pipe is not None:
                    pipe.close()
            one.wait(60)


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()
