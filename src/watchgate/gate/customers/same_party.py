"""Whom of the base a party of past payments is: for who erases the one and may not know of the other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from watchgate.gate.decide.exceptions import party_key
from watchgate.gate.history.customer_base import CustomerBase
from watchgate.gate.history.history import History
from watchgate.gate.history.touched import stored
from watchgate.model.errors import NotFoundError


def customers_who_are(history: History, parties: Sequence[int]) -> list[str]:
    """The own numbers of customers whose payments these parties stand in, and whose name one of them bears."""
    names: set[str] = set()
    numbers: set[int] = set()
    for key in parties:
        names.update(
            party_key(
                one.text for found, party in history.parties_after(key - 1, 1) if found == key for one in party.names
            )
        )
        numbers.update(history.decisions_of(key))
    customers = {one.record.customer for one in stored(history, sorted(numbers)) if one.record is not None}
    base = CustomerBase(history)
    found = []
    for customer in sorted(customers - {""}):
        with suppress(NotFoundError):
            if names.intersection(party_key(one.text for one in base.get(customer).customer.party.names)):
                found.append(customer)
    return found
