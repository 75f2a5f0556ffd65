"""Random bytes fetched in advance are given out once, to one process."""

from __future__ import annotations

import os

from watchgate.ledger.random_bytes import random_bytes
from watchgate.ledger.salted import SECRET_BYTES


def test_every_part_is_given_once_and_is_whole() -> None:
    found = [random_bytes() for _ in range(2_000)]
    assert len(set(found)) == len(found)
    assert {len(one) for one in found} == {SECRET_BYTES}


def test_a_forked_child_is_given_others_than_its_parent() -> None:
    random_bytes()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"".join(random_bytes() for _ in range(300)))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    theirs = {data[start : start + SECRET_BYTES] for start in range(0, len(data), SECRET_BYTES)}
    assert len(theirs) == 300
    assert theirs.isdisjoint(random_bytes() for _ in range(300))
