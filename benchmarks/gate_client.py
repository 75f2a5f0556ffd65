"""The other side of the gate's speed bench, in a process of its own: `python gate_client.py < one JSON line`.

Open loop: request n is due at start + n / rate, whatever came back before, and its latency counts from that instant.
With rate 0 each connection sends its next request when the answer before it is there. One thread, plain sockets: what
this process costs is printed beside the figures.
"""

from __future__ import annotations

import resource
import select
import socket
import sys
from collections import Counter, deque
from pathlib import Path
from time import perf_counter

import msgspec

ANSWER_S = 60.0


class Asked(msgspec.Struct, frozen=True):
    """`bodies`: a file of JSON lines, each a body in base64. `rate` a second, 0 for as fast as answers come.
    `before`: how many requests at the head warm up and are not counted."""

    host: str
    port: int
    secret: str
    bodies: str
    rate: float
    connections: int
    before: int = 0


class Seen(msgspec.Struct, frozen=True):
    """`latencies_ms` in the order of the requests, from the instant each was due; `waiting_max`: requests that were due
    and had no free connection, at worst; `verdicts`: the gravest of each answer; `failed`: without a 200."""

    latencies_ms: list[float]
    seconds: float
    cpu_seconds: float
    waiting_max: int
    failed: int
    verdicts: dict[str, int]
    first_failure: str = ""


class _Connection:
    def __init__(self, asked: Asked) -> None:
        self.socket = socket.create_connection((asked.host, asked.port), timeout=ANSWER_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number = 0
        self.due = 0.0
        self._got = b""

    def send(self, request: bytes, number: int, due: float) -> None:
        """Begin request `number`."""
        self.number, self.due, self._got = number, due, b""
        self.socket.sendall(request)

    def answered(self) -> tuple[bytes, bytes] | None:
        """Head and body once all of it is there."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("the service closed a connection")
        self._got += data
        head, end, body = self._got.partition(b"\r\n\r\n")
        if not end or len(body) < int(_header(head, b"content-length") or 0):
            return None
        return head, body


def run(asked: Asked) -> Seen:
    """Send them all."""
    requests = [_request(asked, body) for body in _bodies(Path(asked.bodies))]
    free = deque(_Connection(asked) for _ in range(asked.connections))
    busy: dict[int, _Connection] = {}
    latencies = [0.0] * len(requests)
    verdicts: Counter[str] = Counter()
    failed = sent = answered = waiting = 0
    first = ""
    start = counted = perf_counter()
    while answered < len(requests):
        now = perf_counter()
        while sent < len(requests) and free and (not asked.rate or now >= start + sent / asked.rate):
            one = free.popleft()
            busy[one.socket.fileno()] = one
            one.send(requests[sent], sent, start + sent / asked.rate if asked.rate else perf_counter())
            sent += 1
        if asked.rate:
            waiting = max(waiting, min(len(requests), int((now - start) * asked.rate)) - sent)
        more = sent < len(requests) and free and asked.rate
        due = max(0.0, start + sent / asked.rate - perf_counter()) if more else ANSWER_S
        ready, _, _ = select.select(list(busy), [], [], due)
        if not ready and not more:
            raise TimeoutError(f"no answer within {ANSWER_S:g} s")
        for number in ready:
            one = busy[number]
            found = one.answered()
            if found is None:
                continue
            latencies[one.number] = (perf_counter() - one.due) * 1e3
            answered += 1
            if answered == asked.before:
                counted = perf_counter()
            free.append(busy.pop(number))
            head, body = found
            verdicts[_header(head, b"x-watchgate-verdict").decode()] += 1
            if not head.startswith(b"HTTP/1.1 200"):
                failed += 1
                first = first or (head.partition(b"\r\n")[0] + b" " + body[:200]).decode(errors="replace")
    for one in free:
        one.socket.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime
    return Seen(latencies[asked.before :], perf_counter() - counted, cpu, waiting, failed, dict(verdicts), first)


def write_bodies(path: Path, bodies: list[bytes]) -> Path:
    """The file that `Asked.bodies` names."""
    path.write_bytes(b"".join(msgspec.json.encode(body) + b"\n" for body in bodies))
    return path


def _bodies(path: Path) -> list[bytes]:
    decoder = msgspec.json.Decoder(bytes)
    return [decoder.decode(line) for line in path.read_bytes().splitlines()]


def _request(asked: Asked, body: bytes) -> bytes:
    head = (
        f"POST /decisions HTTP/1.1\r\nhost: {asked.host}:{asked.port}\r\nauthorization: ApiKey {asked.secret}\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _header(head: bytes, name: bytes) -> bytes:
    for line in head.split(b"\r\n"):
        key, _, value = line.partition(b":")
        if key.lower() == name:
            return value.strip()
    return b""


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(run(msgspec.json.decode(sys.stdin.buffer.readline(), type=Asked))))
