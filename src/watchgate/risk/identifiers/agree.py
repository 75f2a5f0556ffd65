"""When two identifiers mean the same holder, and how far that goes."""

from __future__ import annotations

import msgspec

from watchgate.model.party import Identifier
from watchgate.risk.identifiers.kinds import KINDS, Kind, Strength
from watchgate.risk.identifiers.standards import is_valid
from watchgate.risk.identifiers.wallets import has_checksum, same_wallet

POINTS = {Strength.STRONG: 900, Strength.PLAIN: 850, Strength.WEAK: 50}
"""Thousandths an agreement that is not certain adds. Chosen so that a strong or plain number alone passes the default
threshold of 800, and a weak one never does."""

CERTAIN_POINTS = 1000
ALONE_POINTS = 800
"""What contradicts takes a strong or plain agreement no lower: who uses a listed number also lies about dates and
countries, and a person has to look at it."""

BANK, LOCATION = 6, 8
"""Characters of a BIC: the bank in its country, and at one location."""

SHORTEST_ALONE = 6
"""Characters; a shorter number of one issuer meets another holder's by chance, so it only supports."""


class Agreement(msgspec.Struct, frozen=True):
    """`certain`: unique by its standard, valid, and the issuer known where it takes one. `points` in thousandths."""

    query: Identifier
    candidate: Identifier
    points: int
    certain: bool
    detail: str


def agreement(query: Identifier, candidate: Identifier) -> Agreement | None:
    """How the two agree, None if they do not. The same both ways round, so that lookback may swap the roles.

    Exact after normalisation. Numbers of two known issuers never meet; BICs of one bank meet across branches and
    locations; addresses compare with their case unless a list has lost it.
    """
    ours, theirs = KINDS[query.kind], KINDS[candidate.kind]
    if ours.space != theirs.space:
        return None
    if ours.space == "wallet":
        return _wallets(query, candidate)
    if ours.space == "bic":
        return _bics(query, candidate)
    if query.value != candidate.value:
        return None
    if ours.space != "number":
        certain = ours.unique and is_valid(query.kind, query.value)
        return _agreement(query, candidate, certain, "")
    if not ours.groups & theirs.groups or (query.country and candidate.country and query.country != candidate.country):
        return None
    issuer = query.country if query.country == candidate.country else None
    certain = query.kind == candidate.kind and ours.unique and ours.by_country and issuer is not None
    return _agreement(query, candidate, certain, f" issued by {issuer.upper()}" if issuer else "")


def _wallets(query: Identifier, candidate: Identifier) -> Agreement | None:
    if not same_wallet(query.value, candidate.value):
        return None
    if query.value == candidate.value:
        return _agreement(query, candidate, True, "")
    certain = has_checksum(query.value) or has_checksum(candidate.value)
    return _agreement(query, candidate, certain, " (compared without case: one source lost it)")


def _bics(query: Identifier, candidate: Identifier) -> Agreement | None:
    """Four letters are the institution's prefix and two its country (ISO 9362), two more the location, three the
    branch; XXX, the head office, is taken off.

    Certain where the eight agree and at most one names a branch. Other branches and other locations of the prefix in
    its country are the same bank by all that is known of it, which a person confirms; in another country they may be
    another bank.
    """
    if query.value[:BANK] != candidate.value[:BANK] or min(len(query.value), len(candidate.value)) < LOCATION:
        return None
    valid = is_valid(query.kind, query.value) and is_valid(candidate.kind, candidate.value)
    if query.value[:LOCATION] != candidate.value[:LOCATION]:
        return _agreement(query, candidate, False, " (one bank, another location)") if valid else None
    same = query.value == candidate.value
    certain = valid and (same or min(len(query.value), len(candidate.value)) == LOCATION)
    return _agreement(query, candidate, certain, "" if same else " (one institution, different branch)")


def _agreement(query: Identifier, candidate: Identifier, certain: bool, remark: str) -> Agreement:
    title = _title(query, candidate)
    points = CERTAIN_POINTS if certain else _points(query, candidate)
    weight = (
        "certain identity" if certain else "supports" if points < POINTS[Strength.PLAIN] else "not certain identity"
    )
    return Agreement(query, candidate, points, certain, f"the same {title}{remark}: {weight}")


def _title(query: Identifier, candidate: Identifier) -> str:
    """The listed side's kind says more than `identifier`; two kinds are both named."""
    names = dict.fromkeys(KINDS[identifier.kind].title for identifier in (candidate, query))
    names.pop("identifier", None)
    return " and ".join(names) or "identifier"


def _points(query: Identifier, candidate: Identifier) -> int:
    strengths = [
        _strength(KINDS[identifier.kind], identifier)
        for identifier in (query, candidate)
        if identifier.kind != "unknown"
    ]
    strength = max(strengths, default=Strength.PLAIN)
    if min(strengths, default=Strength.PLAIN) == Strength.WEAK:
        strength = Strength.WEAK
    if strength == Strength.PLAIN and len(query.value) < SHORTEST_ALONE:
        strength = Strength.WEAK
    return POINTS[strength]


def _strength(kind: Kind, identifier: Identifier) -> Strength:
    """A value that fails its standard's check is no better than a plain number."""
    if kind.strength == Strength.STRONG and not is_valid(identifier.kind, identifier.value):
        return Strength.PLAIN
    return kind.strength
