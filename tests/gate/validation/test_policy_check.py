"""What is remarked of a policy."""

from __future__ import annotations

import pytest

from support.gate_world import POLICY, POLICY_TEXT
from watchgate.gate.decide.roles import is_role
from watchgate.gate.validation.policy_check import check_policy
from watchgate.model.policy import parse_policy
from watchgate.model.policy_file import default_policy


def test_lists_without_counterpart_are_named_on_both_sides() -> None:
    found = check_policy(POLICY, ["us_list", "club_list"])
    assert found.not_loaded == ("eu_list",)
    assert found.uncovered == ("club_list",)


def test_the_built_in_policy_differs_from_itself_in_nothing() -> None:
    found = check_policy(default_policy(), [])
    assert found.differs == ()
    assert found.unknown_roles == ()


def test_every_key_that_differs_is_named_with_both_values() -> None:
    policy = parse_policy(POLICY_TEXT + "\n[screening]\nthreshold = 0.85\n")
    differs = {one.key: (one.built_in, one.here) for one in check_policy(policy, []).differs}
    assert differs["screening.threshold"] == ("0.8", "0.85")
    assert differs["lists.us_list.required"] == ("", "true")
    assert "gate.text_threshold" not in differs


def test_a_role_that_no_payment_has_is_named() -> None:
    text = POLICY_TEXT.replace("[gate]", "[gate]\nthresholds = { creditor_agnt = 0.9, underlying_debtor = 0.9 }")
    assert check_policy(parse_policy(text), []).unknown_roles == ("creditor_agnt",)


@pytest.mark.parametrize("role", ["debtor", "creditor_agent", "underlying_creditor", "text", "debtor_contact"])
def test_roles_of_payments_are_known(role: str) -> None:
    assert is_role(role)


def test_what_holds_everything_or_nothing_is_remarked() -> None:
    bare = check_policy(parse_policy("[screening]\nthreshold = 0.95\n"), []).notes
    assert any("names no authority" in one for one in bare)
    assert any("names no rail" in one for one in bare)
    assert any("an exact name alone" in one for one in bare)


def test_a_rail_that_leaves_out_part_of_an_authority_is_remarked() -> None:
    text = POLICY_TEXT.replace('lists = ["eu_list"]', 'lists = ["eu_list", "eu_more"]')
    assert any("leaves out eu_list of EU, but not eu_more" in one for one in check_policy(parse_policy(text), []).notes)
