"""What a text covers of the listed words: a word that gains less than nothing stands there all the same."""

from __future__ import annotations

from watchgate.risk.texts.row import Covered


def test_a_word_that_is_worth_less_than_to_be_left_over_is_found_beside_others() -> None:
    covered = Covered({1: 5.0, 2: -4.0})
    covered.put({1: 5.0}, (0, 1))
    covered.put({1: 3.0, 2: -4.0}, (1, 3))
    one, two = covered.part(1), covered.part(2)
    assert one is not None
    assert two is not None
    assert (one.places, one.gain) == ([(0, 1), (1, 3)], 5.0)
    assert (two.places, two.gain) == ([(1, 3)], -4.0)
    assert covered.part(3) is None
