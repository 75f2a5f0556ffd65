"""The customer of a payment is the account that the own bank holds."""

from __future__ import annotations

import pytest

from watchgate.gate.records.customer import with_customer
from watchgate.model.party import Identifier, Party
from watchgate.model.record import Record, RecordParty


def party(role: str, kind: str, value: str) -> RecordParty:
    return RecordParty(role, Party(id="", identifiers=(Identifier(kind, value),)))


PAYMENT = Record(
    id="r",
    kind="pacs.008.001.08",
    bytes_sha256="0" * 64,
    parties=(
        party("debtor_agent", "swiftBic", "AAAAGB2LXXX"),
        party("debtor_account", "iban", "GB33BUKB20201555555555"),
        party("creditor_agent", "swiftBic", "BBBBDEFF"),
        party("creditor_account", "accountNumber", "2563529"),
    ),
)


@pytest.mark.parametrize(
    ("own", "customer"),
    [
        (("AAAAGB2L",), "GB33BUKB20201555555555"),
        (("bbbbdeff123",), "2563529"),
        (("AAAAGB2L", "BBBBDEFF"), "GB33BUKB20201555555555"),
        (("CCCCFRPP",), ""),
        ((), ""),
    ],
)
def test_the_customer_is_the_account_at_the_own_bank(own: tuple[str, ...], customer: str) -> None:
    assert with_customer(PAYMENT, own).customer == customer


def test_a_customer_that_the_record_names_stays() -> None:
    named = Record(id="r", kind="csv", bytes_sha256="0" * 64, customer="c-7", parties=PAYMENT.parties)
    assert with_customer(named, ("AAAAGB2L",)).customer == "c-7"
