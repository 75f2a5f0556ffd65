"""A history of many past payments, written in bulk through the true tables, and kept for the next run.

Every distinct party and text is sealed under a secret of its own, every decision sealed and committed to, every mention
there. Left out, because the lookback asks for none of it: the chain's links, the lookups by ids, and the bytes as they
came in (all rows share one message). People and companies bear names by their frequency (names_generator), one name
each, as payments give them, with a country and an account and without birth dates.

Histories stand in the temporary folder by their size and the code they were made by, or where
WATCHGATE_BENCH_HISTORIES says; what nobody has asked for in some hours is removed.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import resources
from itertools import islice
from pathlib import Path
from tempfile import gettempdir
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

import names_generator
from gate_home import loaded_home, policy, policy_text
from harness import refuse_memory_disk
from watchgate.gate.history.entry import Entry, Received
from watchgate.gate.history.history import History, open_history
from watchgate.gate.history.numbers import packed_numbers
from watchgate.gate.history.packing import deflate, pack, pack_party
from watchgate.gate.history.preparing import beside
from watchgate.gate.history.schema import connect
from watchgate.gate.history.sealing import SECRET_BYTES, number_of
from watchgate.ledger.open import open_ledger
from watchgate.model.decision import Decision, Verdict, sealed
from watchgate.model.party import Identifier, Name, Party
from watchgate.model.record import Amount, Message, Record, RecordParty, Text
from watchgate.risk.version import fingerprint

SEED = 20_261_122
CUSTOMERS = 5
"""Payments of one customer, on average."""
BANKS = 200
TEXTS = 250_000
"""Distinct lines of remittance information, at most; below it one for every fourth payment."""
AT_ONCE = 20_000
KEPT_S = 12 * 3_600
MADE_BY = (
    *(f"gate/history/{one}.py" for one in ("customer_tables", "numbers", "packing", "preparing", "schema", "sealing")),
    *("gate/records/customer_file.py", "gate/records/customer_row.py"),
)
"""The code that decides what stands in a history: who follows it makes what else it needs."""
DECIDED_AT = 1_795_000_000_000_000
ROOT = "Document/FIToFICstmrCdtTrf/CdtTrfTxInf"
GOODS = ("invoice", "rent", "spare parts", "consulting", "freight", "salary", "refund", "cotton", "valves", "licence")


class Past(NamedTuple):
    """A home whose history holds so many `transactions`, with three mentions each, of `parties` distinct ones."""

    home: Path
    transactions: int
    parties: int


def past(transactions: int) -> Past:
    """A home with that history and all lists; made when it is not there. It may be written to: copy it for that."""
    home = _root() / f"{transactions}"
    if not home.is_dir():
        refuse_memory_disk(_root())
        partial = home.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(loaded_home(), partial, ignore=shutil.ignore_patterns("history", "*.sock", "*.lock"))
        (partial / "policy.toml").write_text(policy_text())
        _write(partial, transactions)
        partial.rename(home)
    home.touch()
    return Past(home, transactions, _customers(transactions) + transactions + BANKS)


def kept_folder(name: str) -> Path:
    """Where something made stands, beside the histories, until nobody asks for it any more; it may not be there."""
    folder = _root() / name
    if folder.is_dir():
        folder.touch()
    return folder


def creditors(transactions: int) -> Iterator[Party]:
    """Who was paid, payment after payment: each of them once."""
    return islice(_people(SEED + 1), transactions)


def _customers(transactions: int) -> int:
    return max(1, transactions // CUSTOMERS)


def _people(seed: int) -> Iterator[Party]:
    """Each name as a party of its own."""
    number = 0
    for one in names_generator.parties(1 << 62, seed):
        for name in one.names:
            number += 1
            yield Party(
                id="",
                schema="LegalEntity",
                names=(Name(name.text),),
                countries=one.countries[:1],
                identifiers=(Identifier("iban", f"XX{seed % 97:02}{number:016}"),),
            )


def _write(home: Path, transactions: int) -> None:
    ledger = open_ledger(home)
    position = ledger.head().position
    ledger.close()
    history = open_history(home)
    try:
        history.know_policy(policy())
        _first(history, position)
        history.file()
        connection = connect(history.path, write=True)
        connection.execute("PRAGMA synchronous=OFF")
        indexes = connection.execute("SELECT name, sql FROM sqlite_schema WHERE name LIKE '%_digest'").fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")  # made of all rows together at the end: a third of the time
        _rows(history, connection, transactions, position)
        for _, sql in indexes:
            connection.execute(str(sql))
        connection.close()
        history.settle()
    finally:
        history.close()
    os.sync()


def _first(history: History, position: int) -> None:
    """One payment through the front door, whose message and basis all others share."""
    record = _record(0, [], [])
    message = Message(kind=record.kind, bytes_sha256=record.bytes_sha256, sender="BENCHDEFF", message_id="M")
    decision = _decision(record, position)
    history.keep([Entry(Received(b"bench", record.bytes_sha256, DECIDED_AT), message, record, decision)])


def _rows(history: History, connection: Any, transactions: int, position: int) -> None:
    rng = random.Random(SEED)
    customers = _customers(transactions)
    lines = max(1, min(TEXTS, transactions // 4))
    packed = [pack_party(party) for party in _everybody(customers, transactions)]
    _insert(connection, "party", 4, _shared(history, b"party", packed))
    texts = [_line(rng, number) for number in range(lines)]
    _insert(connection, "text", 4, _shared(history, b"text", [text.encode() for text in texts]))
    mentions = np.zeros((transactions, 3), dtype=np.int32)
    quotes = np.zeros(transactions, dtype=np.int32)

    def decisions() -> Iterator[tuple[object, ...]]:
        for at in range(transactions):
            keys = (rng.randrange(customers) + 1 + BANKS, at + 1 + BANKS + customers, rng.randrange(BANKS) + 1)
            line = rng.randrange(lines) + 1
            mentions[at], quotes[at] = keys, line
            yield _decision_row(history, at + 2, keys, packed, texts[line - 1], line, position)

    _insert(connection, "decision", 16, decisions())
    _insert(connection, "quote", 2, _pairs(quotes, 1))
    _insert(connection, "mention", 2, _pairs(mentions.ravel(), 3))


def _shared(history: History, kind: bytes, contents: list[bytes]) -> Iterator[tuple[object, ...]]:
    sealer = history.sealer
    for key, content in enumerate(contents, 1):
        secret = os.urandom(SECRET_BYTES)
        yield key, number_of(sealer.digest(kind, content)), secret, sealer.seal(secret, content)


def _pairs(of: npt.NDArray[np.int32], each: int) -> Iterator[tuple[int, int]]:
    """What stands in decisions, `each` things in each of them, by the things in order."""
    order = np.argsort(of, kind="stable")
    for start in range(0, len(order), AT_ONCE):
        piece = order[start : start + AT_ONCE]
        yield from zip(of[piece].tolist(), (piece // each + 2).tolist(), strict=True)


def _insert(connection: Any, table: str, columns: int, rows: Iterator[tuple[object, ...]]) -> None:
    """In pieces: one transaction of all of it would stand on the disk twice."""
    marks = ",".join("?" * columns)
    while piece := list(islice(rows, AT_ONCE)):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", piece)
        connection.execute("COMMIT")


def _everybody(customers: int, transactions: int) -> Iterator[Party]:
    for number in range(BANKS):
        yield Party(id="", schema="Company", names=(Name(f"Bank of {number}"),), countries=("de",))
    yield from islice(_people(SEED), customers)
    yield from creditors(transactions)


def _decision_row(
    history: History,
    number: int,
    keys: tuple[int, int, int],
    packed: list[bytes],
    text: str,
    line: int,
    position: int,
) -> tuple[object, ...]:
    record = _record(number, ["debtor", "creditor", "creditor_agent"], [text])
    decision = _decision(record, position)
    secret = os.urandom(SECRET_BYTES)
    said = beside([packed[key - 1] for key in keys], [text.encode()])
    content = pack(record, decision)
    return (
        number,
        1,
        0,
        decision.decided_at,
        1,
        bytes.fromhex(record.id),
        bytes.fromhex(decision.sha256),
        history.sealer.commitment(secret, content, said),
        bytes(32),
        None,
        None,
        packed_numbers(keys),
        packed_numbers((line,)),
        secret,
        history.sealer.seal(secret, deflate(content)),
        None,
    )


def _record(number: int, roles: list[str], texts: list[str]) -> Record:
    return Record(
        id=sha256(b"record %d" % number).hexdigest(),
        kind="pacs.008.001.08",
        bytes_sha256=sha256(b"bench").hexdigest(),
        sender="BENCHDEFF",
        message_id=f"M{number}",
        transaction_id=f"T{number}",
        execution_date="2026-11-20",
        parties=tuple(RecordParty(role, Party(id=role), f"{ROOT}/{role}") for role in roles),
        amounts=(Amount("EUR", 10_000 + number),),
        texts=tuple(Text(text, f"{ROOT}/RmtInf/Ustrd") for text in texts),
    )


def _decision(record: Record, position: int) -> Decision:
    return sealed(
        Decision(
            record_id=record.id,
            verdict=Verdict.PASS,
            decided_at=DECIDED_AT,
            position=position,
            policy_sha256=policy().sha256,
            engine="watchgate bench",
            weights="0123456789abcdef",
            rule="pass_not_found",
            reason=f"not found: nobody in it reached the threshold in the evidence at position {position}",
        )
    )


def _line(rng: random.Random, number: int) -> str:
    return f"{rng.choice(GOODS)} {rng.choice(GOODS)} {number} of {rng.randrange(1, 29)}/{rng.randrange(1, 13)}"


@cache
def _root() -> Path:
    digest = sha256((fingerprint(resources.files("watchgate"), MADE_BY) + policy().sha256).encode())
    for module in ("names_generator", "names_generator_scripts", "lookback_history"):
        digest.update(Path(__file__).with_name(f"{module}.py").read_bytes())
    given = os.environ.get("WATCHGATE_BENCH_HISTORIES")
    root = Path(given) if given else Path(gettempdir()) / "watchgate-bench-histories"
    folder = root / digest.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    for other in root.iterdir():
        if other != folder and time.time() - other.stat().st_mtime > KEPT_S:
            shutil.rmtree(other, ignore_errors=True)
    return folder
