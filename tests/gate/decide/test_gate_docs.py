"""What decisions can say, and what a policy can say of them, stands in the documents."""

from __future__ import annotations

from pathlib import Path

import msgspec

from watchgate.gate.decide.rules import RULES
from watchgate.model.policy import Authority, GatePolicy, Ownership, Rail

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_every_rule_is_explained() -> None:
    page = (DOCS / "gate.md").read_text()
    assert sorted(rule for rule in RULES if f"`{rule}`" not in page) == []


def test_every_key_of_the_gate_is_in_the_policy_page() -> None:
    page = (DOCS / "policy.md").read_text()
    named: dict[type[msgspec.Struct], str] = {
        GatePolicy: "gate.",
        Rail: "rails.NAME.",
        Authority: "authorities.NAME.",
        Ownership: "ownership.",
    }
    keys = [prefix + one.encode_name for kind, prefix in named.items() for one in msgspec.structs.fields(kind)]
    assert [key for key in keys if f"`{key}`" not in page] == []
