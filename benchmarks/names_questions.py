"""Names: what it costs to take apart and encode a name that nobody asked before, beside the plain code in the same run.

Processor time of this thread, after as many other names as are measured: language tables are there, and the words that
many names bear. Two kinds: any listed party with one of its names altered, and who pays in made-up payments.
What the kernel takes apart is compared with what the plain code makes of it, number by number.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Sequence
from random import Random

import numpy as np

from gate_clean import CleanPayments
from harness import Result
from names_alerts import SEED
from names_speed import _altered
from watchgate.model.party import Name, Party
from watchgate.risk.names.engine import asked as asking
from watchgate.risk.names.engine.asked import asked
from watchgate.risk.names.engine.asked_plain import AskedPlain, Taken

NAMES, NAMES_FULL = 3_000, 10_000
BAR_US = 40


class PlainCode(AskedPlain):
    """Every name by its analysis alone."""

    def taken(self, texts: Sequence[str], people: Sequence[bool]) -> list[Taken | None]:
        return [None for _ in zip(texts, people, strict=True)]


def run(full: bool) -> list[Result]:
    """3,000 names of each kind after 3,000 others; `full`: 10,000."""
    count = NAMES_FULL if full else NAMES
    rng = Random(SEED + 8)
    payments = CleanPayments(SEED)
    kinds = {
        "any listed party altered": [_altered(rng, number) for number in range(2 * count)],
        "parties of made-up payments": [_party(*payments.somebody()) for _ in range(2 * count)],
    }
    return [result for kind, parties in kinds.items() for result in _of(kind, parties)]


def _party(name: str, country: str, is_company: bool) -> Party:
    return Party(id="1", schema="Company" if is_company else "Person", names=(Name(name),), countries=(country,))


def _of(kind: str, parties: Sequence[Party]) -> list[Result]:
    half = len(parties) // 2
    plainly, ours = PlainCode(), AskedPlain()
    ours_us, plain_us = _mean_us(ours, parties), _mean_us(plainly, parties)
    texts = [party.names[0].text for party in parties[half:]]
    taken = sum(one is not None for one in ours.taken(texts, [False] * len(texts)))
    differing = sum(not _same(party, ours, plainly) for party in parties)
    return [
        Result(
            measure=f"a name that was not asked before taken apart and encoded: {kind}",
            value=round(ours_us, 1),
            unit="us",
            target=BAR_US,
            at_most=True,
            against=f"by its analysis, as the plain code does: {plain_us:.1f} us",
            ratio=round(ours_us / plain_us, 2),
            note=f"{half:,} parties of one name, one by one; load average {os.getloadavg()[0]:.1f}",
        ),
        Result(measure=f"of these taken apart by the kernel: {kind}", value=round(taken / half, 3), unit="share"),
        Result(
            measure=f"told a search otherwise than by the plain code: {kind}",
            value=differing,
            unit="names",
            target=0,
            at_most=True,
            note=f"{len(parties):,} names",
        ),
    ]


def _mean_us(by: AskedPlain, parties: Sequence[Party]) -> float:
    """Of the later half, after the earlier one."""
    _forget()
    half = len(parties) // 2
    asking._Kept.plain = by
    for party in parties[:half]:
        asked(party)
    gc.collect()
    gc.freeze()
    began = time.thread_time()
    for party in parties[half:]:
        asked(party)
    took = time.thread_time() - began
    gc.unfreeze()
    return took / half * 1e6


def _forget() -> None:
    """What the plain code remembers of names and words, so that neither way profits from the other."""
    from watchgate.risk.names import analysis, korean_spelled, lexicon, meaning, sound, token

    lexicon._entries.clear()
    for one in (analysis.analyse, korean_spelled.spelled, korean_spelled._segments, meaning.meanings):
        one.cache_clear()
    for other in (sound.heard, sound.coarse, token.token, token.of_kind, token.variant):
        other.cache_clear()


def _same(party: Party, ours: AskedPlain, plainly: AskedPlain) -> bool:
    found = []
    for by in (ours, plainly):
        asking._Kept.plain = by
        found.append(asked(party))
    return all(np.array_equal(one, other) for one, other in zip(found[0][:3], found[1][:3], strict=True))
