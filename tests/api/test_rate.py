from __future__ import annotations

import pytest

from watchgate.api.rate import RateLimit


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_let_through_and_then_only_the_rate() -> None:
    seconds = Seconds()
    rate = RateLimit(2.0, 3, seconds=seconds)
    assert [rate.take("a") for _ in range(3)] == [0.0, 0.0, 0.0]
    assert rate.take("a") == pytest.approx(0.5)
    seconds.now += 0.5
    assert rate.take("a") == 0.0
    assert rate.take("a") > 0


def test_keys_do_not_spend_each_others_requests() -> None:
    rate = RateLimit(1.0, 1, seconds=Seconds())
    assert rate.take("a") == 0.0
    assert rate.take("a") > 0
    assert rate.take("b") == 0.0


def test_waiting_never_saves_up_more_than_the_burst() -> None:
    seconds = Seconds()
    rate = RateLimit(10.0, 2, seconds=seconds)
    rate.take("a")
    seconds.now += 3600
    assert [rate.take("a") == 0.0 for _ in range(4)] == [True, True, False, False]


def test_rate_nought_means_no_limit() -> None:
    rate = RateLimit(0.0, 1, seconds=Seconds())
    assert {rate.take("a") for _ in range(1000)} == {0.0}


def test_names_that_stopped_asking_are_forgotten() -> None:
    seconds = Seconds()
    rate = RateLimit(1.0, 5, seconds=seconds)
    for number in range(10_000):
        rate.take(f"client {number}")
    seconds.now += 60
    rate.take("one more")
    assert len(rate._buckets) == 1
