"""Judgement: somebody says whether two entities are one and the same party. Said as evidence, so it can be taken back.

FollowTheMoney's `Similar` says it: `candidate` and `match` are the two, `criteria` is the judgement, `matcher` the
reason in words. It counts once all of it is confirmed; a judgement half of which is confirmed says nothing.
"""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256

import msgspec

from watchgate.model.statement import Locator
from watchgate.risk.grounds.facts import Facts

SCHEMA = "Similar"
DATASET = "judgements"


class Word(StrEnum):
    """POSITIVE: one party. NEGATIVE: two, however alike. UNSURE: looked at, and open."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNSURE = "unsure"


class Judgement(msgspec.Struct, frozen=True):
    """`left` < `right`. `id`: the entity that says it."""

    id: str
    left: str
    right: str
    word: Word
    reason: str
    stands_on: tuple[Locator, ...]


def judgement_id(left: str, right: str, word: Word, author: str) -> str:
    """The id of what `author` says of the two: saying it again is the same judgement."""
    text = "\x1f".join((*sorted((left, right)), word, author))
    return f"judgement-{sha256(text.encode()).hexdigest()[:20]}"


def judgement_of(facts: Facts) -> Judgement | None:
    """The judgement an entity says; None when it is not whole, says two things at once, or speaks of one entity."""
    values = {prop: {one.value for one in facts.of(prop)} for prop in ("candidate", "match", "criteria")}
    if facts.schema != SCHEMA or any(len(found) != 1 for found in values.values()):
        return None
    (left,), (right,), (word,) = values["candidate"], values["match"], values["criteria"]
    if left == right or word not in set(Word):
        return None
    return Judgement(
        id=facts.entity_id,
        left=min(left, right),
        right=max(left, right),
        word=Word(word),
        reason="; ".join(sorted(one.value for one in facts.of("matcher"))),
        stands_on=tuple(one.locator for one in facts.of("candidate", "match", "criteria")),
    )
