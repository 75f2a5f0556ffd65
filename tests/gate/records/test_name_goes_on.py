"""Which lines below a name may be the rest of it."""

from __future__ import annotations

from watchgate.gate.records.joined_lines import joined_lines


def test_a_line_that_is_a_form_alone_is_no_whole_name() -> None:
    assert joined_lines("OOO", ["TALVENGAR"]) == ("OOO TALVENGAR",)
    assert joined_lines("JSC", ["TALVENGAR", "MOSCOW"]) == ("JSC TALVENGAR", "JSC TALVENGAR MOSCOW")


def test_below_a_whole_name_of_a_company_its_address_begins() -> None:
    assert joined_lines("TALVENGAR OOO", ["MOSCOW"]) == ()
