"""Evidence and policy written short, for tests of grounds."""

from __future__ import annotations

from watchgate.ledger.interface import Ledger
from watchgate.model.clock import parse_instant
from watchgate.model.ground import Ground, GroundKind
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import parse_policy
from watchgate.risk.grounds.view import Grounds

POLICY = parse_policy("""
[authorities.US-OFAC]
lists = ["us_list"]
time_zone = "America/New_York"
ownership = { percent = 50.0, inclusive = true, aggregate = "all", control = false }

[authorities.EU]
lists = ["eu_list"]
time_zone = "Europe/Brussels"
ownership = { percent = 50.0, inclusive = true, aggregate = "all", control = true }

[authorities.GB]
lists = ["gb_list"]
time_zone = "Europe/London"
ownership = { percent = 50.0, inclusive = false, aggregate = "joint", control = true }
""")
LIST_OF = {"US-OFAC": "us_list", "EU": "eu_list", "GB": "gb_list"}
NOON = parse_instant("2026-11-22T12:00:00Z")


def grounds(ledger: Ledger, entity_id: str, when: str | int = NOON, kind: GroundKind | None = None) -> list[Ground]:
    """The grounds of an entity, read anew from the ledger."""
    found = Grounds.at(ledger, SYSTEM, POLICY).of(entity_id, when if isinstance(when, int) else parse_instant(when))
    return [one for one in found if kind is None or one.kind is kind]
