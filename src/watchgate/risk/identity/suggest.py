"""Suggestions: which entities may be one party, and why. A machine suggests; two people judge.

Said of entities of different sources alone: within one list its publisher has told them apart. What has been judged
already, either way, is not suggested again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import msgspec

from watchgate.model.match import Hit
from watchgate.model.party import Party
from watchgate.risk.grounds.name_key import name_key
from watchgate.risk.identifiers.kinds import KINDS
from watchgate.risk.identifiers.standards import is_valid
from watchgate.risk.identity.clusters import MOST_BEARERS, alike

DAY = len("1961-05-07")


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """`left` < `right`. `names`: what each is called. `certain`: a unique number agrees; else a name does."""

    left: str
    right: str
    names: tuple[str, str]
    reasons: tuple[str, ...]
    certain: bool = False


def suggestions(parties: Iterable[Party]) -> Iterator[Suggestion]:
    """Pairs that share a unique identifier, or a name and the day of birth; the surer ones first, then by id."""
    known = {party.id: party for party in parties}
    reasons: dict[tuple[str, str], dict[str, bool]] = {}
    shared: dict[tuple[str, ...], list[str]] = {}
    for party in known.values():
        for key in _numbers(party):
            shared.setdefault(key, []).append(party.id)
        for key in _births(party):
            shared.setdefault(key, []).append(party.id)
    for key, bearers in shared.items():
        if not 1 < len(bearers) <= MOST_BEARERS:
            continue
        certain = key[0] != "name"
        why = f"the same {KINDS[key[0]].title} {key[1]}" if certain else f"the same name ({key[1]}), born {key[2]}"
        for left, right in combinations(sorted(bearers), 2):
            if alike(known[left].schema, known[right].schema):
                reasons.setdefault((left, right), {})[why] = certain
    found = [_suggestion(known[left], known[right], whys) for (left, right), whys in reasons.items()]
    yield from sorted(found, key=lambda one: (not one.certain, one.left, one.right))


def suggested_for(party: Party, hits: Sequence[Hit], others: Iterable[Party]) -> Iterator[Suggestion]:
    """What a search for a party found: misspelt and reordered names too, with the parts of the score."""
    known = {other.id: other for other in others}
    for hit in hits:
        other = known.get(hit.entity_id)
        if other is not None and other.id != party.id and alike(party.schema, other.schema):
            why = "; ".join(reason.detail for reason in hit.reasons if reason.points > 0)
            left, right = (party, other) if party.id < other.id else (other, party)
            yield _suggestion(left, right, {f"score {hit.score}: {why}": hit.exact})


def _suggestion(left: Party, right: Party, whys: dict[str, bool]) -> Suggestion:
    return Suggestion(
        left=left.id,
        right=right.id,
        names=(_name(left), _name(right)),
        reasons=tuple(sorted(whys, key=lambda why: (not whys[why], why))),
        certain=any(whys.values()),
    )


def _name(party: Party) -> str:
    return party.names[0].text if party.names else ""


def _numbers(party: Party) -> set[tuple[str, ...]]:
    """Numbers that are unique by their standard; those of an issuer only with the issuer. Wallets and accounts are
    held by several, and say nothing of who is who."""
    found: set[tuple[str, ...]] = set()
    for one in party.identifiers:
        kind = KINDS[one.kind]
        if kind.unique and kind.space not in ("wallet", "iban") and is_valid(one.kind, one.value):
            if not kind.by_country:
                found.add((one.kind, one.value))
            elif one.country:
                found.add((one.kind, f"{one.value} ({one.country})"))
    return found


def _births(party: Party) -> set[tuple[str, ...]]:
    keys = {key for name in party.names if (key := name_key(name.text))}
    return {("name", key, day) for key in keys for day in party.birth_dates if len(day) == DAY}
