"""Rounds of killing: two gates decide from several threads into one home, and both are killed at any moment."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random

import msgspec

from support.gate_kill_child import Line
from watchgate.gate.history.history import open_history
from watchgate.gate.history.verifying import verify
from watchgate.gate.history.workers import reached

TESTS = Path(__file__).resolve().parents[1]
THREADS = 3
LOOKED_EACH = 10
"""Kills between two looks at all that was ever said: a look takes as long as the history is by then, and what is broken
once stays so. In between nobody but those who are killed recovers anything."""
LONGEST_WAIT_S = 120.0
"""For one answer on a loaded machine: a bound for hanging, not a measure."""


class Toll(msgspec.Struct):
    """What the rounds came to."""

    kills: int = 0
    answered: int = 0
    repeated: int = 0
    broken: list[str] = msgspec.field(default_factory=list)


def gate_kill_rounds(home: Path, seed: int, kills: int) -> Toll:
    """At least `kills` kills on one filled home, so that each recovery is itself killed."""
    random = Random(seed)
    toll = Toll()
    said: list[Line] = []
    while toll.kills < kills and not toll.broken:
        children = [_Child(home, seed * 1_000 + toll.kills, name) for name in "ab"]
        for child in children:
            if not child.wait():
                toll.broken.append(f"nothing was answered: {child.errors()}")
        time.sleep(random.random() ** 2 * 0.4)
        random.shuffle(children)
        for child in children:
            child.kill()
            time.sleep(random.random() ** 3 * 0.05)
        for child in children:
            said += child.bury()
        toll.kills += 2
        if toll.kills % LOOKED_EACH == 0 or toll.kills >= kills or toll.broken:
            toll.broken += broken_promises(home, said)
    toll.answered = sum(len(line.answers) for line in said)
    toll.repeated = sum(answer.repeated for line in said for answer in line.answers)
    return toll


def broken_promises(home: Path, said: list[Line]) -> list[str]:
    """What was answered and is not on the disk as it was answered, what is there twice, and what does not verify."""
    history = open_history(home)
    try:
        stored = {one.number: one for one in history.all()}
        broken = [f"damaged: {damage}" for damage in verify(history).damages]
        if reached(history) is not None:
            broken.append("a killed worker counts as alive")
    finally:
        history.close()
    for line in said:
        for answer in line.answers:
            found = stored.get(answer.number)
            if found is None or found.decision is None or found.decision.sha256 != answer.decision:
                broken.append(f"message {line.message}, {answer.transaction}: answered and not on the disk")
    # Code that was changed between two rounds decides anew, and says so by its fingerprint.
    twice = Counter((one.record_id, one.weights) for one in stored.values())
    broken += [f"record {record} was decided {times} times" for (record, _), times in twice.items() if times > 1]
    if sorted(stored) != list(range(1, len(stored) + 1)):
        broken.append("numbers are missing")
    return broken


class _Child:
    def __init__(self, home: Path, seed: int, name: str) -> None:
        self._lines: list[Line] = []
        self._heard = threading.Event()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.gate_kill_child", str(home), str(seed), name, str(THREADS)],
            cwd=TESTS,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(TESTS)},
        )
        self._ear = threading.Thread(target=self._listen)
        self._ear.start()

    def wait(self) -> bool:
        """Whether anything was answered before it ended or the wait grew too long."""
        return self._heard.wait(LONGEST_WAIT_S) and bool(self._lines)

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, closed or said any more."""
        self._process.kill()

    def bury(self) -> list[Line]:
        """What it said."""
        self._process.wait()
        self._ear.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        return self._lines

    def errors(self) -> str:
        """What it wrote to its standard error."""
        self.kill()
        return self._process.stderr.read().decode()[-1_000:] if self._process.stderr is not None else ""

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for data in self._process.stdout:
            if data.endswith(b"\n"):
                self._lines.append(msgspec.json.decode(data, type=Line))
                self._heard.set()
        self._heard.set()
