"""Names: accuracy on the labelled sets, alert load, losslessness, speed, live changes, stored parties in reverse."""

from __future__ import annotations

import time
from importlib import import_module

from harness import Result, wilson
from names_alerts import alert_load, index, listed_found
from names_causes import summary
from names_corpus import parties
from names_sets import THRESHOLD, Pair, altered, meets, pair_sets
from names_speed import speed
from watchgate.risk.names.engine.warm import warm

PARTS = ("names_scale", "names_live", "names_reverse", "names_lossless")
"""Benches of their own as well."""
BARS: dict[str, dict[str, float]] = {
    "Hangul-Latin persons": {"precision": 0.95, "recall": 0.90},
    "Han, all pairs": {"recall": 0.90},
    "Cyrillic persons": {"F1": 0.985},
    "Arabic persons": {"F1": 0.75},
    "DPRK Latin aliases": {"F1": 0.85},
    "DPRK persons across scripts": {"precision": 0.98, "recall": 0.90},
    "name cases": {"F1": 0.85},
}


def run(full: bool) -> list[Result]:
    """`full`: the sizes the bars are stated for; else samples and tenths of them, as each figure says."""
    warm()
    return [
        *(figure for name, pairs in pair_sets().items() for figure in _accuracy(name, pairs)),
        *_altered_names(),
        *_build(),
        *alert_load(15_000 if full else 1_500),
        *listed_found(),
        *speed(200 if full else 40),
        *(figure for part in PARTS for figure in import_module(part).run(full)),
    ]


def _accuracy(name: str, pairs: list[Pair]) -> list[Result]:
    met = [(pair.compare().points >= THRESHOLD, pair.same) for pair in pairs]
    right = sum(hit and same for hit, same in met)
    wrong = sum(hit and not same for hit, same in met)
    missed = sum(same and not hit for hit, same in met)
    bars = BARS.get(name, {})
    intervals = {"precision": wilson(right, right + wrong), "recall": wilson(right, right + missed)}
    values = {
        "precision": right / max(1, right + wrong),
        "recall": right / max(1, right + missed),
        "F1": 2 * right / max(1, 2 * right + wrong + missed),
    }
    results = []
    for what, value in values.items():
        low, high = intervals.get(what, (0.0, 0.0))
        note = f"95 % interval {low:.3f}-{high:.3f}" if what in intervals else summary(pairs)
        results.append(
            Result(
                measure=f"{name}: {what} (n={len(pairs)})",
                value=round(value, 4),
                unit="share",
                target=bars.get(what),
                note=note,
            )
        )
    return results


def _altered_names() -> list[Result]:
    cases, everybody = altered()
    meant = [(case, meets(case.query, case.names)) for case in cases if case.names]
    nobody = [meets(case.query, everybody) for case in cases if not case.names]
    found = sum(met for _, met in meant)
    low, high = wilson(found, len(meant))
    ways = sorted({case.way for case, _ in meant})
    shares = {way: [met for case, met in meant if case.way == way] for way in ways}
    note = "; ".join(f"{way} {sum(met)}/{len(met)}" for way, met in shares.items())
    wrong_low, wrong_high = wilson(sum(nobody), len(nobody))
    return [
        Result(
            measure=f"altered DPRK names: recall (n={len(meant)})",
            value=round(found / len(meant), 4),
            unit="share",
            target=0.93,
            note=f"95 % interval {low:.3f}-{high:.3f}; {note}",
        ),
        Result(
            measure=f"altered DPRK names: negatives that meet anybody (n={len(nobody)})",
            value=round(sum(nobody) / len(nobody), 4),
            unit="share",
            target=0.20,
            at_most=True,
            note=f"95 % interval {wrong_low:.3f}-{wrong_high:.3f}",
        ),
    ]


def _build() -> list[Result]:
    parties()
    began = time.process_time()
    size = len(index())
    took = time.process_time() - began
    names = sum(len(party.names) for party in parties())
    return [
        Result(measure="parties on all lists", value=size, unit="parties"),
        Result(measure="names on all lists", value=names, unit="names"),
        Result(measure="index built, analysis included", value=round(took, 2), unit="CPU s", target=6.0, at_most=True),
    ]
