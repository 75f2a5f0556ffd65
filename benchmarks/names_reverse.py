"""Names in reverse: one designation against all parties of past traffic, and what keeping them takes."""

from __future__ import annotations

import random
import time
from pathlib import Path

from msgspec.structs import replace

from harness import Result, percentile
from names_apart import apart, read_parties, write_parties
from names_asked import MADE_BY, THRESHOLD
from names_generator_scripts import altered
from names_made import made_stored, new_parties, scratch
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.names.engine.reverse import StoredParties
from watchgate.risk.names.engine.warm import warm

SIZE = 8_000_000
QUICK = 300_000
DESIGNATIONS = 200
NAMES = 6
"""A name and five aliases."""


def run(full: bool) -> list[Result]:
    """`full`: eight million stored parties, as the bars are stated for; else 300,000."""
    warm()
    size = SIZE if full else QUICK
    of = f"{size:,} stored parties" if full else f"{size:,} stored parties, the bar is stated for {SIZE:,}"
    index = made_stored(size)
    known = index.parties()
    asked = write_parties(scratch(f"designations-{size}.jsonl"), designations(known))
    took = apart("names_reverse", "concerned", str(index.folder), str(asked))
    note = (
        f"{DESIGNATIONS} designations, half of them of stored parties; p50 {took['p50_s'] * 1000:.1f} ms, "
        f"{took['hits'] / DESIGNATIONS:.1f} concerned each; open in {took['open_s']:.1f} s"
    )
    return [
        Result(
            measure=f"reverse: a designation with five aliases, p99, CPU ({of})",
            value=round(took["p99_s"], 3),
            unit="s",
            target=0.8,
            at_most=True,
            note=note,
        ),
        Result(
            measure=f"reverse: disk ({of})",
            value=round(index.bytes / 1e9, 3),
            unit="GB",
            target=1.5,
            at_most=True,
            note=f"{index.bytes / size:.0f} bytes a party; {took['stored']:,.0f} stored",
        ),
    ]


def designations(known: list[Party]) -> list[Party]:
    """Every second is somebody who is stored; all with a name and five aliases, some of them weak."""
    rng = random.Random(9)
    found = []
    for number, model in enumerate(new_parties(4 * DESIGNATIONS)[:DESIGNATIONS]):
        party = rng.choice(known) if number % 2 else model
        texts = {name.text: None for name in party.names}
        tries = 0
        while len(texts) < NAMES and tries < 1_000:
            tries += 1
            texts[altered(rng.choice(list(texts)), rng, person=party.schema == "Person")] = None
        kinds = (NameKind.PRIMARY, *(rng.choice((NameKind.ALIAS, NameKind.ALIAS, NameKind.WEAK)) for _ in range(NAMES)))
        names = tuple(Name(text, kind) for text, kind in zip(list(texts)[:NAMES], kinds, strict=False))
        found.append(replace(party, id=f"designation-{number}", names=names))
    return found


def concerned(folder: str, asked: str) -> dict[str, float]:
    """Ask all designations; runs in a process of its own."""
    began = time.perf_counter()
    stored = StoredParties.open(Path(folder), MADE_BY)
    if stored is None:
        raise RuntimeError(f"no stored parties can be read in {folder}")
    opened = time.perf_counter() - began
    stored.concerned(Party(id="warm up", names=(Name("warm up"),)), THRESHOLD)
    took, hits = [], 0
    for party in read_parties(asked):
        at = time.process_time()
        hits += len(stored.concerned(party, THRESHOLD))
        took.append(time.process_time() - at)
    return {
        "p50_s": percentile(took, 0.5),
        "p99_s": percentile(took, 0.99),
        "hits": hits,
        "open_s": opened,
        "stored": len(stored),
    }
