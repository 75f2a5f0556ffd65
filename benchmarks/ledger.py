"""The figures of the ledger: durable load, acknowledgements, as-of reads, size, visibility, kills and faults.

Everything at the size the bars are stated for: 5 million statements, 200 kills, 1,000 fault runs, in six to eight
minutes on an idle machine with 2 cores. `--full` takes longer over what goes by time and reads everything in bulk.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

import ledger_concurrent
from harness import Result, percentile, refuse_memory_disk
from ledger_faults import Faults, faults
from ledger_load import BATCH, load, sync_ms
from ledger_reads import READERS, as_of_reads, bare_bulk_read_per_s, bare_reads, bulk_read_per_s
from ledger_statements import ListStatements
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger

SEED = 20261122
SIZE = 5_000_000
KILLS = 200
FAULT_RUNS = 1_000
READS = 20_000


def run(full: bool) -> list[Result]:
    """Every figure, in one run on one ledger on the disk of TMPDIR; the folder is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="watchgate-bench-"))
    try:
        refuse_memory_disk(folder)
        return list(_results(folder, full))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _results(folder: Path, full: bool) -> Iterator[Result]:
    size = SIZE
    home = folder / "home"
    statements = ListStatements(SEED, BATCH)
    yield Result(
        measure="load average before the run",
        value=os.getloadavg()[0],
        unit="",
        note=f"{os.cpu_count()} cores: what else runs is in every figure below",
    )
    sync = sync_ms(folder)
    _say(f"loading {size:,} statements, here and by bare apsw")
    bare_path = folder / "bare.sqlite"
    with closing(open_ledger(home)) as ledger:
        loads = load(ledger, home / "ledger.sqlite", bare_path, statements, size)
    bytes_stored = _stored_bytes(home)
    loaded, bare = loads.each, loads.bare
    for path in folder.glob("bare.sqlite*"):
        path.unlink()
    at = f"at {size:,} statements"
    yield Result(measure="sync of the disk, p50", value=sync[0], unit="ms", note="fdatasync after 128 KiB")
    yield Result(measure="sync of the disk, p99", value=sync[1], unit="ms", note="fdatasync after 128 KiB")
    yield Result(
        measure="durable statements",
        value=loaded.per_s,
        unit="/s",
        target=30_000,
        note=f"{at}, deliveries of {BATCH:,}, each durable before the next is begun, which is prepared meanwhile "
        f"(append_each); slowest tenth {loaded.slowest_tenth_per_s:,.0f}/s; batch p99 {loaded.batch_p99_ms:.1f} ms",
    )
    yield Result(
        measure="durable statements, share of bare apsw",
        value=loaded.per_s / bare.per_s,
        unit="",
        target=0.6,
        against=f"apsw writing the same rows: {bare.per_s:,.0f}/s",
        ratio=loaded.per_s / bare.per_s,
        note=f"{at}, same tables, settings and batches",
    )
    yield Result(
        measure="durable statements, each append awaited before the next is prepared",
        value=loads.awaited.per_s,
        unit="/s",
        target=30_000,
        against=f"apsw writing the same rows: {bare.per_s:,.0f}/s",
        ratio=loads.awaited.per_s / bare.per_s,
        note=f"every other turn of the same load; batch p99 {loads.awaited.batch_p99_ms:.1f} ms",
    )
    yield Result(
        measure="bytes a statement",
        value=bytes_stored / size,
        unit="B",
        target=250,
        at_most=True,
        note=f"{at}, the whole file after a checkpoint",
    )
    (home / "entities.json").write_bytes(msgspec.json.encode(statements.entities))
    with closing(open_ledger(home)) as ledger:
        yield from _reads(ledger, home / "ledger.sqlite", statements.entities, size, full)
        yield from _concurrent(ledger, home, statements, sync[0], full)
    _say(f"{FAULT_RUNS:,} storage-fault runs and {KILLS} kills")
    yield from _faults(faults(folder / "faults", KILLS, FAULT_RUNS))


