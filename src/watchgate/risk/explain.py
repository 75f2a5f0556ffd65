"""From a hit to what a person reads: who it is, why it is one, and where each part of it was said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from watchgate.model.match import Hit, Reason
from watchgate.risk.dossiers import Dossier
from watchgate.risk.names.analysis import analyse
from watchgate.risk.sources import Source, sources_of

_NOT_LETTERS = re.compile(r"[\W_]+")
_NAME_REASONS = frozenset({"name", "name_rest", "weak_alias"})


class ScreenedHit(msgspec.Struct, frozen=True, kw_only=True):
    """One entity at or above the cutoff.

    `score` 0-1, `match`: at or above the threshold, `exact`: an identifier that is unique by its standard agrees.
    `name`: the listed name that was met, None when only an identifier was. `reasons` in thousandths add up to the
    score within its bounds. `sources`: where name, identifier and listing were said.
    """

    entity: str
    caption: str
    schema: str
    score: float
    match: bool
    exact: bool
    name: str | None
    datasets: tuple[str, ...]
    topics: tuple[str, ...]
    reasons: tuple[Reason, ...]
    sources: tuple[Source, ...]


def explained(hit: Hit, numbers: Sequence[str], dossier: Dossier, threshold: int) -> ScreenedHit:
    """The hit with its evidence. `numbers`: normal values of the identifiers that agree; `threshold` in thousandths."""
    names = matched_names(hit.reasons, dossier.names())
    return ScreenedHit(
        entity=hit.entity_id,
        caption=dossier.caption,
        schema=dossier.schema,
        score=hit.score / 1000,
        match=hit.score >= threshold,
        exact=hit.exact,
        name=names[0] if names else None,
        datasets=dossier.datasets,
        topics=dossier.topics,
        reasons=hit.reasons,
        sources=sources_of(dossier, names, numbers),
    )


def matched_names(reasons: Iterable[Reason], names: Iterable[str]) -> tuple[str, ...]:
    """The names the reasons speak of: those with the most of the words that were met, and the fewest letters beside.

    Reasons give words as they were compared (`4` for IV, `and` for &, no accents), so that they are looked for among
    the words a name is taken apart to as well. A name is found whenever any shares a word with them: an answer without
    its source is worth nothing.
    """
    words = list(
        dict.fromkeys(
            word for reason in reasons if reason.kind in _NAME_REASONS for word in reason.candidate.split() if word
        )
    )
    held = {name: _held(words, name) for name in names} if words else {}
    most = max(held.values(), default=0)
    found = [name for name, count in held.items() if count == most > 0]
    shortest = min((len(_squeezed(name)) for name in found), default=0)
    return tuple(name for name in found if len(_squeezed(name)) == shortest)


def _held(words: Iterable[str], name: str) -> int:
    whole = _squeezed(name)
    parts = {text for token in analyse(name).tokens for text in (token.written, token.text)}
    return sum(word in parts or (bool(part := _squeezed(word)) and part in whole) for word in words)


def _squeezed(text: str) -> str:
    return _NOT_LETTERS.sub("", text.casefold())
