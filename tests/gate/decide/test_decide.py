"""A record in, a decision out: names hold, certain identity stops, what was not compared never passes."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from support.gate_world import IMO, LEI, NOW, POLICY_TEXT, add, decided, listed, named, record, world
from support.parties import delivered, says
from watchgate.gate.decide import rules
from watchgate.gate.records.party_building import BANK_NAME
from watchgate.ledger.interface import Ledger
from watchgate.model.clock import parse_instant
from watchgate.model.decision import Verdict, open_matches, sealed
from watchgate.model.party import Identifier
from watchgate.model.policy import parse_policy
from watchgate.model.record import NotCompared, RecordParty, Text
from watchgate.risk.texts import work


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    with world() as opened:
        yield opened


def test_nobody_found_passes_and_is_never_called_clean(ledger: Ledger) -> None:
    found = decided(ledger, record(named("Wilhelmina Featherstonehaugh")))
    assert (found.verdict, found.rule, found.matches) == (Verdict.PASS, rules.NOT_FOUND, ())
    assert "not found" in found.reason
    assert "clean" not in found.reason
    assert found.position == 3


def test_a_name_holds_however_well_it_is_qualified(ledger: Ledger) -> None:
    found = decided(ledger, record(named("KIM, Chol-su", birth_dates=("1962-03-01",), countries=("kp",))))
    assert (found.verdict, found.rule) == (Verdict.HOLD, "hold_listed")
    (match,) = found.matches
    assert (match.entity_id, match.name, match.score, match.exact) == ("us-1", "Kim Chol Su", 1000, False)
    assert match.grounds[0].programme == "P1"
    assert "KIM, Chol-su" in found.reason
    assert "us-1" in found.reason


@pytest.mark.parametrize(("number", "entity"), [(LEI, "us-2"), (IMO, "us-3")])
def test_a_unique_number_stops_whatever_the_name_is(ledger: Ledger, number: Identifier, entity: str) -> None:
    found = decided(ledger, record(named("Sunshine Flowers", identifiers=(number,))))
    assert (found.verdict, found.rule) == (Verdict.STOP, "stop_listed")
    assert [(one.entity_id, one.exact, one.effect) for one in found.matches] == [(entity, True, Verdict.STOP)]
    assert number.value in found.matches[0].text


def test_seven_bare_digits_of_a_text_hold_and_never_stop(ledger: Ledger) -> None:
    found = decided(ledger, record(named("", "text_number", identifiers=(IMO,))))
    assert (found.verdict, [one.exact for one in found.matches]) == (Verdict.HOLD, [False])


def test_a_list_of_restrictions_holds_and_never_stops(ledger: Ledger) -> None:
    policy = parse_policy(POLICY_TEXT.replace('lists = ["us_list"]', 'lists = ["us_list"]\nrestricted = ["us_list"]'))
    found = decided(ledger, record(named("Sunshine Flowers", identifiers=(LEI,))), policy=policy)
    assert (found.verdict, found.matches[0].exact) == (Verdict.HOLD, True)
    assert "blocks nobody" in found.matches[0].grounds[0].doubt


def test_one_transaction_is_stopped_where_any_of_its_matches_stops(ledger: Ledger) -> None:
    found = decided(ledger, record(named("Kim Chol Su", "debtor"), named("Flowers", identifiers=(LEI,))))
    assert found.verdict is Verdict.STOP
    assert [(one.role, one.effect) for one in found.matches] == [
        ("debtor", Verdict.HOLD),
        ("creditor", Verdict.STOP),
    ]
    assert "1 more match" in found.reason


def test_a_delisted_party_is_shown_and_holds_nothing(ledger: Ledger) -> None:
    found = decided(ledger, record(named("Gheorghe Delistescu")))
    assert (found.verdict, found.rule) == (Verdict.PASS, rules.SHOWN)
    assert [(one.entity_id, one.grounds) for one in found.matches] == [("us-4", ())]
    assert "delisted" in found.matches[0].remark
    before = parse_instant("2024-05-01T12:00:00Z")
    assert decided(ledger, record(named("Gheorghe Delistescu")), at=before).rule == "hold_listed"


def test_the_list_of_no_authority_of_the_policy_holds_in_doubt_even_with_certain_identity(ledger: Ledger) -> None:
    found = decided(ledger, record(named("Bartholomew Quickfinger")))
    assert (found.verdict, found.rule) == (Verdict.HOLD, "hold_listed")
    assert "no authority" in found.reason


def test_a_weak_alias_alone_makes_no_match_even_where_the_threshold_is_low(ledger: Ledger) -> None:
    low = parse_policy(POLICY_TEXT + "[gate.thresholds]\ncreditor = 0.65\n")
    found = decided(ledger, record(named("Viktor Zolotov")), policy=low)
    assert found.verdict is Verdict.PASS
    assert "weak alias" in found.matches[0].remark
    assert decided(ledger, record(named("Viktor Zolotov"))).matches == ()


def test_the_threshold_of_a_role_counts_for_names_and_not_for_numbers(ledger: Ledger) -> None:
    strict = parse_policy(POLICY_TEXT + "[gate.thresholds]\ncreditor = 0.999\n")
    near = record(named("Kim Chol Su"))
    assert decided(ledger, near, policy=strict).verdict is Verdict.PASS
    assert decided(ledger, near).verdict is Verdict.HOLD
    assert decided(ledger, record(named("Kim Chol Su", "debtor")), policy=strict).verdict is Verdict.HOLD
    assert decided(ledger, record(named("", identifiers=(LEI,))), policy=strict).verdict is Verdict.STOP


def test_a_listed_name_in_free_text_holds(ledger: Ledger) -> None:
    asked = record(named("Anna Blume"), texts=("invoice 7711 on behalf of CHOL SU KIM, thank you",))
    found = decided(ledger, asked)
    assert (found.verdict, found.rule) == (Verdict.HOLD, "hold_listed")
    assert [(one.role, one.element, one.text) for one in found.matches] == [
        ("free_text", "RmtInf/Ustrd[0]", "CHOL SU KIM")
    ]


def test_the_same_match_is_shown_for_each_element_and_open_until_the_last_is_cleared(ledger: Ledger) -> None:
    asked = record(
        named("Kim Chol Su", element="A"), named("Kim Chol Su", element="B"), named("Kim Chol Su", "debtor", "A")
    )
    found = decided(ledger, asked)
    assert [one.key for one in found.matches] == [
        ("A", "creditor", "us-1"),
        ("B", "creditor", "us-1"),
        ("A", "debtor", "us-1"),
    ]
    cleared = {found.matches[0].key, found.matches[1].key}
    assert [one.role for one in open_matches(found, cleared)] == ["debtor"]
    assert open_matches(found, {one.key for one in found.matches}) == ()


def test_the_same_inputs_give_the_same_bytes_and_other_inputs_others(ledger: Ledger) -> None:
    asked = record(named("Kim Chol Su"), texts=("Tornado Shipping Company",))
    first, second = decided(ledger, asked), decided(ledger, asked)
    assert msgspec.json.encode(first, order="sorted") == msgspec.json.encode(second, order="sorted")
    assert first.sha256 == sealed(first).sha256
    assert decided(ledger, asked, at=NOW + 1).sha256 != first.sha256
    assert decided(ledger, asked, policy=parse_policy(POLICY_TEXT + "\n# other\n")).sha256 != first.sha256


def test_evidence_that_came_later_is_not_seen_at_a_past_position() -> None:
    with world() as ledger:
        before = ledger.head().position
        asked = record(named("Newly Designated"))
        add(ledger, *says("us-9", "Person", "us_list", name="Newly Designated"))
        assert decided(ledger, asked, position=before).verdict is Verdict.PASS
        assert decided(ledger, asked).verdict is Verdict.HOLD


def test_a_listing_in_force_from_tomorrow_holds_today_and_stops_tomorrow() -> None:
    from support.gate_world import listed

    entries = listed("us-1", "Company", name="Tomorrow Trading House", leiCode=LEI.value, start="2026-11-23")
    with world({"us_list": entries}) as ledger:
        asked = record(named("x y", identifiers=(LEI,)))
        assert decided(ledger, asked).verdict is Verdict.HOLD
        assert decided(ledger, asked, at=parse_instant("2026-11-23T04:59:59Z")).verdict is Verdict.HOLD
        assert decided(ledger, asked, at=parse_instant("2026-11-23T05:00:00Z")).verdict is Verdict.STOP


def test_a_record_that_names_nobody_is_held(ledger: Ledger) -> None:
    assert decided(ledger, record()).rule == rules.NOTHING_COMPARED


@pytest.mark.parametrize("name", ["...", "☃☃☃", " - "])
def test_a_party_of_whose_name_nothing_can_be_compared_is_held(ledger: Ledger, name: str) -> None:
    found = decided(ledger, record(named("Anna Blume", "debtor"), named(name)))
    assert (found.verdict, found.rule) == (Verdict.HOLD, rules.NOTHING_COMPARED)
    assert any("can be compared" in one.reason for one in found.not_compared)


def test_what_was_not_compared_is_said_with_its_reason(ledger: Ledger) -> None:
    broken = Identifier("imoNumber", "9161004")
    asked = msgspec.structs.replace(
        record(named("Anna Blume", identifiers=(broken,), element="Cdtr")),
        not_compared=(NotCompared("ChrgBr", "a code"),),
    )
    found = decided(ledger, asked)
    assert found.verdict is Verdict.PASS
    assert [one.element for one in found.not_compared] == ["ChrgBr", "Cdtr"]
    assert "9161004" in found.not_compared[1].reason


def test_a_policy_without_authorities_lets_nothing_pass(ledger: Ledger) -> None:
    policy = parse_policy("[rails.wire]\n[default_list]\nmax_age_hours = 100000\n")
    assert decided(ledger, record(named("Anna Blume")), policy=policy).rule == rules.NO_AUTHORITY


def test_a_ground_the_policy_neither_holds_nor_stops_on_is_only_shown(ledger: Ledger) -> None:
    policy = parse_policy(POLICY_TEXT.replace("[gate]", '[gate]\nstop = ["owned"]\nhold = ["owned"]'))
    found = decided(ledger, record(named("", identifiers=(LEI,))), policy=policy)
    assert (found.verdict, found.rule) == (Verdict.PASS, rules.SHOWN)
    assert "listed neither holds nor stops" in found.matches[0].remark


def test_a_ground_that_stops_holds_as_well_where_only_the_name_meets(ledger: Ledger) -> None:
    policy = parse_policy(POLICY_TEXT.replace("[gate]", '[gate]\nhold = ["exposed"]'))
    assert decided(ledger, record(named("Kim Chol Su")), policy=policy).verdict is Verdict.HOLD


def test_a_later_execution_is_decided_by_todays_law_and_says_that_it_is_decided_again(ledger: Ledger) -> None:
    found = decided(ledger, record(named("Anna Blume"), execution_date="2026-12-24"))
    assert (found.verdict, found.decide_again_on) == (Verdict.PASS, "2026-12-24")
    assert "decided again at its execution on 2026-12-24" in found.reason
    assert decided(ledger, record(named("Anna Blume"), execution_date="2026-11-22")).decide_again_on == ""
    assert decided(ledger, record(named("Gheorghe Delistescu"), execution_date="2024-01-01")).verdict is Verdict.PASS


def test_every_rule_a_decision_names_is_explained(ledger: Ledger) -> None:
    asked: list[RecordParty] = [named("Anna Blume"), named("Kim Chol Su"), named("", identifiers=(LEI,))]
    assert {decided(ledger, record(one)).rule for one in asked} <= set(rules.RULES)


def test_what_is_only_proposed_matches_nobody() -> None:
    from watchgate.model.statement import Status

    with world() as ledger:
        proposed = says("us-9", "Person", "us_list", name="Only Proposed Person", status=Status.PROPOSED)
        ledger.append(delivered(*proposed, source="analyst:kim"))
        assert decided(ledger, record(named("Only Proposed Person"))).matches == ()


def test_a_listed_name_behind_a_very_long_one_is_found_as_text(ledger: Ledger) -> None:
    long = " ".join(f"Word{number}abc" for number in range(30)) + " on behalf of Kim Chol Su"
    found = decided(ledger, record(named(long)))
    assert [(one.entity_id, one.role, one.text) for one in found.matches] == [("us-1", "creditor", "Kim Chol Su")]
    assert "longer than a name" in found.not_compared[0].reason


@pytest.mark.parametrize(
    "name", ["\uae40\ubbfc\uc11c", "\u738b\u5c0f\u660e", "\u7530\u4e2d\u82b1\u5b50", "\u0410\u043d\u043d\u0430"]
)
def test_a_name_in_another_script_is_compared_and_no_reason_to_hold(name: str) -> None:
    with world() as ledger:
        decision = decided(ledger, record(named(name)))
    assert (decision.verdict, decision.rule) == (Verdict.PASS, rules.NOT_FOUND), decision.reason


def test_a_name_of_signs_alone_lets_nothing_pass() -> None:
    with world() as ledger:
        assert decided(ledger, record(named("?? --"))).rule == rules.NOTHING_COMPARED


@pytest.mark.parametrize(
    ("name", "matched"),
    [("Kim Chol Su", True), ("KIM CHOL SU LTD", True), ("Featherstonehaugh Kim Chol Su", False)],
)
def test_the_name_of_a_bank_beside_its_bic_is_met_as_a_whole(ledger: Ledger, name: str, *, matched: bool) -> None:
    payment = msgspec.structs.replace(
        record(named("Wilhelmina Featherstonehaugh")), texts=(Text(name, "Nm", BANK_NAME),)
    )
    assert bool(decided(ledger, payment).matches) is matched


@pytest.mark.parametrize(
    ("name", "matched"),
    [
        ("Standard Bank of South Africa Ltd", False),
        ("Russian Standard Bank", True),
        ("JSC Russian Standard Bank, Moscow", True),
        ("Emirates NBD Bank PJSC", False),
        ("NBD Bank", True),
        ("NBD-BANK PJSC", True),
        ("NBD BANK RUSSIA", True),
    ],
)
def test_another_bank_that_shares_a_word_is_not_met_beside_its_bic(name: str, *, matched: bool) -> None:
    lists = {
        "us_list": [
            *listed("us-1", "Company", name="JSC Bank Russian Standard"),
            *listed("us-2", "Company", name="NBD Bank"),
        ]
    }
    payment = msgspec.structs.replace(
        record(named("Wilhelmina Featherstonehaugh")), texts=(Text(name, "Nm", BANK_NAME),)
    )
    with world(lists) as banks:
        assert bool(decided(banks, payment).matches) is matched


def test_a_text_too_heavy_to_compare_hides_no_stop_and_no_match_of_another_element(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "MOST", 0)
    heavy = "loan Kim Chol Su"
    stopped = decided(ledger, record(named("Flowers", identifiers=(LEI,)), texts=(heavy,)))
    assert (stopped.verdict, stopped.rule) == (Verdict.STOP, "stop_listed")
    assert "was not compared" in stopped.reason
    held = decided(ledger, record(named("Kim Chol Su"), texts=(heavy,)))
    assert (held.verdict, held.rule, len(held.matches)) == (Verdict.HOLD, "hold_listed", 1)
    alone = decided(ledger, record(named("Wilhelmina Featherstonehaugh"), texts=(heavy,)))
    assert (alone.verdict, alone.rule, alone.matches) == (Verdict.HOLD, rules.FAILED, ())
    assert any("too much" in one.reason for one in alone.not_compared)
