from __future__ import annotations

from random import Random

from watchgate.gate.webhooks.backoff import LONGEST_S, MOST_TRIES, wait_s


def test_each_wait_is_longer_than_the_one_before_could_be_at_most_once_and_ends() -> None:
    seed = 7
    random = Random(seed)
    waits = [wait_s(tries, random) for tries in range(1, MOST_TRIES + 1)]
    assert waits[-1] is None, f"seed {seed}"
    known = [one for one in waits if one is not None]
    assert len(known) == MOST_TRIES - 1
    assert all(2.5 * 3**place <= one <= 5 * 3**place for place, one in enumerate(known[:7])), f"seed {seed}"
    assert max(known) <= LONGEST_S
    assert sum(known) > 12 * 3_600


def test_waits_differ_by_chance_and_heed_what_the_endpoint_asked() -> None:
    random = Random(1)
    assert len({wait_s(3, random) for _ in range(20)}) == 20
    assert wait_s(1, random, 900.0) == 900.0
