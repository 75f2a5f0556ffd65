"""What is owned in random registers, compared with the rule written down plainly over the whole graph."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from msgspec.structs import replace

from gate_ownership_table import listed, owns
from support.grounds import NOON
from watchgate.model.ground import GroundKind
from watchgate.model.policy_file import default_policy
from watchgate.model.statement import Statement
from watchgate.risk.grounds.facts import facts_of
from watchgate.risk.grounds.law import Law
from watchgate.risk.grounds.reasons import grounds_of
from watchgate.risk.grounds.state import State
from watchgate.risk.ownership.graph import MOST_INTERESTS

LAW = Law(default_policy())
Shares = dict[tuple[str, str], Fraction]


def state_of(said: list[Statement]) -> State:
    by_entity: dict[str, list[Statement]] = {}
    for number, one in enumerate(said):
        by_entity.setdefault(one.entity_id, []).append(replace(one, position=1, ordinal=number))
    state = State()
    for entity_id, statements in by_entity.items():
        state.put(entity_id, facts_of(entity_id, statements))
    return state


def plainly_owned(shares: Shares, first: set[str], *, together: bool, inclusive: bool) -> set[str]:
    """Everybody owned, by going over the whole register until nothing more is found."""
    blocked = set(first)
    while True:
        found = set()
        for node in {asset for _, asset in shares} - blocked:
            held = [share for (owner, asset), share in shares.items() if asset == node and owner in blocked]
            amount = sum(held, Fraction()) if together else max(held, default=Fraction())
            if amount > 50 or (inclusive and amount == 50):
                found.add(node)
        if not found:
            return blocked - first
        blocked |= found


@pytest.mark.parametrize("seed", range(25))
def test_what_is_owned_is_what_the_rule_says_plainly(seed: int) -> None:
    random = Random(seed)
    nodes = [f"n{number}" for number in range(14)]
    first = set(random.sample(nodes, 3))
    shares: Shares = {}
    for _ in range(random.choice((10, 25, 45))):
        owner, asset = random.sample(nodes, 2)
        shares[owner, asset] = Fraction(
            random.choice(("10", "25", "33.333334", "16.666666", "49.9", "50", "60", "100"))
        )
    said = [statement for node in first for statement in listed(node)]
    for (owner, asset), share in shares.items():
        said += owns(owner, asset, f"{float(share):g}" if share.denominator == 1 else f"{float(share):.6f}")
    state = state_of(said)
    expected = {
        "US-OFAC": plainly_owned(shares, first, together=True, inclusive=True),
        "EU": plainly_owned(shares, first, together=True, inclusive=True),
        "GB": plainly_owned(shares, first, together=False, inclusive=False),
    }
    found: dict[str, set[str]] = {name: set() for name in expected}
    for node in nodes:
        for ground in grounds_of(state, node, LAW, NOON):
            if ground.kind is GroundKind.OWNED and not ground.doubt:
                found[ground.authority or ""].add(node)
                assert ground.stands_on, f"seed {seed}"
    assert found == expected, f"seed {seed}"


def test_a_long_chain_is_followed_to_its_end_and_told_in_short() -> None:
    said = [*listed("p"), *owns("p", "n0", "100")]
    for number in range(600):
        said += owns(f"n{number}", f"n{number + 1}", "51")
    [eu, gb, us] = grounds_of(state_of(said), "n600", LAW, NOON)
    assert [one.kind for one in (eu, gb, us)] == [GroundKind.OWNED] * 3
    assert "and further" in us.detail
    assert len(us.detail) < 3_000
    assert len(us.stands_on) == 3 * 601 + 2


def test_what_is_too_large_is_said_not_to_be_whole() -> None:
    said = owns("x0", "c", "1")
    for number in range(1, MOST_INTERESTS + 2):
        said += owns(f"x{number}", "c", "0.01")
    [ground] = grounds_of(state_of(said), "c", LAW, NOON)
    assert ground.kind is GroundKind.LINKED
    assert "not worked out whole" in ground.detail


def test_many_small_holders_are_added_up_exactly() -> None:
    said: list[Statement] = []
    for number in range(150):
        said += [*listed(f"p{number}"), *owns(f"p{number}", "c", "0.333333" if number else "0.333383")]
    found = {one.authority: (one.kind, one.doubt == "") for one in grounds_of(state_of(said), "c", LAW, NOON)}
    assert found["US-OFAC"] == (GroundKind.OWNED, True)
    assert found["GB"] == (GroundKind.LINKED, True)
