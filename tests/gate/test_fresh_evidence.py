"""Who was listed before a payment came is met in it, or the payment is held because evidence is behind: never passed.

Payments come in bunches, as over HTTP, and past them; evidence takes its time at every step on its way.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from support.gate_home import fill, gate, pay
from support.gate_world import listed
from support.parties import delivered
from watchgate.api.together import Together
from watchgate.api.work import Workers
from watchgate.gate.service import Gate, Input
from watchgate.gate.service_answers import Answer
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.decision import Verdict

LAG_S = 0.06
"""Instead of a second: as long as the slowest step, so that some wait in vain."""
AT_ONCE, ROUNDS = 6, 12
SYLLABLES = [head + vowel for head in "bdfgklmnprstvz" for vowel in "aeiou"]


def test_nobody_listed_before_a_payment_came_passes_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    random = Random(seed)
    monkeypatch.setattr("watchgate.gate.service_following.LAG_S", LAG_S)
    home = fill(tmp_path / "home")
    lists = open_ledger(home)
    try:
        with gate(home) as found:
            evidence: Any = found.evidence
            for owner, step in (
                (evidence, "_after"),
                (evidence, "_learn"),
                (evidence._watchlist, "take"),
                (evidence._grounds, "take"),
                (evidence._lists, "follow"),
            ):
                monkeypatch.setattr(owner, step, _slow(getattr(owner, step), random))
            answers = asyncio.run(_all(found, lists, random))
    finally:
        lists.close()
    missed = [
        (entity, answer.verdict, answer.rule, answer.position, position)
        for entity, position, answer in answers
        if not _is_met(answer, entity) and not (_is_held_for_lag(answer) and answer.position < position)
    ]
    assert missed == [], f"seed {seed}"
    met = sum(_is_met(answer, entity) for entity, _, answer in answers)
    assert 0 < met < len(answers) == AT_ONCE * ROUNDS, f"seed {seed}: {met} met, so that one of both ways was not gone"


def _is_met(answer: Answer, entity: str) -> bool:
    return answer.verdict is Verdict.HOLD and entity in {one.entity_id for one in answer.matches}


def _is_held_for_lag(answer: Answer) -> bool:
    """By whatever else it is held as well."""
    return answer.verdict is Verdict.HOLD and any(
        one.startswith("the evidence at hand ends") for one in answer.warnings
    )


async def _all(gate: Gate, lists: Ledger, random: Random) -> list[tuple[str, int, Answer]]:
    """Whom each payment names, the position at which they were listed, and the answer."""
    workers = Workers(4, 100, 60.0)
    together = Together(workers)

    async def one(lane: int) -> list[tuple[str, int, Answer]]:
        found = []
        for turn in range(ROUNDS):
            number = 1_000 * lane + turn
            entity = f"us-{number + 100}"
            name = " ".join("".join(random.choices(SYLLABLES, k=4)).title() for _ in "ab")
            said = delivered(*listed(entity, "Person", name=name), source="us_list")
            receipt = await asyncio.to_thread(lists.append, said)
            answer = await _decided(gate, together, workers, pay(number, name))
            found.append((entity, receipt.position, answer))
            await asyncio.sleep(random.uniform(0.0, 0.05))
        return found

    try:
        lanes = await asyncio.gather(*(one(lane) for lane in range(AT_ONCE)))
    finally:
        workers.close()
    return [one for lane in lanes for one in lane]


async def _decided(gate: Gate, together: Together, workers: Workers, data: bytes) -> Answer:
    """In a bunch, and where evidence is behind as any larger body is."""
    messages = await together.decide(gate, Input(data))
    if messages is None:
        messages = await workers.run(lambda _: gate.decide_bytes(data))
    ((answer,),) = (one.transactions for one in messages)
    return answer


def _slow(step: Callable[..., Any], random: Random) -> Callable[..., Any]:
    def slowed(*given: Any) -> Any:
        if random.random() < 0.3:
            time.sleep(random.uniform(0.0, LAG_S))
        return step(*given)

    return slowed
