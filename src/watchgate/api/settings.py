"""How a service is run. Given by `watchgate serve`, handed to each worker process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

import msgspec

from watchgate.watch.chains.servers import SERVERS


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`home` holds ledger and keys; `policy` is a TOML file, None for the built-in one.

    Limits: `body_bytes` and `header_bytes` a request; `queries` a batch; `request_seconds` from its arrival to its
    answer; `waiting` requests before new ones are refused; `rate` requests a second and key with `burst` at once
    (rate 0: none). `stuck_seconds`: work that goes on so long is taken never to end, and its worker is started anew.
    `lag_seconds`: how long the view may be behind the ledger before the service calls itself not ready.
    `threads` that work beside the event loop, in each worker; `gate_threads` that decide what is not
    decided in the loop itself, batches above all: two of them take turns at the interpreter, and each finds the caches
    filled by the other. `lookback`: whether it runs beside the gate.

    Files for chains: `upload_bytes` each, `incoming_bytes` all that lie there together, `upload_seconds` for one to
    come. `job_seconds`: what one job may take. `explorers`: servers that are asked about addresses, by the variable of
    the environment that names each; those that are not here are looked up there.
    """

    home: Path
    host: str = "127.0.0.1"
    port: int = 8080
    keys: bool = True
    policy: Path | None = None
    workers: int = 1
    body_bytes: int = 1_048_576
    header_bytes: int = 16_384
    queries: int = 100
    request_seconds: float = 30.0
    waiting: int = 256
    rate: float = 200.0
    burst: int = 400
    stuck_seconds: float = 120.0
    lag_seconds: float = 10.0
    threads: int = 2
    gate_threads: int = 1
    lookback: bool = True
    upload_bytes: int = 1 << 30
    incoming_bytes: int = 16 << 30
    upload_seconds: float = 600.0
    job_seconds: float = 6 * 3600.0
    explorers: Mapping[str, str] = {}

    @property
    def keys_file(self) -> Path:
        """Where the API keys are kept."""
        return self.home / "keys" / "api_keys.json"

    @property
    def servers(self) -> dict[str, str]:
        """Those of `explorers`, and those that the environment names."""
        return {name: found for name in SERVERS.values() if (found := self.explorers.get(name) or os.environ.get(name))}

    @property
    def incoming(self) -> Path:
        """Where files for chains lie that jobs read."""
        return self.home / "incoming"

    @property
    def jobs(self) -> Path:
        """Where jobs are kept."""
        return self.home / "jobs"

    @property
    def views(self) -> Path:
        """What is kept between starts."""
        return self.home / "views"


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine and nothing else: an address, or the one name that must mean it."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
