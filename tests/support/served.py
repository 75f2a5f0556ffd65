"""`watchgate serve` as a process of its own on a free port of this machine."""

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

import httpx
import msgspec

START_S = 200.0
RUN = "from watchgate.cli.main import main; main()"


class Served(msgspec.Struct):
    """Where it listens, its process, and where it logs."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self, seconds: float = 30.0) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


@contextmanager
def served(home: Path, *options: str, log: Path | None = None) -> Iterator[Served]:
    """The service over `home`, its lists loaded; ended at the end, whatever happened."""
    port = free_port()
    log = log or home / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, "serve", "--port", str(port), *options],
            env={**os.environ, "WATCHGATE_HOME": str(home)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    found = Served(f"http://127.0.0.1:{port}", process, log)
    try:
        _await(found)
        yield found
    finally:
        if process.poll() is None:
            found.stop()


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(one: Served) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert one.process.poll() is None, one.log.read_text()
        try:
            reply = httpx.get(one.url + "/readyz", timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        if not any("being" in reason for reason in reply.json().get("reasons", ())):
            return
        time.sleep(0.05)
    raise AssertionError(one.log.read_text())