def _reads(ledger: Ledger, path: Path, entities: list[str], size: int, full: bool) -> Iterator[Result]:
    _say("reading")
    bare = bare_reads(path, entities, ledger.head().position, READS)
    for name, reader in READERS:
        reads = as_of_reads(ledger, entities, reader, READS)
        note = f"by {name}, at {size:,} statements, {reads.statements:.1f} statements each; warm page cache"
        for share, value, beside, target in (
            ("p50", reads.p50_us, bare.p50_us, 100),
            ("p99", reads.p99_us, bare.p99_us, 500),
        ):
            yield Result(
                measure=f"as-of read of one entity, {share}",
                value=value,
                unit="us",
                target=target,
                at_most=True,
                against=f"apsw fetching the same rows: {beside:.0f} us",
                ratio=value / beside,
                note=note,
            )
    at_most = size if full else 1_000_000
    bulk, bare_bulk = bulk_read_per_s(ledger, at_most), bare_bulk_read_per_s(path, at_most)
    yield Result(
        measure="bulk read of entities()",
        value=bulk,
        unit="/s",
        against=f"apsw fetching the same rows: {bare_bulk:,.0f}/s",
        ratio=bulk / bare_bulk,
        note=f"the first {min(at_most, size):,} statements",
    )


def _concurrent(
    ledger: Ledger, home: Path, statements: ListStatements, sync_p50_ms: float, full: bool
) -> Iterator[Result]:
    seconds = 10.0 if full else 4.0
    _say("appending from many, reading beside a writer, watching from another process")
    limit = ledger_concurrent.PRODUCERS / sync_p50_ms * 1e3
    for kind, rate in (
        ("threads", ledger_concurrent.threads_appending(ledger, seconds)),
        ("processes over the socket", ledger_concurrent.processes_appending(home, seconds)),
    ):
        yield Result(
            measure=f"acknowledged appends, {ledger_concurrent.PRODUCERS} {kind}",
            value=rate.per_s,
            unit="/s",
            target=5_000,
            against=f"one sync for every {ledger_concurrent.PRODUCERS} appends, nothing else: {limit:,.0f}/s",
            ratio=rate.per_s / limit,
            note=f"three statements each; p99 of one {rate.p99_ms:.1f} ms",
        )
    process, thread, per_s = ledger_concurrent.reader_beside_writer(
        ledger, home, statements.entities, statements, seconds
    )
    for kind, value in (("process", process), ("thread of the writer's process", thread)):
        yield Result(
            measure=f"reader beside a loading writer, p99, {kind}",
            value=value,
            unit="ms",
            target=10,
            at_most=True,
            note=f"while {per_s:,.0f} statements/s were loaded",
        )
    seen = ledger_concurrent.seen_by_another(ledger, home, seconds * 3)
    yield Result(
        measure="new delivery read by another process, p99",
        value=percentile(seen, 0.99),
        unit="ms",
        target=20,
        at_most=True,
        note=f"from the call of append, {len(seen)} deliveries; p50 {percentile(seen, 0.5):.1f} ms",
    )


def _faults(found: Faults) -> Iterator[Result]:
    yield Result(
        measure="acknowledged lost, torn or damaged",
        value=len(found.lost),
        unit="",
        target=0,
        at_most=True,
        note="; ".join(found.lost[:3]) or f"{found.acknowledged:,} acknowledged deliveries looked at",
    )
    yield Result(measure="kills with SIGKILL", value=found.kills, unit="", target=KILLS)
    yield Result(measure="storage-fault runs", value=found.runs, unit="", target=FAULT_RUNS)
    yield Result(
        measure="mutation check: runs with synchronous off that are caught",
        value=found.without_sync_caught,
        unit=f"of {found.without_sync_runs}",
        target=1,
    )


def _say(what: str) -> None:
    print(f"ledger: {what}", file=sys.stderr, flush=True)


def _stored_bytes(home: Path) -> int:
    return sum(path.stat().st_size for path in home.glob("ledger.sqlite*") if not path.name.endswith("-shm"))
