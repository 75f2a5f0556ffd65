"""Whose payment it is: the account that the own bank holds, where the record does not name the customer itself."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

import msgspec

from watchgate.model.record import Record

BIC_OF_BANK = 8
"""Letters of a BIC that name the bank; the rest is a branch."""

SIDES = (("debtor_agent", "debtor_account"), ("creditor_agent", "creditor_account"))
"""Where both banks are the own one the payer's account is taken: who orders a payment is whom it is asked of first."""


def with_customer(record: Record, own_bics: Collection[str]) -> Record:
    """`record` with `customer`: the number of the account that one of `own_bics` (8 or 11 letters) holds.

    Unchanged where the record names its customer, or no own bank holds an account in it.
    """
    if record.customer or not own_bics:
        return record
    own = {bic[:BIC_OF_BANK].upper() for bic in own_bics}
    for agent, account in SIDES:
        if any(bic[:BIC_OF_BANK].upper() in own for bic in _values(record, agent, "swiftBic")):
            number = next(chain(_values(record, account, "iban"), _values(record, account, "accountNumber")), "")
            if number:
                return msgspec.structs.replace(record, customer=number)
    return record


def _values(record: Record, role: str, kind: str) -> list[str]:
    return [
        identifier.value
        for one in record.parties
        if one.role == role
        for identifier in one.party.identifiers
        if identifier.kind == kind
    ]
