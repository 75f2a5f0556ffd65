"""Ownership: the table by authority, a register against the rule written plainly, and what a ground costs the gate."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from gate_ownership_table import Case, cases, listed, owns, thing
from harness import Result, percentile
from watchgate.gate.decide.weigh import effect_of
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import parse_instant
from watchgate.model.delivery import Delivery
from watchgate.model.grade import OFFICIAL
from watchgate.model.ground import Ground, GroundKind
from watchgate.model.handling import PUBLIC, SYSTEM
from watchgate.model.policy_file import default_policy
from watchgate.model.statement import Entry, Statement
from watchgate.risk.grounds.view import Grounds

AT = parse_instant("2026-11-22T17:00:00Z")
POLICY = default_policy()
AUTHORITIES = ("US-OFAC", "EU", "GB")
SHARES = ("10", "25", "30", "49", "50", "51", "75", "100")
LISTED_SHARE = 0.02
GROUP = 40
"""Companies that hold shares of one another, in circles as well."""

SEED = 20261122
Found = TypeVar("Found")


def run(full: bool) -> list[Result]:
    """`full`: a register of 60,000 companies, else of 6,000."""
    with tempfile.TemporaryDirectory(prefix="watchgate-bench-") as folder:
        rows = [_row(case, Path(folder) / str(number)) for number, case in enumerate(cases())]
        return [*rows, *_register(Path(folder) / "register", 60_000 if full else 6_000)]


def _row(case: Case, home: Path) -> Result:
    """One row of the table: the verdict by authority, for a payment that names the company by LEI and by name alone."""
    ledger = open_ledger(home)
    ledger.append(_delivered(case.said))
    grounds = Grounds.at(ledger, SYSTEM, POLICY).of("c", AT)
    ledger.close()
    right = 0
    by_lei, by_name = [], []
    for authority in AUTHORITIES:
        ours = [one for one in grounds if one.authority == authority]
        said = case.expected.get(authority, "")
        wanted = "pass" if not said else "hold" if said.endswith("?") or said == "linked" else "stop"
        certain, by_word = _verdict(ours, certain=True), _verdict(ours, certain=False)
        kinds = " ".join(f"{one.kind}{'?' if one.doubt else ''}" for one in ours)
        right += certain == wanted and by_word == ("pass" if wanted == "pass" else "hold") and kinds == said
        by_lei.append(f"{authority} {certain}")
        by_name.append(by_word)
    path = next((one.detail.partition(": ")[2] for one in grounds), "")
    return Result(
        measure=f"{case.name}: authorities whose rule came out as worked out by hand",
        value=right,
        unit="of 3",
        target=len(AUTHORITIES),
        note=f"by LEI {', '.join(by_lei)}; by name alone {'/'.join(by_name)}" + (f"; {path[:200]}" if path else ""),
    )


def _verdict(grounds: Sequence[Ground], *, certain: bool) -> str:
    return str(effect_of(grounds, (), POLICY, certain=certain)[0])


def _register(home: Path, companies: int) -> list[Result]:
    chance = random.Random(SEED)
    nodes = [f"c{number}" for number in range(companies)]
    first = set(chance.sample(nodes, round(companies * LISTED_SHARE)))
    shares: dict[tuple[str, str], int] = {}
    for start in range(0, companies, GROUP):
        group = nodes[start : start + GROUP]
        for _ in range(round(len(group) * 1.6)):
            owner, asset = chance.sample(group, 2)
            shares[owner, asset] = int(chance.choice(SHARES))
    ledger = open_ledger(home)
    said = [one for node in sorted(first) for one in listed(node, "Company", f"Listed {node}")]
    said += [one for node in nodes if node not in first for one in thing(node, name=f"Company {node}")]
    said += [one for (owner, asset), share in shares.items() for one in owns(owner, asset, str(share))]
    for start in range(0, len(said), 10_000):
        ledger.append(_delivered(said[start : start + 10_000]))
    building, view = _timed(lambda: Grounds.at(ledger, SYSTEM, POLICY))
    took, owned = [], set()
    for node in nodes:
        seconds, grounds = _timed(lambda node=node: view.of(node, AT))  # type: ignore[misc]
        took.append(seconds)
        if any(one.kind is GroundKind.OWNED and one.authority == "US-OFAC" and not one.doubt for one in grounds):
            owned.add(node)
    plainly, expected = _timed(lambda: _plainly_owned(shares, first))
    appended = [_appended(ledger, view, f"late{number}", nodes[number]) for number in range(200)]
    ledger.close()
    mean = sum(took) / len(took)
    return [
        Result(
            measure=f"register of {companies:,} companies, {len(shares):,} interests, {len(first):,} listed: companies "
            "that are owned in one way of working it out and not in the other (US-OFAC)",
            value=len(owned ^ expected),
            unit="companies",
            target=0,
            at_most=True,
            against=f"the rule written plainly over the whole register: {len(expected):,} owned",
        ),
        Result(
            measure="grounds of one party of the register, mean CPU",
            value=round(mean * 1e6, 1),
            unit="us",
            against=f"the rule once over the whole register: {plainly * 1e3:.0f} ms",
            ratio=round(plainly / mean, 1),
            note="how many parties cost as much as going over the whole register for one",
        ),
        Result(
            measure="grounds of one party of the register, p99 CPU",
            value=round(percentile(took, 0.99) * 1e3, 3),
            unit="ms",
            target=5.0,
            at_most=True,
            note="the whole budget of a payment at 500/s",
        ),
        Result(
            measure="interest or listing appended -> in the next grounds, p99 CPU without the append",
            value=round(percentile(appended, 0.99) * 1e3, 2),
            unit="ms",
            target=10.0,
            at_most=True,
        ),
        Result(measure="grounds built from the ledger, CPU", value=round(building, 2), unit="s"),
    ]


def _appended(ledger: object, view: Grounds, listing: str, node: str) -> float:
    from watchgate.ledger.sqlite_ledger import SqliteLedger

    assert isinstance(ledger, SqliteLedger)
    ledger.append(_delivered(thing(listing, "Sanction", "us_ofac_sdn", entity=node, program="LATE")))
    seconds, grounds = _timed(lambda: (view.catch_up(), view.of(node, AT))[1])
    assert any(one.programme == "LATE" for one in grounds)
    return seconds


def _plainly_owned(shares: dict[tuple[str, str], int], first: set[str]) -> set[str]:
    into: dict[str, list[tuple[str, int]]] = {}
    for (owner, asset), share in shares.items():
        into.setdefault(asset, []).append((owner, share))
    blocked = set(first)
    while True:
        found = {
            node
            for node, held in into.items()
            if node not in blocked and sum(share for owner, share in held if owner in blocked) >= 50
        }
        if not found:
            return blocked - first
        blocked |= found


def _timed(work: Callable[[], Found]) -> tuple[float, Found]:
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def _delivered(said: Sequence[Statement]) -> Delivery:
    entries: tuple[Entry, ...] = tuple(said)
    return Delivery(source="bench", entries=entries, grade=OFFICIAL, handling=PUBLIC)
