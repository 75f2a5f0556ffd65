"""Names in reverse: designations against all parties of past traffic, and what keeping them takes."""

from __future__ import annotations

import random
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from harness import Result, percentile
from names_apart import apart, read_parties, write_parties
from names_asked import MADE_BY, THRESHOLD
from names_generator_scripts import altered
from names_made import made_stored, new_parties, new_stored, scratch
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.names.engine.reverse import StoredParties
from watchgate.risk.names.engine.warm import warm

SIZE = 8_000_000
QUICK = 1_000_000
DESIGNATIONS = 500
NAMES = 6
"""A name and five aliases."""
BATCH = 2_000
"""New parties that are stored together: those of a second."""
STORED = 60_000


def run(full: bool) -> list[Result]:
    """`full`: eight million stored parties, as the bars are stated for; else one, and from it what eight would take.

    Time is then taken in proportion, which is too much; bytes of a party as they fell from an eighth of it to it.
    """
    warm()
    size = SIZE if full else QUICK
    index = made_stored(size)
    asked = write_parties(scratch(f"designations-{size}.jsonl"), designations(index.parties()))
    new = write_parties(scratch("newly-stored.jsonl"), new_stored(STORED))
    took = apart("names_reverse", "concerned", str(index.folder), str(asked), str(new))
    times = SIZE // size
    of = f"{SIZE:,} stored parties" if times == 1 else f"{SIZE:,} stored parties, by what {size:,} take"
    bytes_each = index.bytes / size
    if times > 1:
        smaller = size // times
        bytes_each *= bytes_each / (made_stored(smaller).bytes / smaller)
    note = (
        f"{DESIGNATIONS} designations, half of them of stored parties: p50 {took['p50_s'] * 1000:.1f} ms, "
        f"p99 {took['p99_s'] * 1000:.1f}, {took['hits'] / DESIGNATIONS:.1f} concerned each, {size:,} stored; "
        f"open in {took['open_s']:.1f} s"
    )
    return [
        Result(
            measure=f"reverse: a designation with five aliases, p99, CPU ({of})",
            value=round(took["p99_s"] * times, 3),
            unit="s",
            target=0.8,
            at_most=True,
            note=note,
        ),
        Result(
            measure=f"reverse: disk ({of})",
            value=round(bytes_each * SIZE / 1e9, 3),
            unit="GB",
            target=1.5,
            at_most=True,
            note=f"{index.bytes / size:.0f} bytes a party; {took['stored']:,.0f} stored",
        ),
        Result(
            measure=f"reverse: a list change of {DESIGNATIONS} designations together, CPU ({size:,} stored parties)",
            value=round(took["together_s"], 2),
            unit="s",
            note=f"as many others, one by one: {took['each_s']:.2f} s",
        ),
        Result(
            measure=f"reverse: new parties stored, {BATCH:,} at a time, merging among it, CPU",
            value=round(STORED / took["store_s"]),
            unit="parties/s",
            target=2_000,
            note=f"the slowest batch {took['batch_s']:.2f} s; {took['tiers']:.0f} segments at the end",
        ),
    ]


def designations(known: list[Party]) -> list[Party]:
    """Twice as many as are asked about one by one; every second is somebody who is stored.

    All have a name and five aliases, some of them weak.
    """
    rng = random.Random(9)
    found = []
    for number, model in enumerate(new_parties(8 * DESIGNATIONS)[: 2 * DESIGNATIONS]):
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


def concerned(folder: str, asked: str, new: str) -> dict[str, float]:
    """Ask all designations, one by one and together, then store new parties; runs in a process of its own."""
    began = time.perf_counter()
    stored = StoredParties.open(Path(folder), MADE_BY)
    if stored is None:
        raise RuntimeError(f"no stored parties can be read in {folder}")
    opened = time.perf_counter() - began
    stored.reverse(Party(id="warm up", names=(Name("warm up"),)), THRESHOLD)
    took, hits = [], 0
    parties = list(read_parties(asked))
    half = len(parties) // 2
    for party in parties[:half]:
        at = time.process_time()
        hits += len(stored.reverse(party, THRESHOLD))
        took.append(time.process_time() - at)
    at = time.process_time()
    together = stored.reverse_many(parties[half:], THRESHOLD)
    together_s = time.process_time() - at
    if together[0] != stored.reverse(parties[half], THRESHOLD):
        raise RuntimeError("an entity asked about with others finds something else than by itself")
    return {
        "p50_s": percentile(took, 0.5),
        "p99_s": percentile(took, 0.99),
        "each_s": sum(took),
        "together_s": together_s,
        "hits": hits,
        "open_s": opened,
        "stored": len(stored),
        **_store(new),
    }


def _store(new: str) -> dict[str, float]:
    stored = StoredParties()
    parties = iter(enumerate(read_parties(new)))
    took = []
    began = time.process_time()
    while batch := list(islice(parties, BATCH)):
        at = time.process_time()
        stored.store(batch)
        took.append(time.process_time() - at)
    stored.settled()
    whole = time.process_time() - began
    with TemporaryDirectory() as folder:
        stored.save(Path(folder), MADE_BY)
        segments = len(list(Path(folder).glob("*.names")))
    return {"store_s": whole, "batch_s": max(took), "tiers": segments}
