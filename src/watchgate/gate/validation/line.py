"""Above and below the line: matches just over and just under the threshold, drawn for people to judge.

From past traffic where there is any: parties that stood in payments. Otherwise from the altered decks.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

import msgspec

from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.records.read import read_messages
from watchgate.gate.validation.decks import Case
from watchgate.gate.validation.planted import TEXT
from watchgate.model.match import Hit
from watchgate.model.party import Party
from watchgate.model.policy import Policy
from watchgate.risk.explain import matched_names
from watchgate.risk.identifiers.agree import ALONE_POINTS

BAND = 80
"""Thousandths on either side of the threshold."""


class Asked(msgspec.Struct, frozen=True):
    """A party to be compared. `planted`: the entity it was made from, empty for traffic."""

    party: Party
    planted: str = ""


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """One pair near the threshold. `planted`: the name was made from one of this very entity (decks only)."""

    side: str
    text: str
    entity_id: str
    name: str
    score: int
    reasons: tuple[str, ...]
    planted: bool


class LineSample(msgspec.Struct, frozen=True, kw_only=True):
    """`above`, `below`: pairs drawn of `above_found`, `below_found`. `threshold`, `band`: thousandths."""

    origin: str
    asked: int
    threshold: int
    band: int
    above_found: int
    below_found: int
    above: tuple[Near, ...]
    below: tuple[Near, ...]


def line_sample(
    asked: Iterable[Asked], evidence: Evidence, policy: Policy, *, origin: str, size: int, seed: int
) -> LineSample:
    """At most `size` pairs of each side, every pair with the same chance."""
    threshold = round(policy.screening.threshold * 1000)
    rng = random.Random(f"{seed} line")  # noqa: S311 - a sample that can be drawn again
    drawn: dict[str, list[Near]] = {"above": [], "below": []}
    found = dict.fromkeys(drawn, 0)
    count = 0
    for one in asked:
        count += 1
        for hit in evidence.hits(one.party, max(1, threshold - BAND)):
            if hit.score >= threshold + BAND or _by_number(hit):
                continue
            side = "above" if hit.score >= threshold else "below"
            found[side] += 1
            if len(drawn[side]) < size:
                drawn[side].append(_near(side, one, hit, evidence))
            elif (place := rng.randrange(found[side])) < size:
                drawn[side][place] = _near(side, one, hit, evidence)
    above, below = (tuple(sorted(drawn[side], key=lambda near: -near.score)) for side in ("above", "below"))
    return LineSample(
        origin=origin,
        asked=count,
        threshold=threshold,
        band=BAND,
        above_found=found["above"],
        below_found=found["below"],
        above=above,
        below=below,
    )


def upper_bound(judged: int) -> float:
    """If none of so many drawn pairs is a true match, the largest share of true ones that is not ruled out at 95 %."""
    return 1.0 - 0.05 ** (1.0 / judged) if judged else 1.0


def asked_of_deck(cases: Iterable[Case]) -> Iterator[Asked]:
    """The parties into which names were planted."""
    for case in cases:
        if case.plant.role == TEXT:
            continue
        for message in read_messages(case.message):
            for record in message.records:
                for one in record.parties:
                    if one.role == case.plant.role:
                        yield Asked(one.party, case.entity_id)


def _by_number(hit: Hit) -> bool:
    return any(one.kind == "identifier" and one.points >= ALONE_POINTS for one in hit.reasons)


def _near(side: str, asked: Asked, hit: Hit, evidence: Evidence) -> Near:
    party = evidence.party(hit.entity_id)
    names = [name.text for name in party.names] if party is not None else []
    met = matched_names(hit.reasons, names) or tuple(names[:1])
    return Near(
        side=side,
        text=" / ".join(name.text for name in asked.party.names[:3]),
        entity_id=hit.entity_id,
        name=met[0] if met else "",
        score=hit.score,
        reasons=tuple(f"{one.points:+d} {one.detail}" for one in hit.reasons),
        planted=asked.planted == hit.entity_id,
    )
