"""Rails, old lists, lag, unread messages: what fails, fails closed and says so."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from support.gate_world import LEI, NOW, POLICY, POLICY_TEXT, add, decided, listed, named, record, usual, world
from support.parties import delivered
from watchgate.gate.decide import rules
from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.unread import decide_failed, decide_unread
from watchgate.ledger.interface import Ledger
from watchgate.model.clock import MICROSECONDS
from watchgate.model.decision import Verdict
from watchgate.model.errors import BadInputError
from watchgate.model.policy import parse_policy
from watchgate.model.record import Message, Outcome

DAY = 86_400 * MICROSECONDS


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    with world() as opened:
        yield opened


def test_an_eu_listed_party_is_not_compared_in_an_instant_payment_which_says_so(ledger: Ledger) -> None:
    asked = named("Wilhelm Oberstaufen")
    assert decided(ledger, record(asked)).verdict is Verdict.HOLD
    found = decided(ledger, record(asked, rail="instant"))
    assert (found.verdict, found.matches) == (Verdict.PASS, ())
    assert any("eu_list" in one.reason and "customers" in one.reason for one in found.not_compared)


def test_nothing_passes_where_no_list_of_any_authority_was_ever_loaded() -> None:
    policy = parse_policy(POLICY_TEXT.replace("required = true", "required = false"))
    with world({}) as empty:
        found = decided(empty, record(named("Wilhelmina Featherstonehaugh")), policy=policy)
    assert (found.verdict, found.rule) == (Verdict.HOLD, rules.LIST_MISSING)
    assert "US-OFAC" in " ".join(found.warnings)


def test_nothing_passes_where_no_list_of_one_authority_was_ever_loaded() -> None:
    policy = parse_policy(POLICY_TEXT.replace("required = true", "required = false"))
    with world({"us_list": usual()["us_list"]}) as only_us:
        asked = record(named("Wilhelmina Featherstonehaugh"))
        found = decided(only_us, asked, policy=policy)
        instant = decided(only_us, msgspec.structs.replace(asked, rail="instant"), policy=policy)
    assert (found.verdict, found.rule) == (Verdict.HOLD, rules.LIST_MISSING)
    assert "the law of EU" in found.reason
    assert instant.verdict is Verdict.PASS, "its lists are checked on the customers there"


def test_an_authority_that_is_not_required_and_has_no_list_is_said_in_each_decision() -> None:
    text = POLICY_TEXT.replace("required = true", "required = false")
    policy = parse_policy(text.replace('lists = ["us_list"]', 'lists = ["us_list"]\nrequired = false'))
    with world({"eu_list": usual()["eu_list"]}) as only_eu:
        found = decided(only_eu, record(named("Wilhelmina Featherstonehaugh")), policy=policy)
    assert found.verdict is Verdict.PASS
    assert any("US-OFAC" in one for one in found.warnings)


def test_a_list_of_no_authority_is_left_out_by_its_name_alone(ledger: Ledger) -> None:
    asked = record(named("Bartholomew Quickfinger"), rail="instant")
    assert decided(ledger, asked).verdict is Verdict.HOLD
    policy = parse_policy(
        POLICY_TEXT.replace('["eu_list"]\n\n[rails.card]', '["eu_list", "club_list"]\n\n[rails.card]')
    )
    assert policy.rails["instant"].not_in_flight == ("eu_list", "club_list")
    assert decided(ledger, asked, policy=policy).matches == ()


def test_who_is_listed_elsewhere_too_is_held_in_an_instant_payment_for_that_alone() -> None:
    lists = usual()
    lists["us_list"] += listed("us-8", "Person", name="Wilhelm Oberstaufen")
    with world(lists) as ledger:
        found = decided(ledger, record(named("Wilhelm Oberstaufen"), rail="instant"))
        assert [(one.entity_id, one.grounds[0].authority) for one in found.matches] == [("us-8", "US-OFAC")]
        assert (found.verdict, found.hold_until, found.after_hold) == (
            Verdict.HOLD,
            NOW + 10 * MICROSECONDS,
            "reject",
        )


@pytest.mark.parametrize(("rail", "until"), [("wire", None), ("card", NOW + 2_500_000)])
def test_no_hold_outlives_the_timeout_of_its_rail(ledger: Ledger, rail: str, until: int | None) -> None:
    found = decided(ledger, record(named("Kim Chol Su"), rail=rail))
    assert (found.hold_until, found.after_hold) == (until, "reject" if until else "")
    passed = decided(ledger, record(named("Anna Blume"), rail=rail))
    assert (passed.verdict, passed.hold_until, passed.after_hold) == (Verdict.PASS, None, "")


def test_a_rail_the_policy_does_not_know_is_held(ledger: Ledger) -> None:
    found = decided(ledger, record(named("Anna Blume"), rail="sepa-future"))
    assert (found.verdict, found.rule) == (Verdict.HOLD, rules.UNKNOWN_RAIL)
    assert "sepa-future" in found.reason


def test_a_list_that_is_too_old_holds_from_the_first_instant_on(ledger: Ledger) -> None:
    end = NOW - NOW % DAY + 2 * DAY  # the lists are of the day before, and may be 48 hours old
    assert decided(ledger, record(named("Anna Blume")), at=end).verdict is Verdict.PASS
    found = decided(ledger, record(named("Anna Blume")), at=end + 60 * MICROSECONDS)
    assert (found.verdict, found.rule) == (Verdict.HOLD, rules.LIST_STALE)
    assert any("us_list" in one for one in found.warnings)
    assert any("eu_list" in one for one in found.warnings)


def test_a_match_says_its_own_reason_and_the_old_list_beside(ledger: Ledger) -> None:
    found = decided(ledger, record(named("Kim Chol Su")), at=NOW + 30 * DAY)
    assert found.rule == "hold_listed"
    assert "also us_list is" in found.reason
    stopped = decided(ledger, record(named("", identifiers=(LEI,))), at=NOW + 30 * DAY)
    assert stopped.verdict is Verdict.STOP


def test_an_old_list_that_is_not_compared_in_flight_does_not_hold_an_instant_payment() -> None:
    with world() as ledger:
        late = NOW + 30 * DAY
        ledger.append(delivered(source="us_list", snapshot_date="2026-11-22", complete=True))
        policy = parse_policy(
            POLICY_TEXT.replace("[lists.us_list]\nmax_age_hours = 48", "[lists.us_list]\nmax_age_hours = 9000")
        )
        asked = record(named("Anna Blume"), rail="instant")
        assert decided(ledger, asked, policy=policy, at=late).verdict is Verdict.PASS
        assert decided(ledger, record(named("Anna Blume")), policy=policy, at=late).rule == rules.LIST_STALE


def test_a_required_list_that_was_never_loaded_holds() -> None:
    lists = usual()
    del lists["us_list"]
    with world(lists) as ledger:
        found = decided(ledger, record(named("Anna Blume")))
        assert (found.verdict, found.rule) == (Verdict.HOLD, rules.LIST_MISSING)


def test_an_old_list_the_policy_does_not_rely_on_only_warns() -> None:
    policy = parse_policy(POLICY_TEXT.replace("max_age_hours = 100000", "max_age_hours = 1"))
    with world(date="2026-11-21") as ledger:
        found = decided(ledger, record(named("Anna Blume")), policy=policy)
        assert found.verdict is Verdict.PASS
        assert ["club_list" in one for one in found.warnings] == [True]


def test_lag_is_an_input_that_holds_and_is_said_again_when_the_decision_is_made_again() -> None:
    with world() as ledger:
        evidence = Evidence.at(ledger, POLICY)
        position = evidence.position
        add(ledger, *listed("us-9", "Person", name="Newly Designated"))
        lag = evidence.behind(ledger.head().position)
        assert lag
        asked = record(named("Newly Designated"))
        held = decide(asked, evidence, POLICY, decided_at=NOW, lag=lag)
        assert (held.verdict, held.rule, held.position, held.lag) == (Verdict.HOLD, rules.LAG, position, lag)
        again = decide(asked, Evidence.at(ledger, POLICY, position), POLICY, decided_at=NOW, lag=held.lag)
        assert again == held
        evidence.catch_up()
        assert evidence.behind(ledger.head().position) == ""
        assert decide(asked, evidence, POLICY, decided_at=NOW).rule == "hold_listed"


def test_evidence_moved_forward_step_by_step_decides_as_evidence_built_there() -> None:
    asked = record(named("Newly Designated"), named("Kim Chol Su"), texts=("for Second Newcomer and Kim Chol Su",))
    with world() as ledger:
        walking = Evidence.at(ledger, POLICY, 0)
        walking.warm()
        add(ledger, *listed("us-9", "Person", name="Newly Designated"))
        add(ledger, *listed("us-10", "Person", name="Second Newcomer"))
        add(ledger, *listed("us-11", "Company", name="Another House"))
        for position in range(ledger.head().position + 1):
            assert walking.catch_up(position) == position
            built = Evidence.at(ledger, POLICY, position)
            assert decide(asked, walking, POLICY, decided_at=NOW) == decide(asked, built, POLICY, decided_at=NOW)
        assert walking.catch_up(2) == ledger.head().position


@pytest.mark.parametrize(
    ("outcome", "verdict", "rule"),
    [
        (Outcome.UNSUPPORTED, Verdict.UNSUPPORTED, rules.UNSUPPORTED),
        (Outcome.REFUSED, Verdict.REFUSED, rules.REFUSED),
    ],
)
def test_what_was_not_read_is_held_or_refused_with_element_and_reason(
    outcome: Outcome, verdict: Verdict, rule: str
) -> None:
    message = Message(
        kind="camt.053", bytes_sha256="a" * 64, outcome=outcome, element="Document/X", reason="no such type"
    )
    found = decide_unread(message, POLICY, decided_at=NOW, position=7)
    assert (found.verdict, found.rule, found.record_id, found.position) == (verdict, rule, "a" * 64, 7)
    assert "no such type" in found.reason
    assert found.not_compared[0].element == "Document/X"
    assert found == decide_unread(message, POLICY, decided_at=NOW, position=7)


def test_a_message_that_was_read_is_not_decided_whole() -> None:
    with pytest.raises(ValueError, match="record by record"):
        decide_unread(Message(kind="MT103", bytes_sha256="a" * 64), POLICY, decided_at=NOW, position=7)


def test_a_failed_comparison_is_a_hold_to_be_tried_again() -> None:
    asked = record(named("Anna Blume"), rail="card")
    found = decide_failed(asked, POLICY, decided_at=NOW, position=3, exceptions_position=2, why="disk is full")
    assert (found.verdict, found.rule, found.hold_until) == (Verdict.HOLD, rules.FAILED, NOW + 2_500_000)
    assert "disk is full" in found.reason


def test_no_policy_can_stop_on_a_link_or_look_for_texts_above_an_exact_name() -> None:
    with pytest.raises(BadInputError, match="linked cannot stop"):
        parse_policy('[gate]\nstop = ["linked"]\n')
    with pytest.raises(BadInputError, match="text_threshold"):
        parse_policy("[gate]\ntext_threshold = 0.95\n")
