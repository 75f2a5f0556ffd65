"""What of a query's identifiers cannot be compared as what it is said to be: said, so that no typing error hides."""

from __future__ import annotations

from collections.abc import Iterable

from watchgate.model.party import Identifier
from watchgate.risk.identifiers.kinds import KINDS, UNKNOWN
from watchgate.risk.identifiers.normal import normal
from watchgate.risk.identifiers.standards import is_valid
from watchgate.risk.identifiers.wallets import looks_like_wallet

LONGEST_SHOWN = 64


def doubts(identifiers: Iterable[Identifier]) -> tuple[str, ...]:
    """A sentence for each identifier that fails the check of its standard, or names a kind that is none."""
    found = (_unknown_kind(one) if one.kind == UNKNOWN else failed_check(one) for one in identifiers)
    return tuple(sentence for sentence in dict.fromkeys(found) if sentence)


def failed_check(identifier: Identifier) -> str | None:
    """Why it is no such number, by the check of its standard; None when it may be one.

    Addresses of wallets are left out: several chains give theirs no check sum.
    """
    kind = KINDS.get(identifier.kind)
    if kind is None or kind.space == "wallet" or is_valid(identifier.kind, identifier.value):
        return None
    return (
        f"{identifier.kind} {_shown(identifier.value)}: fails the check of its kind ({kind.title}), so it is not "
        "compared as one: at most the very same wrong number is met, never as certain identity"
    )


def _unknown_kind(identifier: Identifier) -> str | None:
    """`foo:123` is compared as the one text FOO123: what was meant by it is not."""
    head, colon, rest = identifier.value.partition(":")
    if not colon or looks_like_wallet(identifier.value):
        return None
    whole, number = normal("idNumber", identifier.value), normal("idNumber", rest)
    if whole == number:  # `No.: 123`: the label is taken off
        return None
    return (
        f"{_shown(identifier.value)}: {_shown(head.strip())!r} is no kind of identifier that is known here, so no kind "
        "was compared, only the whole of it as one text; kinds are imo, lei, bic, iban, passport, tax, wallet ..."
    )


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "..."
