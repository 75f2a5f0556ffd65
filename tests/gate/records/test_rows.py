"""CSV and JSON rows become messages of one record each; what is misspelt or cannot be compared is refused."""

from __future__ import annotations

import json

import pytest

from support.payments import identifiers, names, read, record
from watchgate.gate.records.read import read_messages
from watchgate.gate.records.row_columns import COLUMNS
from watchgate.model.record import Amount, Outcome, Record

HEADER = "transaction_id,debtor,creditor,creditor_account,text,amount,currency"
ROW = "T-1,Harbour Tools GmbH,Atelier du Port,DE89370400440532013000,hull paint,1250.75,EUR"
WHOLE = {
    "transaction_id": "T-1",
    "message_id": "M-1",
    "sender": "DEUTDEFF",
    "customer": "7001",
    "rail": "instant",
    "execution_date": "2026-11-23",
    "uetr": "u-1",
    "amount": 1250.75,
    "currency": "EUR",
    "text": ["hull paint", "for the Orla"],
    "debtor": {
        "names": ["Harbour Tools GmbH", "Harbour"],
        "countries": ["DE"],
        "identifiers": ["lei:529900T8BM49AURSDO55"],
        "address": "Kai 7, Kiel",
    },
    "creditor": {"name": "Ada Brandt", "birth_date": "1970-02", "account": "DE89370400440532013000"},
    "debtor_agent": {"bic": "DEUTDEFF"},
    "parties": [{"role": "vessel", "name": "Orla", "identifiers": ["imo:9074729"]}],
    "reference_invoice": "4711",
}


def check_whole(found: Record) -> None:
    assert names(found) == {
        ("debtor", "Harbour Tools GmbH"),
        ("debtor", "Harbour"),
        ("creditor", "Ada Brandt"),
        ("vessel", "Orla"),
    }
    assert identifiers(found) == {
        ("debtor", "leiCode", "529900T8BM49AURSDO55"),
        ("creditor_account", "iban", "DE89370400440532013000"),
        ("debtor_agent", "swiftBic", "DEUTDEFF"),
        ("vessel", "imoNumber", "9074729"),
    }
    assert found.amounts == (Amount("EUR", 125075),)
    assert (found.rail, found.customer, found.execution_date) == ("instant", "7001", "2026-11-23")
    assert (found.sender, found.message_id, found.transaction_id) == ("DEUTDEFF", "M-1", "T-1")
    assert found.references == {"uetr": "u-1", "invoice": "4711"}
    assert [text.text for text in found.texts] == ["hull paint", "for the Orla", "Kai 7, Kiel"]


def test_an_object_says_all_a_record_has() -> None:
    found = record(json.dumps(WHOLE))
    assert found.kind == "json"
    check_whole(found)


@pytest.mark.parametrize("form", ["array", "lines", "pretty", "wrapped"])
def test_objects_come_alone_in_arrays_in_lines_and_around_shared_keys(form: str) -> None:
    second = {"transaction_id": "T-2", "debtor": "Vela SpA"}
    text = {
        "array": json.dumps([WHOLE, second]),
        "lines": f"{json.dumps(WHOLE)}\n\n{json.dumps(second)}\r\n",
        "pretty": json.dumps([WHOLE, second], indent=2),
        "wrapped": json.dumps({"sender": "X", "transactions": [WHOLE, second]}),
    }[form]
    first, other = read(text)
    check_whole(first.records[0])
    assert names(other.records[0]) == {("debtor", "Vela SpA")}
    assert other.sender == ("X" if form == "wrapped" else "")


def test_a_sum_is_read_as_it_is_written_not_as_a_binary_fraction() -> None:
    found = record('{"transaction_id":"T","debtor":"A","amount":9007199254740993.07,"currency":"EUR"}')
    assert found.amounts == (Amount("EUR", 900719925474099307),)


