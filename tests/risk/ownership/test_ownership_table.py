"""The ownership table: by authority, with the path and everything it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gate_ownership_table import Case, cases
from support.parties import delivered
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import parse_instant
from watchgate.model.ground import Ground
from watchgate.model.handling import SYSTEM
from watchgate.model.policy_file import default_policy
from watchgate.model.statement import Retraction
from watchgate.risk.grounds.view import Grounds

NOON = parse_instant("2026-11-22T17:00:00Z")
ROWS = cases()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path)
    yield opened
    opened.close()


def said(grounds: tuple[Ground, ...]) -> dict[str, str]:
    return {one.authority or "": f"{one.kind}{'?' if one.doubt else ''}" for one in grounds}


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case.name)
def test_what_each_authority_makes_of_it(ledger: Ledger, case: Case) -> None:
    ledger.append(delivered(*case.said))
    found = Grounds.at(ledger, SYSTEM, default_policy()).of("c", NOON)
    assert said(found) == case.expected, [one.detail for one in found]


@pytest.mark.parametrize(
    "case", [case for case in ROWS if "owned" in case.expected.values()], ids=lambda case: case.name
)
def test_a_ground_falls_with_everything_it_stands_on(ledger: Ledger, case: Case) -> None:
    ledger.append(delivered(*case.said))
    view = Grounds.at(ledger, SYSTEM, default_policy())
    before = {one.authority: one for one in view.of("c", NOON)}
    strongest = before["US-OFAC"]
    assert strongest.stands_on
    ledger.append(delivered(*(Retraction(target=one, reason="taken back") for one in strongest.stands_on)))
    view.catch_up()
    after = {one.authority: one for one in view.of("c", NOON)}
    assert after.get("US-OFAC") != strongest
    assert not any(one.stands_on == strongest.stands_on for one in after.values())
    assert view.of("c", NOON) == Grounds.at(ledger, SYSTEM, default_policy()).of("c", NOON)
