"""The roles parties of records have, so that no threshold is set for one that does not exist."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from watchgate.gate.records.element_table import rows
from watchgate.gate.records.mt_fields import field_rows
from watchgate.gate.records.row_columns import PARTIES
from watchgate.model.errors import BadInputError
from watchgate.model.policy import Policy

SPOTTED = ("text", "text_number")
"""Roles of numbers that were found in free text."""

OF_WALLETS = (
    *("wallet", "originator_wallet", "beneficiary_wallet", "transaction"),
    *("originator", "beneficiary", "originator_account", "beneficiary_account"),
    *("originating_vasp", "beneficiary_vasp", "intermediary_vasp"),
)
"""Roles in what is asked about wallets, and in IVMS101 payloads."""

OF_THE_BASE = ("customer", "beneficial_owner")
"""Roles in which the own customers are compared."""


def refuse_unknown_roles(policy: Policy) -> None:
    """BadInputError for a role under `gate.thresholds` that no record gives a party and `gate.own_roles` does not name.

    For a policy that is put into force; one that was is decided by as it was.
    """
    for role in policy.gate.thresholds:
        if role in policy.gate.own_roles or is_role(role):
            continue
        near = get_close_matches(role, _bases(), 1)
        raise BadInputError(
            f"no party of a payment has the role {role!r}" + (f"; do you mean {near[0]!r}?" if near else ""),
            where="policy, gate.thresholds",
            hint="the roles are in docs/payments.md; name roles of your own rows under gate.own_roles",
        )


def is_role(role: str) -> bool:
    """Whether an element of a payment message or a column of a row gives a party this role."""
    base = next((role.removeprefix(one) for one in _prefixes() if role.startswith(one)), role)
    return base.removesuffix("_contact") in _bases()


@cache
def _bases() -> frozenset[str]:
    """Without what is put before roles (`underlying_`) and behind them (`_contact`)."""
    named = {row.argument.split(" ")[0] for row in rows() if row.action in {"party", "account"}}
    fields = {row.argument for row in field_rows() if row.action in {"customer", "agent"}}
    accounts = {f"{role}_account" for role in {*named, *PARTIES} if not role.endswith("_account")}
    return frozenset({*named, *fields, *PARTIES, *accounts, *SPOTTED, *OF_WALLETS, *OF_THE_BASE, "sender", "receiver"})


@cache
def _prefixes() -> tuple[str, ...]:
    within = {end for row in rows() if row.action == "in" and (end := row.argument.rpartition(" ")[2]).endswith("_")}
    return tuple(sorted(within))
