"""Lookback: evidence during traffic, several processes, kills: the alerts against deciding everything again."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from harness import Result

ROUNDS, ROUNDS_FULL = 4, 25
DELIVERIES = 30
KILLS = 6


def run(full: bool) -> list[Result]:
    """Rounds of the tests' own harness, each with a seed of its own, which is said where something broke."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from support.lookback_rounds import lookback_round

    records = alerts = kills = 0
    broken: list[str] = []
    rounds = ROUNDS_FULL if full else ROUNDS
    for _ in range(rounds):
        seed = random.randrange(1 << 30)
        with TemporaryDirectory(prefix="watchgate-bench-") as folder:
            toll = lookback_round(Path(folder) / "home", seed, deliveries=DELIVERIES, kills=KILLS)
        records, alerts, kills = records + toll.records, alerts + toll.alerts, kills + toll.kills
        broken += [f"seed {seed}: {one}" for one in toll.broken]
    note = f"{rounds} rounds, {records:,} records, {alerts:,} alerts, {kills} kills"
    return [
        Result(
            measure="alerts that differ from deciding every record again at every delivery",
            value=len(broken),
            unit="alerts",
            target=0,
            at_most=True,
            note="; ".join([note, *broken[:3]]),
        )
    ]
