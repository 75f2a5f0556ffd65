"""The collector of cycles is paused while something large is built, and runs again after it."""

from __future__ import annotations

import gc

import pytest

from watchgate.risk.lasting import lasting


def test_the_collector_pauses_and_resumes_after_the_last_of_several() -> None:
    assert gc.isenabled()
    with lasting():
        with lasting():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_resumes_after_a_failure() -> None:
    with pytest.raises(ValueError, match="broken"), lasting():
        raise ValueError("broken")
    assert gc.isenabled()


def test_what_was_built_is_not_walked_again() -> None:
    with lasting():
        made = [[number] for number in range(10_000)]
    assert gc.get_freeze_count() >= len(made)
