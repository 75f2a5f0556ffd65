"""A bank that is known by its name alone is a listed one only where its name as a whole is."""

from __future__ import annotations

import pytest

from support.gate_world import decided, listed, named, record, world

LISTS = {
    "us_list": [
        *listed("us-1", "Company", name="JSC Royal Credit Bank"),
        *listed("us-2", "Company", name="NBD Bank"),
        *listed("us-3", "Company", name="Korea Kwangson Banking Corp"),
    ]
}


@pytest.mark.parametrize(
    ("name", "matched"),
    [
        ("Royal Bank of Canada", False),
        ("Emirates NBD Bank PJSC", False),
        ("Royal Credit Bank AO", True),
        ("Royal Kredit Bank", True),
        ("NBD BANK RUSSIA", True),
        ("KOREA KWANGSON BANKING CORPORATION", True),
        ("Korea Kwangsong Bank Corp, Pyongyang", True),
        ("KwangsonBanking Corp Korea", True),
    ],
)
@pytest.mark.parametrize(
    ("role", "element"),
    [("creditor_agent", "CdtrAgt/FinInstnId/Nm"), ("underlying_debtor_agent", ""), ("debtor", "Dbtr/FinInstnId/Nm")],
)
def test_a_bank_is_met_by_its_whole_name(name: str, role: str, element: str, *, matched: bool) -> None:
    with world(LISTS) as ledger:
        found = decided(ledger, record(named(name, role, element))).matches
    assert bool(found) is matched


def test_a_customer_of_that_name_is_compared_as_anybody() -> None:
    with world(LISTS) as ledger:
        assert decided(ledger, record(named("Emirates NBD Bank PJSC", "creditor"))).matches
