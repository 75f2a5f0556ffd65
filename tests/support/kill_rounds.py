"""Rounds of killing: two processes append from several threads into one home; one or both are killed at any moment.

The first to come owns the writer, the other sends its appends over the socket. When the owner is killed the other goes
on, by taking over; what it is told afterwards must hold as well.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

import msgspec

from support.faulty_vfs_check import Tried, broken_promises
from support.faulty_vfs_workload import draft
from support.kill_child import Line

TESTS = Path(__file__).resolve().parents[1]
THREADS = 3
LONGEST_WAIT_S = 60.0
"""For one acknowledgement on a loaded machine: a bound for hanging, not a measure."""


class Toll(msgspec.Struct):
    """What the rounds came to. `taken_over`: rounds in which the survivor's appends were acknowledged afterwards."""

    kills: int = 0
    owners_killed: int = 0
    taken_over: int = 0
    acknowledged: int = 0
    refused: int = 0
    broken: list[str] = msgspec.field(default_factory=list)


class Child:
    """One appending process and what it has said so far."""

    def __init__(self, home: Path, seed: int, name: str) -> None:
        self.name = name
        self.seed = seed
        self.lines: list[Line] = []
        self.errors = b""
        self._heard = threading.Condition()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.kill_child", str(home), str(seed), name, str(THREADS)],
            cwd=TESTS,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(TESTS)},
        )
        self._ears = [threading.Thread(target=self._listen), threading.Thread(target=self._listen_to_errors)]
        for ear in self._ears:
            ear.start()

    def wait_for(self, acknowledgements: int) -> bool:
        """Whether so many more came before the child ended or the wait grew too long."""
        wanted = self._acknowledged() + acknowledgements
        with self._heard:
            return self._heard.wait_for(
                lambda: self._acknowledged() >= wanted or self._process.poll() is not None, LONGEST_WAIT_S
            ) and (self._acknowledged() >= wanted)

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, closed or said any more."""
        self._process.kill()

    def bury(self) -> list[Tried]:
        """Everything it can have tried: what it said, and per thread what may have been under way besides.

        That is one append; of the thread that loads also the one before, whose receipt comes a step later.
        """
        self._process.wait()
        for ear in self._ears:
            ear.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        said = {(line.worker, line.number): line for line in self.lines}
        tried = [Tried(draft(self.seed, *key), line.receipt) for key, line in said.items()]
        for thread in range(THREADS):
            worker = f"{self.name}-{thread}"
            first = sum(1 for key in said if key[0] == worker)
            under_way = range(first, first + (2 if thread == 0 else 1))
            tried += [Tried(draft(self.seed, worker, number), None) for number in under_way]
        return tried

    def _acknowledged(self) -> int:
        return sum(line.receipt is not None for line in self.lines)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for data in self._process.stdout:
            if data.endswith(b"\n"):
                with self._heard:
                    self.lines.append(msgspec.json.decode(data, type=Line))
                    self._heard.notify_all()
        with self._heard:
            self._heard.notify_all()

    def _listen_to_errors(self) -> None:
        assert self._process.stderr is not None
        self.errors = self._process.stderr.read()


def kill_rounds(folder: Path, seed: int, kills: int, rounds_a_home: int = 5) -> Toll:
    """At least `kills` kills, on homes that each live through several rounds, so that a recovery is itself killed."""
    random = Random(seed)
    toll = Toll()
    round_number = 0
    while toll.kills < kills and not toll.broken:
        home = folder / f"home-{round_number}"
        tried: list[Tried] = []
        for _ in range(rounds_a_home):
            if toll.kills < kills:
                tried += _round(home, random, seed, f"r{round_number}", toll)
                round_number += 1
        toll.broken += broken_promises(home, tried)
        toll.acknowledged += sum(one.receipt is not None for one in tried)
    return toll


def _round(home: Path, random: Random, seed: int, name: str, toll: Toll) -> list[Tried]:
    owner = Child(home, seed, f"{name}-owner")
    if not owner.wait_for(1):
        toll.broken.append(f"round {name}: no append of the first process was acknowledged: {owner.errors.decode()}")
    client = Child(home, seed, f"{name}-client")
    plan = random.choice(("owner", "owner", "both", "client", "early"))
    if plan != "early" and not client.wait_for(1):
        toll.broken.append(f"round {name}: no append over the socket was acknowledged: {client.errors.decode()}")
    time.sleep(random.random() ** 2 * 0.2)
    first, second = (client, owner) if plan == "client" else (owner, client)
    first.kill()
    if plan in {"owner", "client"}:
        if not second.wait_for(random.randrange(1, 8)):
            toll.broken.append(f"round {name}: after the {plan} was killed nothing more was acknowledged")
        toll.taken_over += plan == "owner"
        time.sleep(random.random() ** 2 * 0.05)
    second.kill()
    toll.kills += 2
    toll.owners_killed += 1 + (plan == "owner")
    tried = owner.bury() + client.bury()
    for child in (owner, client):
        if child.errors:
            toll.broken.append(
                f"round {name}: {child.name} wrote to its standard error: {child.errors.decode()[-400:]}"
            )
    toll.refused += sum(line.error is not None for child in (owner, client) for line in child.lines)
    return tried
