"""A threshold for a role that no payment has is an error, which names the role that may be meant."""

from __future__ import annotations

import pytest

from support.gate_world import POLICY_TEXT
from watchgate.gate.decide.roles import is_role, refuse_unknown_roles
from watchgate.model.errors import BadInputError
from watchgate.model.policy import Policy, parse_policy


def with_role(role: str, more: str = "") -> Policy:
    return parse_policy(POLICY_TEXT.replace("[gate]", f"[gate]\nthresholds = {{ {role} = 0.85 }}\n{more}"))


@pytest.mark.parametrize(
    "role", ["creditor", "underlying_debtor", "debtor_contact", "creditor_account", "sender", "text"]
)
def test_roles_of_payments_are_known(role: str) -> None:
    assert is_role(role)
    refuse_unknown_roles(with_role(role))


def test_a_misspelt_role_is_refused_with_the_one_that_may_be_meant() -> None:
    with pytest.raises(BadInputError, match=r"'creditr'.*'creditor'"):
        refuse_unknown_roles(with_role("creditr"))


def test_a_role_of_own_rows_is_named_by_the_policy() -> None:
    with pytest.raises(BadInputError, match="shipper_of_last_resort"):
        refuse_unknown_roles(with_role("shipper_of_last_resort"))
    refuse_unknown_roles(with_role("shipper_of_last_resort", 'own_roles = ["shipper_of_last_resort"]'))
