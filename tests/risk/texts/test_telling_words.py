"""What a single word of a text says."""

from __future__ import annotations

import pytest

from watchgate.risk.texts import telling


@pytest.mark.parametrize(("written", "is_form"), [("holding", True), ("gmbh", True), ("tornado", False), ("--", False)])
def test_a_word_is_a_legal_form_only_where_it_is_a_word_at_all(written: str, is_form: bool) -> None:
    assert telling._is_form(written) is is_form
