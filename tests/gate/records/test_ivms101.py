"""IVMS101 payloads of 2020 and 2023, in the shapes implementations give them, mean the same; nothing is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchgate.gate.records.read import read_messages
from watchgate.model.record import Outcome, Record
from watchgate.model.wallet_addresses import base58check

ONE, TWO = (base58check(0, bytes([number]) * 20) for number in (1, 2))
LEI = "5493001KJTIIGC8Y1R12"


def named(kind: str, **names: str) -> dict[str, Any]:
    return {**names, kind: "LEGL"}


FORM_2020 = {
    "originator": {
        "originatorPersons": [
            {
                "naturalPerson": {
                    "name": [
                        {
                            "nameIdentifier": [
                                named("nameIdentifierType", primaryIdentifier="Barnes", secondaryIdentifier="Robert")
                            ],
                            "localNameIdentifier": [
                                named("nameIdentifierType", primaryIdentifier="로버트 반스", secondaryIdentifier="")
                            ],
                        }
                    ],
                    "geographicAddress": [
                        {
                            "addressType": "HOME",
                            "streetName": "Harbour Road",
                            "townName": "Hull",
                            "addressLine": ["c/o Orla Quinn"],
                            "country": "GB",
                        }
                    ],
                    "nationalIdentification": {
                        "nationalIdentifier": "P123456789",
                        "nationalIdentifierType": "CCPT",
                        "countryOfIssue": "GB",
                    },
                    "dateAndPlaceOfBirth": {"dateOfBirth": "1990-01-31", "placeOfBirth": "Cork"},
                    "customerNumber": "C-77",
                    "countryOfResidence": "IE",
                }
            }
        ],
        "accountNumber": [f"{ONE}:memo 5"],
    },
    "beneficiary": {
        "beneficiaryPersons": [
            {
                "legalPerson": {
                    "name": {
                        "nameIdentifier": [
                            named("legalPersonNameIdentifierType", legalPersonName="Atelier du Port SARL")
                        ]
                    },
                    "countryOfRegistration": "FR",
                }
            }
        ],
        "accountNumber": [TWO],
    },
    "originatingVASP": {
        "originatingVASP": {
            "legalPerson": {
                "name": {
                    "nameIdentifier": [named("legalPersonNameIdentifierType", legalPersonName="Tide Exchange Ltd")]
                },
                "nationalIdentification": {"nationalIdentifier": LEI, "nationalIdentifierType": "LEIX"},
            }
        }
    },
    "transferPath": {
        "transferPath": [
            {
                "intermediaryVASP": {
                    "legalPerson": {"name": {"nameIdentifier": [{"legalPersonName": "Quay Custody"}]}}
                },
                "sequence": 0,
            }
        ]
    },
    "payloadMetadata": {"transliterationMethod": ["kore"]},
}


def renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(key, key): renamed(inner, names) for key, inner in value.items()}
    return [renamed(one, names) for one in value] if isinstance(value, list) else value


def form_2023() -> dict[str, Any]:
    names = {
        "originatorPersons": "originatorPerson",
        "beneficiaryPersons": "beneficiaryPerson",
        "nameIdentifierType": "naturalPersonNameIdentifierType",
        "customerNumber": "customerIdentification",
    }
    found = renamed(FORM_2020, names)
    found["originator"]["originatorPerson"][0]["naturalPerson"]["name"] = found["originator"]["originatorPerson"][0][
        "naturalPerson"
    ]["name"][0]
    found["originatingVASP"] = found["originatingVASP"]["originatingVASP"]
    found["payloadMetadata"]["payloadVersion"] = "101.2023"
    return dict(found)


def snake(text: str) -> str:
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in text).replace("_v_a_s_p", "_vasp")


def all_keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(key for inner in value.values() for key in all_keys(inner))}
    return {key for one in value for key in all_keys(one)} if isinstance(value, list) else set()


def pascal() -> dict[str, Any]:
    return {key[0].upper() + key[1:]: value for key, value in FORM_2020.items()}


def record(said: Any) -> Record:
    (message,) = read_messages(json.dumps(said).encode())
    assert message.outcome is Outcome.READ, (message.element, message.reason)
    (found,) = message.records
    return found


def said_by(found: Record) -> list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    return [
        (
            one.role,
            tuple(name.text for name in one.party.names),
            tuple(f"{each.kind}:{each.value}" for each in one.party.identifiers),
            one.party.countries,
            one.party.birth_dates,
        )
        for one in found.parties
    ]


WANTED = [
    (
        "originator",
        ("Robert Barnes", "Barnes Robert", "로버트 반스"),
        ("passportNumber:P123456789",),
        ("gb", "ie"),
        ("1990-01-31",),
    ),
    ("originator_account", (), (f"publicKey:{ONE}",), (), ()),
    ("beneficiary", ("Atelier du Port SARL",), (), ("fr",), ()),
    ("beneficiary_account", (), (f"publicKey:{TWO}",), (), ()),
    ("originating_vasp", ("Tide Exchange Ltd",), (f"leiCode:{LEI}",), (), ()),
    ("intermediary_vasp", ("Quay Custody",), (), (), ()),
]


@pytest.mark.parametrize(
    "said",
    [
        FORM_2020,
        form_2023(),
        pascal(),
        renamed(FORM_2020, {key: snake(key) for key in all_keys(FORM_2020)}),
        {"ivms101": FORM_2020, "transaction_id": "T-1"},
        {"identity": form_2023(), "customer": "4711"},
    ],
    ids=["2020", "2023", "capitals", "underscores", "ivms101", "identity"],
)
def test_all_forms_mean_the_same(said: dict[str, Any]) -> None:
    found = record(said)
    assert said_by(found) == WANTED
    texts = {one.text for one in found.texts}
    assert {"c/o Orla Quinn", "Cork"} <= texts
    reasons = " ".join(one.reason for one in found.not_compared)
    assert "a number that one firm gives its customer" in reasons
    assert "a tag or memo" in reasons
    (originator,) = [one for one in found.parties if one.role == "originator"]
    assert originator.party.schema == "Person"
    assert any("Harbour Road" in one for one in originator.party.addresses)


def test_what_has_no_meaning_here_is_read_as_text() -> None:
    said = {**FORM_2020, "originator": {"purpose": {"note": ["for Morning Breeze"]}}}
    assert "for Morning Breeze" in {one.text for one in record(said).texts}


def test_wallets_beside_a_payload_are_compared_too() -> None:
    found = record({"originator": {"accountNumber": [ONE]}, "to": [TWO]})
    assert [one.role for one in found.parties] == ["beneficiary_wallet", "originator_account"]


@pytest.mark.parametrize(
    ("written", "wallets"),
    [
        (f"btc:{ONE}", {ONE}),
        (f"bitcoin:{ONE}:12345", {ONE}),
        (f"bip122:000000000019d6689c085ae165831e93:{ONE}", {ONE}),
        ("eip155:1:0x098B716B8Aaf21512996dC57EB0615e2383E2f96", {"0x098b716b8aaf21512996dc57eb0615e2383e2f96"}),
        (f"{ONE}:{TWO}", {ONE, TWO}),
        (f"{ONE[:9]} {ONE[9:]}", {ONE}),
        (f"{ONE}:12345", {ONE}),
    ],
)
def test_an_address_is_compared_whatever_stands_around_it(written: str, wallets: set[str]) -> None:
    found = record({"originator": {"accountNumber": [written]}})
    borne = {one.value for party in found.parties for one in party.party.identifiers if one.kind == "publicKey"}
    assert wallets <= borne


def test_an_account_number_that_is_no_wallet_stays_what_it_is() -> None:
    found = record({"originator": {"accountNumber": ["DE89 3704 0044 0532 0130 00", "0042 7781 9920"]}})
    numbers = [one for party in found.parties for one in party.party.identifiers]
    assert [(one.kind, one.value) for one in numbers] == [
        ("iban", "DE89370400440532013000"),
        ("accountNumber", "004277819920"),
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"originator": {"note": ["x"] * 10_001}},
        {
            "originator": {
                "originatorPersons": [
                    {
                        "naturalPerson": {
                            "name": {
                                "nameIdentifier": [{"primaryIdentifier": "Barnes", "primary_identifier": "Hidden"}]
                            }
                        }
                    }
                ]
            }
        },
        {"originator": "Robert Barnes"},
        {"originator": {"originatorPersons": ["Robert"]}},
        {"originator": {"accountNumber": [True]}},
        {"originator": {"accountNumber": [{"a": 1}]}},
        {"originator": {}},
        {"ivms101": []},
        {"ivms101": 7},
        {"beneficiary": {"note": [[[[[[[[[[[[[[[[[["deep"]]]]]]]]]]]]]]]]]]}},
        {"originator": {"accountNumber": [ONE] * 1_001}},
    ],
)
def test_what_is_no_payload_is_refused_and_never_fails(said: dict[str, Any]) -> None:
    (message,) = read_messages(json.dumps(said).encode())
    assert message.outcome is Outcome.REFUSED
    assert message.reason
