from __future__ import annotations

import pytest

from watchgate.model.errors import BadInputError
from watchgate.model.grade import describe, parse_grade


def test_a_grade_is_kept_as_two_characters_and_read_in_words() -> None:
    assert parse_grade(" b2 ") == "B2"
    assert describe("B2") == "usually reliable, probably true"


@pytest.mark.parametrize("text", ["", "B", "G2", "B7", "B22", "2B"])
def test_what_is_not_a_grade_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(BadInputError, match="A-F and credibility 1-6"):
        parse_grade(text)
