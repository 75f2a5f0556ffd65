"""Lookback: what one designation costs as the history grows, from ten thousand distinct parties up.

The same designations over histories of each size (lookback_past, without the re-screen). A scan of all parties would
cost ten times as much for ten times as many; the ratio beside each figure is what it costs here, and the exponent is
that of all sizes together (1: as a scan). Peak memory is that of the largest process so far.
"""

from __future__ import annotations

import resource

import numpy as np

from harness import Result, percentile
from lookback_history import past
from lookback_past import over

SIZES = (8_000, 80_000, 800_000)
"""Payments; with their customers so many tens of thousands of distinct parties."""
LARGEST = 8_000_000
"""Some ten gigabytes, which are not copied: the designations of each run stay in it."""


def run(full: bool) -> list[Result]:
    """10^4, 10^5, 10^6 distinct parties; `full`: 10^7 as well, half an hour of two processors to make once."""
    results: list[Result] = []
    before = 0.0
    costs: list[tuple[int, float]] = []
    for size in (*SIZES, *((LARGEST,) if full else ())):
        found = past(size)
        taken = over(found, check=False, copied=size != LARGEST)
        every = [one.all_s * 1e3 for one in taken.looked]
        cost = percentile(taken.cpu_s, 0.5) * 1e3
        results.append(
            Result(
                measure=f"a designation with 5 aliases over {found.parties:,} distinct parties, CPU p50",
                value=round(cost, 1),
                unit="ms",
                against=f"a tenth of the parties: {before:.1f} ms" if before else None,
                ratio=cost / before if before else None,
                note=(
                    f"most {max(taken.cpu_s) * 1e3:.0f} ms CPU; by the clock p50 {percentile(every, 0.5):.0f}, "
                    f"most {max(every):.0f} ms; {sum(len(one.alerts) for one in taken.looked):,} alerts; "
                    f"{taken.made}; read in {taken.read_s:.2f} s; at most {_peak_bytes() / 1e6:,.0f} MB"
                ),
            )
        )
        before = cost
        costs.append((found.parties, cost))
    parties, spent = np.log(np.array(costs)).T
    slope = float(np.polyfit(parties, spent, 1)[0])
    results.append(Result(measure="cost by distinct parties, exponent", value=round(slope, 2), unit=""))
    return results


def _peak_bytes() -> int:
    return 1024 * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
