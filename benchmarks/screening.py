"""From the ledger to the first answer, to the next one, and to a file of answers, on the bundled lists."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from harness import Result, percentile
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.delivery import Delivery
from watchgate.model.handling import PUBLIC, SYSTEM
from watchgate.model.party import Name, Party
from watchgate.model.policy_file import default_policy
from watchgate.model.statement import Statement
from watchgate.risk.screening import Screener
from watchgate.risk.watchlist import Watchlist
from watchgate.watch.lists import bundle

SEED = 20261122
CHANGES = 100
FIRST = ("John", "Mary", "Peter", "Anna", "Ivan", "Olga", "Wei", "Ali", "Carlos", "Yuki", "Fatima", "Lars", "Chidi")
LAST = ("Smith", "Muller", "Ivanov", "Garcia", "Chen", "Khan", "Dubois", "Rossi", "Novak", "Tanaka", "Okafor", "Berg")
START = "import sys; from watchgate.cli.main import main; main(['screen', 'Ri Pyong Chol', '--json'])"


def run(full: bool) -> list[Result]:
    """`full`: more queries and a longer file."""
    folder = Path(tempfile.mkdtemp(prefix="watchgate-screening-"))
    try:
        home = folder / "home"
        ledger = open_ledger(home)
        try:
            bundle.ensure(ledger, home)
            results = [*_starting(ledger, home), *_answering(ledger, home, 1_000 if full else 100)]
        finally:
            ledger.close()
        return [*results, *_cold(home), *_file(folder, home, 5_000 if full else 400)]
    finally:
        shutil.rmtree(folder)


def _starting(ledger: Ledger, home: Path) -> list[Result]:
    read_s = _seconds(lambda: sum(len(one) for _, one in ledger.as_of(reader=SYSTEM).entities()))
    build_s = _seconds(lambda: Watchlist.at(ledger, SYSTEM, views=home / "views"))
    again_s = _seconds(lambda: Watchlist.at(ledger, SYSTEM, views=home / "views"))
    size = len(Watchlist.at(ledger, SYSTEM, views=home / "views"))
    against = f"reading every statement of the ledger: {read_s:.2f} s"
    return [
        Result(measure="parties on the bundled lists", value=size, unit="parties"),
        Result(
            measure="watchlist built from the ledger",
            value=round(build_s, 2),
            unit="s",
            target=3.0,
            at_most=True,
            against=against,
            ratio=round(build_s / read_s, 2),
        ),
        Result(measure="watchlist from its checkpoint, names analysed before", value=round(again_s, 2), unit="s"),
    ]


def _answering(ledger: Ledger, home: Path, queries: int) -> list[Result]:
    screener = Screener(ledger, default_policy(), views=home / "views")
    asked = _queries(screener, queries)
    for party in asked[:10]:
        screener.screen(party)
    took = [_seconds(partial(screener.screen, party)) for party in asked]
    seen = [_change(ledger, screener, number) for number in range(CHANGES)]
    return [
        Result(measure="screenings a second, one core", value=round(len(took) / sum(took), 1), unit="1/s"),
        Result(measure="screening p50", value=round(percentile(took, 0.5) * 1000, 2), unit="ms"),
        Result(measure="screening p99", value=round(percentile(took, 0.99) * 1000, 2), unit="ms"),
        Result(
            measure="acknowledged change visible to the next query, p99",
            value=round(percentile(seen, 0.99) * 1000, 2),
            unit="ms",
            target=10.0,
            at_most=True,
        ),
    ]


def _change(ledger: Ledger, screener: Screener, number: int) -> float:
    """Seconds from the acknowledgement of a new person to a watchlist that has them."""
    name = f"Newly Designated Number {number}"
    statement = Statement(entity_id=f"new-{number}", schema="Person", prop="name", value=name, dataset="bench")
    ledger.append(Delivery(source="bench", entries=(statement,), handling=PUBLIC))
    took = _seconds(screener.catch_up)
    if screener.watchlist.party(f"new-{number}") is None:
        raise AssertionError(f"the change at position {screener.position} is not visible")
    return took


def _cold(home: Path) -> list[Result]:
    """A new process, from nothing to the first answer."""
    environment = {"WATCHGATE_HOME": str(home), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", START]
    took = min(_seconds(lambda: _ran(command, environment)) for _ in (1, 2))
    bare = _seconds(lambda: _ran([sys.executable, "-c", "pass"], environment))
    return [
        Result(
            measure="start of a process to its first answer",
            value=round(took, 2),
            unit="s",
            target=2.0,
            at_most=True,
            against=f"a process that does nothing: {bare:.2f} s",
            ratio=round(took / bare, 1),
        )
    ]


def _file(folder: Path, home: Path, rows: int) -> list[Result]:
    """A file by one process and by two, each with its start."""
    ledger = open_ledger(home)
    asked = _queries(Screener(ledger, default_policy(), views=home / "views"), rows)
    ledger.close()
    lines = [f'{number},"{party.names[0].text}"' for number, party in enumerate(asked)]
    (folder / "parties.csv").write_text("id,name\n" + "\n".join(lines) + "\n")
    environment = {"WATCHGATE_HOME": str(home), "PATH": "/usr/bin:/bin"}
    start = "import sys; from watchgate.cli.main import main; main(sys.argv[1:])"
    rates = []
    for workers in ("1", "2"):
        command = [sys.executable, "-c", start, "screen", "--file", str(folder / "parties.csv"), "--workers", workers]
        command += ["--out", str(folder / f"hits{workers}.jsonl")]
        took = _seconds(partial(_ran, command, environment))
        rates.append(rows / took)
    same = (folder / "hits1.jsonl").read_bytes() == (folder / "hits2.jsonl").read_bytes()
    return [
        Result(measure=f"file of {rows:,} parties, one process", value=round(rates[0], 1), unit="rows/s"),
        Result(
            measure=f"file of {rows:,} parties, two processes",
            value=round(rates[1], 1),
            unit="rows/s",
            against=f"one process: {rates[0]:.1f} rows/s",
            ratio=round(rates[1] / rates[0], 2),
            note="the same bytes" if same else "DIFFERENT OUTPUT",
        ),
    ]


def _queries(screener: Screener, count: int) -> list[Party]:
    """Half listed names, half names put together from common ones."""
    chance = random.Random(SEED)
    listed = sorted(party.names[0].text for party in screener.watchlist.parties() if party.names)
    found = []
    for number in range(count):
        name = chance.choice(listed) if number % 2 else f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        found.append(Party(id=str(number), schema="Thing", names=(Name(_plain(name)),)))
    return found


def _plain(name: str) -> str:
    """Without what would have to be quoted in a CSV file, or separates several names in it."""
    return name.replace('"', "").replace(";", " ")


def _ran(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run it; exit code 2 says that some row could not be compared, which is an answer too."""
    done = subprocess.run(command, env=dict(environment), check=False, capture_output=True)
    if done.returncode not in (0, 2):
        raise AssertionError(done.stderr.decode()[-500:])


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
