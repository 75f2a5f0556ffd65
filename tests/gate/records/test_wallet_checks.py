"""Wallets that are asked about become records; an address that was mistyped is refused, and so is what is not known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchgate.gate.records.read import read_messages
from watchgate.model.record import Message, Outcome, Record
from watchgate.model.wallet_addresses import base58check, eip55

ONE, TWO = (base58check(0, bytes([number]) * 20) for number in (1, 2))
ETHER = eip55("0x" + "ab" * 20)
HASH = "ab" * 32


def read(said: Any) -> Message:
    (message,) = read_messages(json.dumps(said).encode())
    return message


def record(said: Any) -> Record:
    message = read(said)
    assert message.outcome is Outcome.READ, message.reason
    (found,) = message.records
    return found


def numbers(found: Record) -> dict[str, list[str]]:
    by_role: dict[str, list[str]] = {}
    for one in found.parties:
        by_role.setdefault(one.role, []).extend(each.value for each in one.party.identifiers)
    return by_role


def test_each_address_is_a_party_and_said_once() -> None:
    found = record({"wallets": [ONE, TWO, ONE, f" {ETHER}"], "customer": "4711", "transaction_id": 7})
    assert numbers(found) == {"wallet": [ONE, TWO, ETHER.lower()]}
    assert (found.kind, found.customer, found.transaction_id, found.rail) == ("wallets", "4711", "7", "wire")


def test_the_two_sides_of_a_transaction_have_their_roles() -> None:
    found = record({"transaction": f"btc:{HASH}", "from": [ONE], "to": [TWO], "unknown": 2})
    assert numbers(found) == {"originator_wallet": [ONE], "beneficiary_wallet": [TWO]}
    assert (found.references, found.transaction_id) == ({"blockchain_transaction": f"btc:{HASH}"}, HASH)
    assert [one.reason for one in found.not_compared] == ["2 inputs and outputs have no address that is known"]
    again = record({"transaction": f"btc:{HASH}", "from": [ONE], "to": [TWO]})
    assert (again.transaction_id, again.message_id != found.message_id) == (HASH, True)


def test_an_array_and_lines_are_a_record_each() -> None:
    several = [{"wallet": ONE}, {"wallet": TWO}]
    for data in (json.dumps(several), "\n".join(json.dumps(one) for one in several)):
        found = list(read_messages(data.encode()))
        assert [numbers(one.records[0]) for one in found] == [{"wallet": [ONE]}, {"wallet": [TWO]}]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"wallet": ONE[:-1] + ("x" if ONE[-1] != "x" else "y")}, "its checksum does not fit"),
        ({"wallet": ETHER.swapcase().replace("X", "x")}, "EIP-55"),
        ({"wallet": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"}, "bech32"),
        ({"wallet": "hello"}, "has not the form of an address"),
        ({"wallet": ["1" * 300]}, "has not the form"),
        ({"wallet": {"address": ONE}}, "has not the form"),
        ({"wallet": []}, "there is no wallet"),
        ({"wallet": ONE, "walet": TWO}, "'walet' is no key"),
        ({"wallet": ONE, "rail": "Wire!"}, "no name of a rail"),
        ({"wallet": ONE, "customer": ["4711"]}, "no text"),
        ({"wallet": ONE, "unknown": -1}, "no number of inputs"),
        ({"transaction": f"btc:{HASH}"}, "is in nothing that was read"),
        ({"transaction": "btc:1234", "from": ONE}, "is no transaction"),
        ({"wallets": [ONE] * 4_001}, "has 4,001 addresses, more than 4,000: ask about them in several objects"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_its_reason(said: dict[str, Any], reason: str) -> None:
    message = read(said)
    assert message.outcome is Outcome.REFUSED
    assert reason in message.reason


def test_a_key_named_twice_is_refused() -> None:
    (message,) = read_messages(f'{{"wallet": "{ONE}", "wallet": "{TWO}"}}'.encode())
    assert (message.outcome, message.reason) == (Outcome.REFUSED, "is named twice")
