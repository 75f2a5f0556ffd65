"""`watchgate bench gate_fuzz`: broken and hostile inputs, each of which must get its answer, soon.

Inputs are clean payments of all formats and the sample messages, changed by one to six mutations: signs flipped,
stretches cut out, doubled, moved or taken from another message, brackets and quotes put in, texts made long. A third of
them are changed only within values, so that the message stays readable and what is odd in it reaches the decision. One
input in fifty goes through the whole gate and is durable, the others are read and decided without a history. Processes
of their own do it, so that one that dies is seen.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import msgspec

from gate_clean import CleanPayments
from gate_home import home_copy, open_gate, policy
from harness import Result, percentile, shared
from watchgate.gate.decide.decide import decide
from watchgate.gate.records.read import read_messages
from watchgate.gate.service import Gate
from watchgate.model.clock import now_us
from watchgate.model.decision import Verdict
from watchgate.model.record import Outcome

SEED = 20_261_122
INPUTS, INPUTS_FULL = 8_000, 1_000_000
LARGEST_BYTES = 16_384
ANSWER_MS = 100.0
DURABLE_EVERY = 50
WARM = 50
"""Inputs before the first that counts."""
POOL, FRESH = 400, 0.05
"""Payments at hand to be changed, and how often one of them is made anew: making one takes longer than answering it."""
GENTLE = 0.33
"""Share of the inputs that are changed only within values."""
LONGEST_S = 7_200
PUT_IN = (
    b"<", b">", b"&", b"&amp;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b'"', b"'", b"{", b"}", b"[", b"]", b":", b",",
    b"$", b"-}", b"{4:", b":59:", b":70:", b"\r\n", b"\x00", b"\xff\xfe", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\xc3",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<?x y?>", b"9" * 400, b"A" * 400, b"<a>" * 80, "김".encode() * 40,
    b"xmlns='urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10'", b"1e999", b"-0", b"null", b"\\u0000",
    b"\xf0\x9f\x92\xa9",
)  # fmt: skip

ALLOWED = (
    b" ", b"-", b".", "\u200b".encode(), "\u00e9".encode(), "\u0438".encode(), "\uae40".encode(), "\u91d1".encode(),
    "\u0639".encode(), "\u0301".encode(), b"&#x130;", b" AL ", b" DE LA ", b" CO LTD ", b"0" * 40, b"IMO 9074729 ",
    "\uff21".encode(), "\u202e".encode(), b"A B C D E F G H ", b"MUHAMMAD " * 12, b"KIM " * 30,
)  # fmt: skip
"""What may stand in a name or text of a message that is well-formed."""
_VALUE = re.compile(rb"(?<=[>:\",\n])[A-Za-z0-9 ]{3,140}(?=[<\r\n\",])")


class Fuzzed(msgspec.Struct):
    """What one process saw. Times in milliseconds; `late`: inputs whose answer took longer on the wall, and in CPU."""

    inputs: int = 0
    crashes: list[str] = []
    unanswered: int = 0
    late_wall: int = 0
    late_cpu: int = 0
    worst_wall_ms: float = 0.0
    worst_cpu_ms: float = 0.0
    durable_ms: list[float] = []
    worst: str = ""
    outcomes: dict[str, int] = {}


def run(full: bool) -> list[Result]:
    """8,000 inputs; `full`: a million."""
    count = INPUTS_FULL if full else INPUTS
    processes = os.cpu_count() or 1
    with home_copy() as home:
        commands = [
            [sys.executable, __file__, str(home), str(SEED + number), str(count // processes)]
            for number in range(processes)
        ]
        began = time.perf_counter()
        running = [subprocess.Popen(one, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for one in commands]
        ended = [one.communicate(timeout=LONGEST_S) for one in running]
        seconds = time.perf_counter() - began
    died = [
        error.decode(errors="replace")[-300:] for one, (_, error) in zip(running, ended, strict=True) if one.returncode
    ]
    found = [msgspec.json.decode(out, type=Fuzzed) for one, (out, _) in zip(running, ended, strict=True) if out]
    inputs = sum(one.inputs for one in found)
    outcomes: Counter[str] = sum((Counter(one.outcomes) for one in found), Counter())
    crashes = [*died, *(crash for one in found for crash in one.crashes)]
    slowest = max(found, key=lambda one: one.worst_wall_ms, default=Fuzzed())
    worst_cpu = max((one.worst_cpu_ms for one in found), default=0.0)
    durable = [took for one in found for took in one.durable_ms] or [0.0]
    return [
        Result(
            measure="fuzzed inputs",
            value=inputs,
            unit="inputs",
            target=count // processes * processes,
            note=f"{inputs / seconds:,.0f}/s in {processes} processes, seed {SEED}, at most {LARGEST_BYTES:,} B each; "
            + ", ".join(f"{number:,} {name}" for name, number in outcomes.most_common()),
        ),
        Result(
            measure="crashes", value=len(crashes), unit="", target=0, at_most=True, note="; ".join(crashes[:3]) or None
        ),
        Result(
            measure="messages without an answer",
            value=sum(one.unanswered for one in found),
            unit="messages",
            target=0,
            at_most=True,
        ),
        Result(
            measure=f"answers later than {ANSWER_MS:g} ms on the wall",
            value=sum(one.late_wall for one in found),
            unit="answers",
            target=0,
            at_most=True,
            against=f"in CPU time: {sum(one.late_cpu for one in found)}",
            note=f"worst {slowest.worst_wall_ms:.1f} ms on the wall, {worst_cpu:.1f} ms CPU; "
            f"load average {os.getloadavg()[0]:.1f}; {slowest.worst}",
        ),
        Result(
            measure="of them durable, p99",
            value=round(percentile(durable, 0.99), 1),
            unit="ms",
            note=f"{len(durable):,} inputs through the whole gate",
        ),
    ]


def fuzz(gate: Gate, inputs: Inputs, count: int) -> Fuzzed:
    """`count` inputs, each answered before the next."""
    seen = Fuzzed(crashes=[], durable_ms=[], outcomes={})
    outcomes: Counter[str] = Counter()
    for number in range(count):
        data = inputs.next()
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            answered = _durable(gate, data) if number % DURABLE_EVERY == 0 else _answered(gate, data)
        except Exception as error:
            seen.crashes.append(f"input {number}: {type(error).__name__}: {error}"[:300])
            continue
        finally:
            seen.inputs += 1
            took, used = (time.perf_counter() - wall) * 1e3, (time.thread_time() - cpu) * 1e3
            seen.late_wall += took > ANSWER_MS
            seen.late_cpu += used > ANSWER_MS
            if took > seen.worst_wall_ms:
                seen.worst_wall_ms, seen.worst = took, f"input {number} of {len(data):,} B"
            seen.worst_cpu_ms = max(seen.worst_cpu_ms, used)
        if number % DURABLE_EVERY == 0:
            seen.durable_ms.append(took)
        seen.unanswered += not answered
        outcomes.update(answered)
    seen.outcomes = dict(outcomes)
    return seen


def _answered(gate: Gate, data: bytes) -> list[str]:
    found: list[str] = []
    for message in read_messages(data):
        if message.outcome is not Outcome.READ:
            found.append(message.outcome.value if message.reason else "no reason")
        found += [decide(one, gate.evidence, policy(), decided_at=now_us()).verdict.value for one in message.records]
    return found


def _durable(gate: Gate, data: bytes) -> list[str]:
    answers = [one for message in gate.decide_bytes(data) for one in message.transactions]
    return [one.verdict.value for one in answers if one.decision and isinstance(one.verdict, Verdict)]


class Inputs:
    """Mutated messages; the same seed makes the same."""

    def __init__(self, seed: int, samples: list[bytes], people: list[tuple[str, str]] | None = None) -> None:
        """`people`: whom the payments name, the measuring data's unless given."""
        self._random = Random(seed)
        self._payments = CleanPayments(seed, people=people)
        self._samples = [one for one in samples if len(one) <= LARGEST_BYTES]
        self._last = b"{}"
        self._pool: list[bytes] = []

    def next(self) -> bytes:
        """One input."""
        data = self._base()
        change = self._within_a_value if self._random.random() < GENTLE else self._mutated
        for _ in range(self._random.randrange(1, 7)):
            data = change(data)[:LARGEST_BYTES]
        self._last = data or self._last
        return data

    def _base(self) -> bytes:
        random = self._random
        way = random.random()
        if way >= 0.5 and self._samples:
            return random.choice(self._samples)
        if len(self._pool) < POOL:
            self._pool.append(self._payment())
            return self._pool[-1]
        at = random.randrange(POOL)
        if random.random() < FRESH:
            self._pool[at] = self._payment()
        return self._pool[at]

    def _payment(self) -> bytes:
        return self._payments.message() if self._random.random() < 0.7 else self._rows()

    def _rows(self) -> bytes:
        one, other = self._payments.somebody(), self._payments.somebody()
        row = {"transaction_id": "T-1", "debtor": one.name, "creditor": other.name, "text": "RENT", "amount": "1.00"}
        if self._random.random() < 0.5:
            return msgspec.json.encode({**row, "debtor_country": one.country, "currency": "EUR"})
        return (",".join(row) + "\n" + ",".join(f'"{value}"' for value in row.values()) + "\n").encode()

    def _within_a_value(self, data: bytes) -> bytes:
        """A run of letters or digits changed by what is allowed there: joined, doubled, of other scripts, very long."""
        random = self._random
        start = random.randrange(len(data)) if data else 0
        found = _VALUE.search(data, start) or _VALUE.search(data)
        if found is None:
            return self._mutated(data)
        value = found.group()
        way = random.randrange(6)
        at = random.randrange(len(value))
        if way == 0:
            value = value[:at] + random.choice(ALLOWED) + value[at:]
        elif way == 1:
            value = value[::-1]
        elif way == 2:
            value = (value + b" ") * random.choice((2, 3, 30))
        elif way == 3:
            value = value[:at] + value[at + 1 :]
        elif way == 4:
            other = _VALUE.search(self._last, random.randrange(len(self._last)))
            value = other.group() if other else value
        else:
            value = value[:at] + bytes((random.choice(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -."),)) + value[at + 1 :]
        return data[: found.start()] + value + data[found.end() :]

    def _mutated(self, data: bytes) -> bytes:
        random = self._random
        if not data:
            return random.choice(PUT_IN)
        at = random.randrange(len(data))
        end = min(len(data), at + random.choice((1, 1, 2, 8, 40, 300)))
        way = random.randrange(8)
        if way == 0:
            return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]
        if way == 1:
            return data[:at] + data[end:]
        if way == 2:
            return data[:end] + data[at:end] * random.choice((1, 2, 20)) + data[end:]
        if way == 3:
            return data[:at] + random.choice(PUT_IN) + data[at:]
        if way == 4:
            return data[:at] + random.choice(PUT_IN) + data[end:]
        if way == 5:
            start = random.randrange(len(self._last))
            return data[:at] + self._last[start : start + random.choice((10, 100, 1_000))] + data[end:]
        if way == 6:
            return data[:at] if random.random() < 0.3 else data[at:end] + data[:at] + data[end:]
        return data[:at] + bytes(random.randrange(256) for _ in range(end - at)) + data[end:]


def sample_messages() -> list[bytes]:
    """The samples of the measuring data."""
    folder = shared() / "samples" / "iso20022"
    return [path.read_bytes() for path in sorted([*folder.glob("*.xml"), *(folder / "mt").iterdir()])]


def main(home: str, seed: str, count: str) -> None:
    """Fuzz, and say what was seen as one JSON line."""
    with open_gate(Path(home)) as gate:
        inputs = Inputs(int(seed), sample_messages())
        fuzz(gate, inputs, WARM)
        found = fuzz(gate, inputs, int(count))
    sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
