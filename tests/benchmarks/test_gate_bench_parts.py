"""The benches of the gate: what they make, and that their checks can fail. None needs the measuring data."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import gate
import gate_phases
from gate_clean import CleanPayments
from gate_client import Asked, write_bodies
from gate_client import run as ask
from gate_deck_messages import MT_FIELDS, planted, planted_mt
from gate_deck_people import Listed, altered
from gate_deck_places import Place, What, places
from gate_fuzz import Inputs
from gate_home import plain, policy_text
from support.gate_bench_server import answering
from watchgate.gate.records.read import read_messages
from watchgate.model.policy import parse_policy
from watchgate.model.record import Outcome

PEOPLE = [("Marta Lindqvist", "de"), ("Owen Castellane", "us"), ("Ilse van Brakel", ""), ("Tiago Morello", "pt")] * 5


def test_every_part_is_a_bench_of_its_own() -> None:
    folder = Path(gate.__file__).parent
    for module in gate.PARTS:
        tree = ast.parse((folder / f"{module}.py").read_text())
        assert any(isinstance(one, ast.FunctionDef) and one.name == "run" for one in tree.body), module


def test_no_list_is_too_old_under_the_policy_of_the_benches() -> None:
    policy = parse_policy(policy_text())
    ages = [one.max_age_hours for one in (*policy.lists.values(), policy.default_list)]
    assert min(ages) >= 1_000_000
    assert policy.screening.threshold == 0.80


def test_clean_payments_are_read_with_four_parties_and_more_and_no_name_twice() -> None:
    payments = CleanPayments(7, people=PEOPLE)
    names: list[str] = []
    for _ in range(60):
        (message,) = read_messages(payments.message())
        assert message.outcome is Outcome.READ
        (record,) = message.records
        assert len(record.parties) >= 4
        assert record.texts
        customers = [one.party for one in record.parties if one.role in ("debtor", "creditor")]
        names += [plain(one.names[0].text) for one in customers if one.names]
    assert len(names) == len(set(names))


def test_clean_payments_are_the_same_for_the_same_seed() -> None:
    first, second, other = (CleanPayments(seed, people=PEOPLE) for seed in (3, 3, 4))
    made = [one.message() for _ in range(5) for one in (first, second)]
    assert made[::2] == made[1::2]
    assert other.message() != made[0]


def test_a_name_that_is_listed_is_drawn_again() -> None:
    free = CleanPayments(5, people=PEOPLE)
    taken = plain(free.somebody().name)
    payments = CleanPayments(5, {taken}, people=PEOPLE)
    assert taken not in {plain(payments.somebody().name) for _ in range(30)}
    assert payments.excluded >= 1


def test_plain_names_are_equal_without_case_marks_and_order() -> None:
    assert plain("MÜLLER, Hans-Peter") == plain("hans peter muller")
    assert plain("Hans Müller") != plain("Hans Möller")


def test_the_deck_has_every_screened_place_of_a_creditor() -> None:
    found = {"/".join(one.tags): one.what for one in places() if one.kind == "pacs.008"}
    assert found["CdtTrfTxInf/Cdtr/Nm"] is What.NAME
    assert found["CdtTrfTxInf/Cdtr/PstlAdr/AdrLine"] is What.TEXT
    assert ("creditor", "generic_id", "Id") in {(one.role, *one.row) for one in places() if one.what is What.NUMBER}
    assert found["CdtTrfTxInf/CdtrAgt/FinInstnId/BICFI"] is What.IDENTIFIER
    assert found["CdtTrfTxInf/RmtInf/Ustrd"] is What.TEXT
    assert "CdtTrfTxInf/PmtId/UETR" not in found


@pytest.mark.parametrize("kind", ["pacs.008", "pacs.009", "pacs.004", "pain.001", "app_header"])
def test_what_is_planted_stands_in_the_record(kind: str) -> None:
    mine = [one for one in places() if one.kind == kind and one.what in (What.NAME, What.TEXT, What.STRAY)]
    for place in mine[:: max(1, len(mine) // 60)]:
        (message,) = read_messages(planted(place, "Zephyrine Quorndon Vell"))
        assert message.outcome is Outcome.READ, place
        said = [name.text for record in message.records for one in record.parties for name in one.party.names]
        said += [text.text for record in message.records for text in record.texts]
        assert any("Zephyrine Quorndon Vell" in one for one in said), place


def test_a_number_is_planted_with_its_scheme_and_country() -> None:
    place = next(one for one in places() if one.what is What.NUMBER and one.tags[:2] == ("CdtTrfTxInf", "Cdtr"))
    (message,) = read_messages(planted(place, "K1234567", country="ir", scheme="CCPT"))
    numbers = [one for party in message.records[0].parties for one in party.party.identifiers]
    assert ("passportNumber", "K1234567", "ir") in {(one.kind, one.value, one.country) for one in numbers}


def test_names_are_planted_in_every_field_of_mt_messages() -> None:
    for kind, tags in MT_FIELDS.items():
        for tag in tags:
            (message,) = read_messages(planted_mt(kind, tag, "ZEPHYRINE QUORNDON"))
            assert message.outcome is Outcome.READ, (kind, tag, message.reason)
            assert message.kind.rstrip("+") == kind
            (record,) = message.records
            said = [name.text for one in record.parties for name in one.party.names] + [
                one.text for one in record.texts
            ]
            assert any("ZEPHYRINE QUORNDON" in one for one in said), (kind, tag)


def test_altered_names_differ_and_keep_their_words() -> None:
    one = Listed("x-1", "Gonzàlez-Ruiz Bartholomew", "Person")
    assert altered(one, 0) == "GONZÀLEZ-RUIZ BARTHOLOMEW"
    assert altered(one, 1) == "Gonzalez-Ruiz Bartholomew"
    assert altered(one, 2) == "Gonzàlez Ruiz Bartholomew"
    assert altered(one, 3) == "Bartholomew Gonzàlez-Ruiz"


def test_fuzzed_inputs_are_the_same_for_the_same_seed_and_bounded() -> None:
    first, second = Inputs(9, [b"<a/>"], PEOPLE), Inputs(9, [b"<a/>"], PEOPLE)
    made = [one.next() for _ in range(200) for one in (first, second)]
    assert made[::2] == made[1::2]
    assert max(map(len, made)) <= 16_384
    assert len(set(made)) > 150


def test_the_client_counts_answers_latencies_and_failures(tmp_path: Path) -> None:
    bodies = write_bodies(tmp_path / "bodies", [b"<x/>"] * 30 + [b"bad"])
    with answering() as port:
        seen = ask(Asked("127.0.0.1", port, "secret", str(bodies), 400.0, 4, before=1))
        fast = ask(Asked("127.0.0.1", port, "secret", str(bodies), 0, 2))
    assert seen.failed == fast.failed == 1
    assert seen.verdicts == {"pass": 30, "": 1}
    assert len(seen.latencies_ms) == 30
    assert min(seen.latencies_ms) > 0
    assert "503" in seen.first_failure


def test_a_place_knows_the_party_that_is_made_anew() -> None:
    place = Place(
        "pacs.008", ("CdtTrfTxInf", "DbtrAgt", "FinInstnId", "Nm"), What.BANK_NAME, "debtor_agent", "", 2, ("", "")
    )
    (message,) = read_messages(planted(place, "Bank of Somewhere"))
    agents = [one.party for one in message.records[0].parties if one.role == "debtor_agent"]
    assert [(one.names[0].text, one.identifiers) for one in agents] == [("Bank of Somewhere", ())]


def test_the_phases_of_a_payment_add_up_to_the_whole_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(100))
    monkeypatch.setattr("time.thread_time", lambda: float(next(ticks)))
    clock = gate_phases._Clock()
    clock.begin()
    with clock.within(gate_phases.DECIDE), clock.within(gate_phases.NAMES):
        pass
    with clock.within(gate_phases.DURABLE):
        pass
    clock.end()
    assert clock.rows == [{"answer": 3.0, "decide": 2.0, "names": 1.0, "durable": 1.0}]
    assert sum(clock.rows[0].values()) == 7.0


def test_every_door_of_the_phases_is_there() -> None:
    assert all(callable(getattr(owner, name)) for owner, name, _ in gate_phases.DOORS)
