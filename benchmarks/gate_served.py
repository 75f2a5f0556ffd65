"""`watchgate serve` on a home with all lists, for benches: a process of its own, its CPU time, and what asks it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

import httpx
import msgspec

from gate_client import Asked, Seen
from watchgate.api.keys import KeyStore
from watchgate.api.roles import Role
from watchgate.model.errors import WatchgateError
from watchgate.model.handling import Tlp

START_S = 300.0
LONGEST_S = 900.0
ASKED_A_WORKER = 12
"""Answers in a row, all ready, for each worker: that one of two was never asked has odds of one in sixteen million."""
SERVE = "from watchgate.cli.main import main; main()"
BODY_BYTES = 8 << 20
QUIET_S, QUIET_SHARE = 2.0, 0.1
"""It is quiet when it used less than this share of one processor for so long."""


class Asking(NamedTuple):
    """A client at work, and the file it tells what it saw: a pipe nobody reads yet would stop it when full."""

    process: subprocess.Popen[bytes]
    out: IO[bytes]


class Served(msgspec.Struct):
    """Where it listens, the secret of a key that may do all, and its first process."""

    port: int
    secret: str
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Of it and its workers, so far."""
        return sum(_cpu_of(pid) for pid in _family(self.process.pid))

    def cpu_seconds_of(self, module: str) -> float:
        """Of those of its processes that run a module, so far."""
        return sum(_cpu_of(pid) for pid in _family(self.process.pid) if module in _command_of(pid))

    def ask(self, bodies: Path, *, rate: float, connections: int, before: int = 0) -> Seen:
        """What a client in a process of its own saw."""
        with self.asking(bodies, rate=rate, connections=connections, before=before) as client:
            return seen(client)

    @contextmanager
    def asking(self, bodies: Path, *, rate: float, connections: int, before: int = 0) -> Iterator[Asking]:
        """That client while it asks."""
        script = Path(__file__).with_name("gate_client.py")
        with TemporaryFile() as out:
            client = subprocess.Popen([sys.executable, str(script)], stdin=subprocess.PIPE, stdout=out)
            assert client.stdin is not None
            asked = Asked("127.0.0.1", self.port, self.secret, str(bodies), rate, connections, before)
            client.stdin.write(msgspec.json.encode(asked) + b"\n")
            client.stdin.close()
            try:
                yield Asking(client, out)
            finally:
                if client.poll() is None:
                    client.kill()
                client.wait()


def seen(client: Asking) -> Seen:
    """What it saw, when it is through."""
    if client.process.wait(LONGEST_S):
        raise WatchgateError(f"the asking process ended with {client.process.returncode}")
    client.out.seek(0)
    return msgspec.json.decode(client.out.read(), type=Seen)


@contextmanager
def serving(home: Path, workers: int | None = None) -> Iterator[Served]:
    """The service over `home`, lists and gate ready in each of its `workers`, as many as there are processors."""
    _, secret = KeyStore(home / "keys" / "api_keys.json").create("bench", Role.ADMIN, clearance=Tlp.RED)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    count = workers or os.cpu_count() or 1
    options = ("--rate", "0", "--port", str(port), "--max-body", str(BODY_BYTES), "--workers", str(count))
    log = home / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, "serve", *options],
            env={**os.environ, "WATCHGATE_HOME": str(home)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _await(port, process, log, count)
        service = Served(port, secret, process)
        _await_quiet(service)
        yield service
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


def _await(port: int, process: subprocess.Popen[bytes], log: Path, workers: int) -> None:
    """Return when no worker loads, opens or builds anything any more: each asks for itself, and a new connection may
    come to any of them."""
    end = time.monotonic() + START_S
    in_a_row = 0
    while process.poll() is None and time.monotonic() < end:
        try:
            reasons = httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).json().get("reasons", [])
        except httpx.TransportError:
            reasons = ["being started"]
        in_a_row = 0 if any("being" in reason for reason in reasons) else in_a_row + 1
        if in_a_row >= ASKED_A_WORKER * workers:
            return
        time.sleep(0.0 if in_a_row else 0.1)
    raise WatchgateError("the service did not start: " + log.read_text(errors="replace")[-400:])


def _await_quiet(service: Served) -> None:
    """Return when it computes nothing any more: what a search needs is made ready after the gate, and would be counted
    as the cost of payments."""
    end = time.monotonic() + START_S
    before = service.cpu_seconds()
    while time.monotonic() < end:
        time.sleep(QUIET_S)
        now = service.cpu_seconds()
        if now - before < QUIET_S * QUIET_SHARE:
            return
        before = now


def _command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""  # it has ended


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _cpu_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
