"""`watchgate bench gate`: what the gate must show, part after part.

Each part is a bench of its own as well (`watchgate bench gate_speed`), so that one can be run alone. Set
WATCHGATE_BENCH_HOME to a home with the lists loaded to save loading them. It listens on this machine only, sends a
bounded number of payments, and ends by itself.
"""

from __future__ import annotations

import time
from importlib import import_module

import msgspec

from harness import Result

PARTS = {
    "gate_parse": "parse and walk",
    "gate_samples": "samples",
    "gate_phases": "phases",
    "gate_speed": "speed",
    "gate_alerts": "alerts",
    "gate_deck": "deck",
    "gate_replay": "replay",
    "gate_rebuild": "rebuilt",
    "gate_fuzz": "fuzzing",
    "gate_kills": "kills",
    "gate_history": "history",
    "gate_ownership": "ownership",
}
"""Modules beside this one, each with `run(full)`, and what their figures are called here."""


def run(full: bool) -> list[Result]:
    """All parts, in order; a part that fails is one missed figure, and the next goes on."""
    results: list[Result] = []
    for module, name in PARTS.items():
        began = time.perf_counter()
        try:
            found = import_module(module).run(full)
        except Exception as error:
            found = [_broken(module, error)]
        results += [msgspec.structs.replace(one, measure=f"{name}: {one.measure}") for one in found]
        print(f"{name}: {time.perf_counter() - began:.0f} s", flush=True)
    return results


def _broken(module: str, error: Exception) -> Result:
    said = f"{type(error).__name__}: {error}"[:300]
    return Result(measure=f"{module} did not come to an end", value=1, unit="", target=0, at_most=True, note=said)
