"""A small home with lists, people's claims and keys, and the application over it, for the tests of api/."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from litestar.testing import TestClient

from watchgate.api.app import application
from watchgate.api.keys import KeyStore
from watchgate.api.roles import Role
from watchgate.api.service import Service
from watchgate.api.settings import Settings
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import Clock, iso, parse_instant
from watchgate.model.delivery import Delivery
from watchgate.model.handling import PUBLIC, Handling, Tlp
from watchgate.model.policy import Policy, parse_policy
from watchgate.model.statement import Confirmation, ListRecord, Locator, Statement, Status

NOW_US = parse_instant("2026-11-22T12:00:00Z")
FRESH = "2026-11-22"
POLICY = """
[screening]
threshold = 0.80
cutoff = 0.70
[lists.un_test]
max_age_hours = 72
required = true
"""

UN = {
    "un-1": (
        "Person",
        {"name": ["KIM CHOL NAM"], "birthDate": ["1970-02-19"], "nationality": ["kp"], "topics": ["sanction"]},
    ),
    "un-1-s": (
        "Sanction",
        {"entity": ["un-1"], "authority": ["UN-SC"], "program": ["DPRK"], "listingDate": ["2017-06-02"]},
    ),
    "un-2": (
        "Person",
        {"name": ["RI WON HO"], "birthDate": ["1964-07-17"], "nationality": ["kp"], "topics": ["sanction"]},
    ),
    "un-2-s": ("Sanction", {"entity": ["un-2"], "authority": ["UN-SC"], "program": ["DPRK"]}),
}
OFAC = {
    "ofac-1": (
        "Company",
        {"name": ["Namchongang Trading Corporation"], "alias": ["NCG"], "country": ["kp"], "topics": ["sanction"]},
    ),
    "ofac-2": (
        "Vessel",
        {"name": ["CHON MA SAN"], "imoNumber": ["IMO8660313"], "flag": ["kp"], "topics": ["sanction"]},
    ),
    "ofac-3": (
        "Person",
        {"name": ["Kim Chol Nam"], "birthDate": ["1970-02-19"], "country": ["kp"], "topics": ["sanction"]},
    ),
    "ofac-own": ("Ownership", {"owner": ["ofac-3"], "asset": ["ofac-1"], "percentage": ["60"]}),
}


class Hands:
    """A clock set by hand; every look moves it on by a microsecond."""

    def __init__(self, now_us: int = NOW_US) -> None:
        self.now_us = now_us

    def __call__(self) -> int:
        self.now_us += 1
        return self.now_us


class Home(msgspec.Struct):
    """A home, its secrets by key name, and the clock that everything in it goes by."""

    path: Path
    secrets: dict[str, str]
    clock: Clock


def listed(source: str, things: dict[str, tuple[str, dict[str, list[str]]]], day: str = FRESH) -> Delivery:
    """A complete, public snapshot of a list."""
    entries = tuple(
        Statement(
            entity_id=entity_id,
            schema=schema,
            prop=prop,
            value=value,
            dataset=source.split(".")[0],
            evidence=ListRecord(record_id=entity_id, sha256="0" * 64),
        )
        for entity_id, (schema, properties) in things.items()
        for prop, values in properties.items()
        for value in values
    )
    return Delivery(
        source=source, entries=entries, grade="A1", handling=PUBLIC, snapshot_date=day, complete=True, author="test"
    )


def claim(
    entity_id: str, prop: str, value: str, *, schema: str = "Person", tlp: Tlp = Tlp.CLEAR, status: Status
) -> Delivery:
    """What one person says."""
    said = Statement(entity_id=entity_id, schema="Person", prop=prop, value=value, dataset="analysts", status=status)
    return Delivery(source="analyst:lee", entries=(said,), grade="B2", handling=Handling(tlp=tlp), author="lee")


def fill(ledger: Ledger, day: str = FRESH) -> None:
    """Positions: 1 UN list, 2 OFAC list, 3 a proposal, 4 its confirmation, 5 a proposal, 6 RED, 7 AMBER+STRICT."""
    ledger.append(listed("un_test", UN, day))
    ledger.append(listed("us_test.prim", OFAC, day))
    ledger.append(claim("un-1", "alias", "Thae Yong Su", status=Status.PROPOSED))
    act = Confirmation(target=Locator(3, 0), by="park", reason="seen twice")
    ledger.append(Delivery(source="analyst:lee", entries=(act,), handling=PUBLIC, author="park"))
    ledger.append(claim("un-2", "alias", "Only Proposed", status=Status.PROPOSED))
    ledger.append(claim("red-1", "name", "Hwang Kil Su", tlp=Tlp.RED, status=Status.CONFIRMED))
    ledger.append(claim("amber-1", "name", "Pyon Kwang Chol", tlp=Tlp.AMBER_STRICT, status=Status.CONFIRMED))


def make_home(path: Path, clock: Clock | None = None) -> Home:
    """A filled home with a key of each role and more: `write2`, `public` for TLP:CLEAR alone, `red`."""
    clock = clock or Hands()
    ledger = open_ledger(path, clock=clock)
    fill(ledger, iso(clock())[:10])
    ledger.close()
    (path / "policy.toml").write_text(POLICY)
    store = KeyStore(path / "keys" / "api_keys.json", clock=clock)
    secrets = {name: store.create(name, role)[1] for name, role in ROLES.items()}
    secrets["public"] = store.create("public", Role.READ, clearance=Tlp.CLEAR)[1]
    secrets["red"] = store.create("red", Role.READ, clearance=Tlp.RED)[1]
    return Home(path, secrets, clock)


ROLES = {"screen": Role.SCREEN, "read": Role.READ, "write": Role.WRITE, "write2": Role.WRITE, "admin": Role.ADMIN}
ROLES |= {"decide": Role.DECIDE, "review": Role.REVIEW}


class Api:
    """The application over a home, asked with one of its keys."""

    def __init__(self, client: TestClient[Any], home: Home, service: Service) -> None:
        self.client = client
        self.home = home
        self.service = service

    def ask(self, method: str, path: str, key: str | None = "admin", **more: Any) -> Any:
        headers = dict(more.pop("headers", {}))
        if key is not None:
            headers["authorization"] = f"ApiKey {self.home.secrets[key]}"
        return self.client.request(method, path, headers=headers, **more)

    def get(self, path: str, key: str | None = "admin", **more: Any) -> Any:
        return self.ask("GET", path, key, **more)

    def post(self, path: str, body: Any = None, key: str | None = "admin", **more: Any) -> Any:
        return self.ask("POST", path, key, json=body, **more)

    def match(
        self, name: str, schema: str = "Person", *, where: str = "/match/default", key: str = "admin", **properties: Any
    ) -> Any:
        """The reply to one query by name."""
        query = {"schema": schema, "properties": {"name": [name], **properties}}
        reply = self.post(where, {"queries": {"q": query}}, key)
        assert reply.status_code == 200, reply.text
        return reply.json()["responses"]["q"]

    def found(self, name: str, **more: Any) -> list[str]:
        """Ids of what is found by a name."""
        return [result["id"] for result in self.match(name, **more)["results"]]


@contextmanager
def running(home: Home, policy: Policy | None = None, **settings: Any) -> Iterator[Api]:
    """The application over `home`, loaded."""
    chosen = Settings(home=home.path, **{"rate": 0.0, **settings})
    service = Service(
        chosen,
        policy or parse_policy(POLICY),
        lambda: open_ledger(home.path, clock=home.clock),
        clock=home.clock,
    )
    with TestClient(application(chosen, service), base_url="http://127.0.0.1") as client:
        wait_until(lambda: not any("being" in reason for reason in service.unready()))
        yield Api(client, home, service)


def wait_until(true: Any, seconds: float = 30.0) -> None:
    """Return when `true()` is; fail when it never is."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)
