"""`watchgate bench lookback`: what the lookback must show, part after part.

Each part is a bench of its own as well (`watchgate bench lookback_past`). Set WATCHGATE_BENCH_HOME to a home with the
lists loaded to save loading them; histories are made once and kept for some hours (lookback_history).
"""

from __future__ import annotations

import time
from importlib import import_module
from importlib.util import find_spec

import msgspec

from harness import Result

PARTS = {
    "lookback_past": "past",
    "lookback_interleaved": "interleaved",
    "lookback_live": "live",
    "customers": "customers",
    "lookback_curve": "curve",
}
"""Modules beside this one, each with `run(full)`, and what their figures are called here."""


def run(full: bool) -> list[Result]:
    """All parts, in order; a part that fails is one missed figure, and the next goes on."""
    results: list[Result] = []
    for module, name in PARTS.items():
        if find_spec(module) is None:
            continue
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