@pytest.mark.parametrize("separator", [",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_row_is_a_message(separator: str, encoding: str) -> None:
    first, second = read(
        f"{HEADER}\r\n{ROW}\r\n\r\nT-2,Vela SpA;Vela,,,,,\r\n".replace(",", separator).encode(encoding)
    )
    assert first.kind == "csv"
    assert ("creditor_account", "iban", "DE89370400440532013000") in identifiers(first.records[0])
    assert first.records[0].amounts == (Amount("EUR", 125075),)
    assert names(second.records[0]) == {("debtor", "Vela SpA"), ("debtor", "Vela")}


def test_semicolons_separate_fields_where_the_header_has_no_other_sign() -> None:
    text = 'transaction_id;debtor;creditor;amount;currency\nT-1;"Vela SpA;Vela";Port, Quai et Fils;1250,75;EUR\n'
    found = record(text)
    assert names(found) == {("debtor", "Vela SpA"), ("debtor", "Vela"), ("creditor", "Port, Quai et Fils")}
    assert found.amounts == (Amount("EUR", 125075),)


def test_every_column_is_taken() -> None:
    for name in COLUMNS:
        (message,) = read(
            f"transaction_id,text,{name}\nT,x,\n" if name not in ("transaction_id", "text") else f"{name}\n"
        )
        assert "no column" not in message.reason


def test_a_quoted_field_may_run_over_lines() -> None:
    assert [text.text for text in record('transaction_id,text\nT-1,"hull\npaint, red"\n').texts] == ["hull\npaint, red"]


@pytest.mark.parametrize(
    ("text", "element", "reason"),
    [
        ("transaction_id,debtr\nT,A", "line 1, debtr", "is 'debtor' meant"),
        ("transaction_id,debtor,debtor\nT,A,B", "line 1, debtor", "named twice"),
        ("name,sum\nA,1", "line 1", "is no format that is read here"),
        ("transaction_id,debtor\n,A", "line 2, transaction_id", "no transaction_id"),
        ("transaction_id,debtor\nT,", "line 2", "no name, identifier or text"),
        ("transaction_id,debtor\nT,A,B", "line 2", "3 fields where the header has 2"),
        ("transaction_id,debtor,debtor_country\nT,A,QQ", "line 2, debtor_country", "is no country"),
        ("transaction_id,debtor,debtor_birth_date\nT,A,1.2.70", "line 2, debtor_birth_date", "is no date"),
        ("transaction_id,debtor,debtor_identifier\nT,A,imo:x", "line 2, debtor_identifier", "nothing in it"),
        ("transaction_id,debtor,debtor_account\nT,A,abc", "line 2, debtor_account", "is no account"),
        ("transaction_id,debtor,debtor_wallet\nT,A,12345", "line 2, debtor_wallet", "is no wallet"),
        ("transaction_id,debtor,amount,currency\nT,A,1.234,EUR", "line 2, amount", "finer"),
        ("transaction_id,debtor,execution_date\nT,A,2026", "line 2, execution_date", "is no date"),
        ("transaction_id,debtor,rail\nT,A,!!", "line 2, rail", "no name of a rail"),
        ('{"transaction_id":"T","debtr":"A"}', "debtr", "is 'debtor' meant"),
        ('{"transaction_id":"T","debtor":{"nme":"A"}}', "debtor_nme", "is no column"),
        ('{"transaction_id":"T","parties":[{"name":"A"}]}', "parties", "a role"),
        ('{"transaction_id":"T","parties":[{"role":"vessel","nme":"A"}]}', "parties/vessel", "is no key"),
        ('{"transaction_id":["a","b"],"debtor":"A"}', "transaction_id", "more than one value"),
        ('{"transaction_id":true,"debtor":"A"}', "transaction_id", "neither text nor a number"),
        ('{"other":1,"transactions":[]}', "other", "is not known beside transactions"),
        ('{"transactions":[]}', "transactions", "no transaction"),
        ("[]", "f", "empty array"),
        ("{", "f", "is no JSON"),
        ("[1]", "item 1", "is no JSON object"),
        ("", "f", "is empty"),
        ("  \n ", "f", "is empty"),
    ],
)
def test_what_cannot_be_read_is_refused_where_it_is(text: str, element: str, reason: str) -> None:
    (message,) = read_messages(text.encode(), name="f")
    assert message.outcome is Outcome.REFUSED
    assert message.element == element
    assert reason in message.reason


def test_a_bad_row_leaves_the_others_as_they_are() -> None:
    outcomes = [one.outcome for one in read(f"{HEADER}\n{ROW}\nT-2,,,,,,\n{ROW.replace('T-1', 'T-3')}\n")]
    assert outcomes == [Outcome.READ, Outcome.REFUSED, Outcome.READ]
    lines = '{"transaction_id":"T","debtor":"A"}\n{"transaction_id"\n{"transaction_id":"U","debtor":"B"}'
    assert [one.outcome for one in read(lines)] == [Outcome.READ, Outcome.REFUSED, Outcome.READ]


def test_text_in_another_encoding_is_refused_and_never_guessed() -> None:
    (message,) = read("transaction_id,debtor\nT,Müller".encode("latin-1"))
    assert (message.outcome, "not UTF-8" in message.reason) == (Outcome.REFUSED, True)


def test_the_rail_is_the_rows_the_channels_or_the_one_on_which_most_is_checked() -> None:
    text = b'{"transaction_id":"T","debtor":"A"}'
    assert [one.records[0].rail for one in read_messages(text)] == ["wire"]
    assert [one.records[0].rail for one in read_messages(text, rail="card")] == ["card"]
    assert [one.records[0].rail for one in read_messages(text[:-1] + b',"rail":"instant"}', rail="card")] == ["instant"]


def test_the_same_row_has_the_same_id_wherever_it_stands() -> None:
    first = read(f"{HEADER}\n{ROW}\n")[0].records[0]
    second = read(f"{HEADER}\nT-0,A,,,,,\n{ROW}\n")[1].records[0]
    assert first.id == second.id


@pytest.mark.parametrize(
    "text",
    [
        'transaction_id,debtor,creditor\nT-1,"Harbour Tools,Atelier du Port\nT-2,Harbour Tools,Kim Jong\n',
        'transaction_id,debtor,text\nT-1,Harbour Tools,"rent\nT-2,Kim Jong,x\nT-3,Harbour Tools,"y"\n',
        "transaction_id,debtor,creditor\nT-1,Harbour Tools\n",
    ],
)
def test_a_row_that_is_cut_or_swallows_others_is_refused(text: str) -> None:
    assert {one.outcome for one in read(text)} == {Outcome.REFUSED}


@pytest.mark.parametrize(
    "text",
    [
        '{"transaction_id": "T-1", "debtor": "Harbour Tools", "creditor": "Kim Jong", "creditor": "Atelier du Port"}',
        '{"transaction_id": "T-1", "creditor": {"names": ["Kim Jong"], "names": ["Atelier du Port"]}}',
        '{"transactions": [{"transaction_id": "T-1", "debtor": "Kim Jong"}], "transactions": '
        '[{"transaction_id": "T-2", "debtor": "Harbour Tools"}]}',
    ],
)
def test_a_key_named_twice_is_refused_since_one_of_its_values_would_be_lost(text: str) -> None:
    (message,) = read(text)
    assert (message.outcome, message.reason) == (Outcome.REFUSED, "is named twice")
