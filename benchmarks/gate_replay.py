"""`watchgate bench gate_replay`: decisions made again in a fresh process, after the evidence and the policy changed.

A home with the bundled official lists decides realistic payments, some of which meet somebody; between them people
and companies that stand in these payments are designated and delisted, and in the middle the policy changes and the
day. Then all is compacted: the first day goes into Parquet, the logs of both databases into their files, which are
written anew without gaps, and what was kept of the views is thrown away. Fresh processes make every decision again from
the ledger and the stored records, and all hashes must be the same. Last, one weight of the score is changed, and the
same check must fail.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import msgspec

from gate_payments import Payments
from harness import Result
from watchgate.gate.history.archive import DAY_US, archive
from watchgate.gate.history.history import open_history
from watchgate.gate.service import Gate, Input
from watchgate.gate.service_replay import Redone, Task, Terms, replay
from watchgate.gate.service_replaying import Outcome, replay_stored
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.ledger.schema import connect
from watchgate.model.clock import iso, now_us
from watchgate.model.delivery import Delivery
from watchgate.model.grade import OFFICIAL
from watchgate.model.handling import PUBLIC
from watchgate.model.policy import Policy
from watchgate.model.policy_file import default_policy
from watchgate.model.statement import Entry, Locator, Retraction, Statement
from watchgate.risk.names import score
from watchgate.watch.lists import bundle

SEED = 20_261_122
DECISIONS, CHANGES = 1_000, 40
DECISIONS_FULL, CHANGES_FULL = 100_000, 1_000
WEIGHT = "NAME_MAX"
"""The constant of risk/names/score.py that is changed: what a name can score at most."""
CHANGED_BY = -37
MUTATED = 500
"""Decisions made again with the changed weight."""


def run(full: bool) -> list[Result]:
    """1,000 decisions and 40 changes; `full`: 100,000 and 1,000."""
    decisions, changes = (DECISIONS_FULL, CHANGES_FULL) if full else (DECISIONS, CHANGES)
    with TemporaryDirectory(prefix="watchgate-bench-") as folder:
        home = Path(folder)
        ledger = open_ledger(home)
        bundle.ensure(ledger, home)
        decided = time.perf_counter()
        _decide(home, ledger, decisions, changes)
        decided = time.perf_counter() - decided
        moved = _compact(home, ledger)
        gate = Gate(home, default_policy(), ledger=ledger)
        again = time.perf_counter()
        outcomes = Counter(one.outcome for one in replay_stored(gate.history, home))
        again = time.perf_counter() - again
        held = [one.number for one in gate.history.all() if one.decision and one.decision.matches][:MUTATED]
        mutated = Counter(one.outcome for one in replay_stored(gate.history, home, held, compare=_mutated))
        verdicts = Counter(one.verdict.value for one in gate.history.all())
        gate.close()
        ledger.close()
    total = sum(outcomes.values())
    note = ", ".join(f"{count:,} {verdict}" for verdict, count in verdicts.most_common())
    return [
        Result(
            measure=f"decisions made again with another sha256, of {total:,}",
            value=total - outcomes[Outcome.SAME],
            unit="",
            target=0,
            at_most=True,
            note=f"{note}; after {changes:,} changes of the evidence, one of the policy and a compaction "
            f"({moved:,} decisions into Parquet); "
            + ", ".join(f"{count:,} {outcome.value}" for outcome, count in outcomes.items()),
        ),
        Result(
            measure="decisions made again a second, in a fresh process, its start included",
            value=round(total / again),
            unit="1/s",
            against=f"deciding them first, durably: {total / decided:,.0f}/s",
            ratio=decided / again,
        ),
        Result(
            measure=f"with one weight changed: decisions that differ, of {sum(mutated.values()):,} with a match",
            value=mutated[Outcome.DIFFERS],
            unit="",
            target=1,
            note=f"risk.names.score.{WEIGHT} {CHANGED_BY:+}",
        ),
    ]


def _decide(home: Path, ledger: Ledger, decisions: int, changes: int) -> None:
    """Payments in as many turns as there are changes; the policy changes in the middle."""
    random, payments = Random(SEED), Payments(SEED)
    policies = [_fresh(default_policy(), 0.80), _fresh(default_policy(), 0.84)]
    each = max(1, decisions // changes)
    made: list[Locator] = []
    names: list[str] = []
    for half, policy in enumerate(policies):
        gate = Gate(home, policy, ledger=ledger, clock=_the_day_before if not half else now_us)
        for turn in range(changes // 2):
            messages = [payments.message() for _ in range(each)]
            if names:
                messages[0] = messages[0].replace(_debtor(messages[0]).encode(), random.choice(names).encode())
            for _ in gate.decide_many(Input(message, f"{half}.{turn}.{at}") for at, message in enumerate(messages)):
                pass
            entries: list[Entry]
            if made and random.random() < 0.3:
                entries = [Retraction(target=made.pop(random.randrange(len(made))), reason="delisted")]
            else:
                names.append(_debtor(random.choice(messages)))
                entries = _designated(names[-1], f"bench-{half}-{turn}")
            delivery = Delivery(source="us_ofac_sdn", entries=tuple(entries), grade=OFFICIAL, handling=PUBLIC)
            position = ledger.append(delivery).position
            if isinstance(entries[0], Statement):
                made.append(Locator(position, 0))
        gate.close()


def _the_day_before() -> int:
    return now_us() - DAY_US


def _compact(home: Path, ledger: Ledger) -> int:
    """Every whole day into Parquet, both files without gaps, no view; how many decisions were moved."""
    history = open_history(home)
    moved = sum(one.decisions for one in archive(history, iso(now_us())[:10]))
    history.settle()
    history.close()
    for path in (history.path, home / "ledger.sqlite"):
        connection = connect(path, write=True)
        connection.execute("VACUUM").fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.close()
    shutil.rmtree(home / "views", ignore_errors=True)
    assert ledger.verify().damages == ()
    return moved


def _debtor(message: bytes) -> str:
    return message.decode().split("<Dbtr><Nm>")[1].split("</Nm>")[0]


def _designated(name: str, entity_id: str) -> list[Entry]:
    """Somebody who stood in a payment, listed."""
    return [
        Statement(entity_id=entity_id, schema="LegalEntity", prop="name", value=name, dataset="us_ofac_sdn"),
        Statement(entity_id=f"{entity_id}-s", schema="Sanction", prop="entity", value=entity_id, dataset="us_ofac_sdn"),
        Statement(entity_id=f"{entity_id}-s", schema="Sanction", prop="program", value="BENCH", dataset="us_ofac_sdn"),
    ]


def _fresh(policy: Policy, threshold: float) -> Policy:
    """The policy with another threshold, and no list too old: else every payment would be held for its age."""
    lists = {name: msgspec.structs.replace(rule, max_age_hours=1e7) for name, rule in policy.lists.items()}
    screening = msgspec.structs.replace(policy.screening, threshold=threshold)
    default = msgspec.structs.replace(policy.default_list, max_age_hours=1e7)
    return msgspec.structs.replace(
        policy, lists=lists, screening=screening, default_list=default, sha256=f"{round(threshold * 1000):064x}"
    )


def _mutated(terms: Terms, tasks: Iterable[Task]) -> Iterator[Redone]:
    before = getattr(score, WEIGHT)
    setattr(score, WEIGHT, before + CHANGED_BY)
    ledger = open_ledger(Path(terms.home))
    try:
        yield from replay(tasks, ledger, terms.policies, terms.exceptions)
    finally:
        setattr(score, WEIGHT, before)
        ledger.close()
