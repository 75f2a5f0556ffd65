"""The small world of lists behind the HTTP service, with keys that may decide and review."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support.api_service import Api, Hands, Home, running
from support.gate_home import fill
from support.gate_world import NOW, POLICY
from watchgate.api.keys import KeyStore
from watchgate.api.roles import Role
from watchgate.model.handling import Tlp

Line = dict[str, Any]


def gate_home(path: Path) -> Home:
    """A home with the world's lists and a key of each role; `clear` reviews what is TLP:CLEAR alone."""
    clock = Hands(NOW)
    store = KeyStore(fill(path) / "keys" / "api_keys.json", clock=clock)
    secrets = {role.name.lower(): store.create(role.name.lower(), role)[1] for role in Role}
    secrets["clear"] = store.create("clear", Role.ADMIN, clearance=Tlp.CLEAR)[1]
    return Home(path, secrets, clock)


@contextmanager
def gate_api(home: Home, **settings: Any) -> Iterator[Api]:
    """The service over it, its gate open."""
    with running(home, POLICY, **settings) as api:
        yield api


def decide(api: Api, data: bytes, key: str = "decide", *, query: str = "", **headers: str) -> list[Line]:
    """The lines for `data`."""
    reply = api.ask("POST", f"/decisions{query}", key, content=data, headers=dict(headers))
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in reply.content.splitlines()]
