"""Each secret of a row is given once: to no second row, thread or forked process."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from watchgate.gate.history.sealing import SECRET_BYTES, SECRETS_AT_ONCE, Secrets


def test_no_secret_is_given_twice_in_several_threads() -> None:
    secrets = Secrets()
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: secrets.take(), range(4 * SECRETS_AT_ONCE)))
    assert len(set(taken)) == len(taken)
    assert {len(one) for one in taken} == {SECRET_BYTES}


def test_a_forked_child_takes_none_that_its_parent_has_left() -> None:
    secrets = Secrets()
    secrets.take()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, b"".join(secrets.take() for _ in range(SECRETS_AT_ONCE)))
        os._exit(0)
    os.waitpid(child, 0)
    told = os.read(read, SECRET_BYTES * SECRETS_AT_ONCE)
    os.close(read)
    os.close(write)
    theirs = {told[at : at + SECRET_BYTES] for at in range(0, len(told), SECRET_BYTES)}
    assert len(theirs) == SECRETS_AT_ONCE
    assert theirs.isdisjoint(secrets.take() for _ in range(2 * SECRETS_AT_ONCE))
