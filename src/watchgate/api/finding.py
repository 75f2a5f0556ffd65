"""Full-text search over the directory: words that must all be there, a few signs, best captions first.

`kim jong` both words; `-trading` not this word; `namch*` words that begin so; `"kim jong un"` in this order in the
caption. With `fuzzy`, a word of 4 letters or more also finds words one edit away, of 8 or more two. This is for people
who look something up: it is not screening, and says nothing about who is *not* found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from watchgate.api.directory import Card, Directory
from watchgate.api.words import folded, words_of

MAX_TERMS = 32
TERM = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')


class Term(msgspec.Struct, frozen=True):
    """One part of a query. `phrase`: its words stand so in the caption."""

    words: tuple[str, ...]
    absent: bool = False
    prefix: bool = False
    phrase: bool = False


def terms_of(query: str, *, simple: bool) -> list[Term]:
    """What `query` asks for. `simple`: signs are letters like others."""
    if simple:
        return [Term((word,)) for word in words_of(query)[:MAX_TERMS]]
    found = []
    for sign, quoted, bare in TERM.findall(query)[:MAX_TERMS]:
        text = quoted or bare
        words = tuple(words_of(text))
        if words and text != "AND":
            found.append(Term(words, absent=bool(sign), prefix=bare.endswith("*"), phrase=bool(quoted)))
    return found


def find(directory: Directory, terms: list[Term], *, fuzzy: bool) -> set[str]:
    """The entities that satisfy every term; all of them when there is none. The caller holds the directory's lock."""
    found: set[str] | None = None
    for term in (term for term in terms if not term.absent):
        for word in term.words:
            holders = _holders(directory, word, prefix=term.prefix and word == term.words[-1], fuzzy=fuzzy)
            found = holders if found is None else found & holders
            if not found:
                return set()
        if term.phrase and found:
            found = {entity_id for entity_id in found if _phrase(directory.cards[entity_id], term.words)}
    found = set(directory.cards) if found is None else set(found)
    for term in (term for term in terms if term.absent):
        for word in term.words:
            found -= _holders(directory, word, prefix=term.prefix, fuzzy=False)
    return found


def rank(directory: Directory, found: Iterable[str], terms: list[Term]) -> list[str]:
    """Those whose caption is closest to the query first; ties by listed before not, caption, id."""
    asked = {word for term in terms if not term.absent for word in term.words}

    def order(entity_id: str) -> tuple[float, bool, str, str]:
        card = directory.cards[entity_id]
        caption = set(words_of(card.caption))
        shared = len(asked & caption)
        closeness = shared / (len(asked | caption) or 1)
        return (-closeness, not directory.is_target(entity_id), card.caption, entity_id)

    return sorted(found, key=order)


def _holders(directory: Directory, word: str, *, prefix: bool, fuzzy: bool) -> set[str]:
    exact = directory.postings.get(word, set())
    if prefix:
        return _union(directory, (known for known in directory.postings if known.startswith(word)))
    if fuzzy and len(word) >= 4:
        return _union(directory, _near(directory.postings, word))
    return exact


def _near(known: Iterable[str], word: str) -> list[str]:
    from rapidfuzz.distance.OSA import distance

    edits = 2 if len(word) >= 8 else 1
    return [
        other
        for other in known
        if abs(len(other) - len(word)) <= edits and distance(word, other, score_cutoff=edits) <= edits
    ]


def _union(directory: Directory, words: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for word in words:
        found |= directory.postings[word]
    return found


def _phrase(card: Card, words: tuple[str, ...]) -> bool:
    return " ".join(words) in " ".join(words_of(folded(card.caption)))
