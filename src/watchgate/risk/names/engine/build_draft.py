"""Draft: parties and their names become the encoded tables of a segment. The only place that analyses names.

Every distinct word is encoded once, and so is every distinct pair of neighbouring words that can be written as one; a
row (a name in one of its spellings) is the numbers of its words. What a segment derives from its tables (postings,
sums) is made when it is put together: `segment.py`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b

import msgspec
import numpy as np
import numpy.typing as npt

from watchgate.model.party import NameKind, Party
from watchgate.risk.names.alignment import Joined, join
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.engine.build_encoders import encode_pairs, encode_words
from watchgate.risk.names.engine.build_keys import registered
from watchgate.risk.names.engine.names_columns import name_columns
from watchgate.risk.names.engine.qualify_columns import party_columns
from watchgate.risk.names.engine.segment_columns import Array, joined, offsets
from watchgate.risk.names.engine.segment_tables import FOREVER, Tables, distinct, distinct_words
from watchgate.risk.names.qualifiers import may_be_person
from watchgate.risk.names.token import Token

CHUNK = 8_192
"""Parties whose analyses are held at once."""
WEAK = 1
PERSON = 1
TRANSLATED = 2


class Draft:
    """`analysed`: how a text is taken apart; a mapping of what is known already may stand before it.

    `bodies`: whether the parties themselves are kept, so that reasons can be given.
    """

    def __init__(
        self,
        known: Mapping[str, Analysis] | None = None,
        analysed: Callable[[str], Analysis] = analyse,
        *,
        bodies: bool = True,
    ) -> None:
        self._known = known or {}
        self._analysed = analysed
        self._bodies = bodies
        self._words: dict[Token, int] = {}
        self._parties: list[Party] = []
        self._born = array("q")
        self._names: list[Analysis] = []
        self._name_flags = array("b")
        self._people: list[bool] = []
        self._rows_of_name = array("b")
        self._row_flags = array("b")
        self._row_sizes = array("b")
        self._row_words = array("i")
        self._done: list[tuple[dict[str, Array], dict[str, Array]]] = []

    def add(self, party: Party, position: int) -> None:
        """One more party, known from `position` on."""
        self._parties.append(party)
        self._born.append(position)
        person = may_be_person(party.schema)
        for name in party.names:
            analysis = self._known.get(name.text) or self._analysed(name.text)
            self._names.append(analysis)
            self._name_flags.append(WEAK if name.kind == NameKind.WEAK else 0)
            self._people.append(person)
            spellings = (analysis.tokens,) if person else analysis.spellings
            self._rows_of_name.append(len(spellings))
            for place, tokens in enumerate(spellings):
                self._row_flags.append((PERSON if person else 0) | (TRANSLATED if place > 0 else 0))
                self._row_sizes.append(len(tokens))
                self._row_words.extend([self._words.setdefault(one, len(self._words)) for one in tokens])
        if len(self._parties) >= CHUNK:
            self._flush()

    def tables(self) -> Tables:
        """All that was added, encoded."""
        self._flush()
        tokens = list(self._words)
        words, (place,) = distinct_words([encode_words(tokens)])
        sizes = np.frombuffer(self._row_sizes, dtype=np.int8)
        at = offsets(sizes)
        word = place[np.frombuffer(self._row_words, dtype=np.int32)].astype(np.int32)
        pair, pairs = _pairs(np.frombuffer(self._row_words, dtype=np.int32), at, tokens)
        return Tables(
            parties=joined([parties for parties, _ in self._done]),
            names=joined([names for _, names in self._done]),
            rows={
                "flags": np.frombuffer(self._row_flags, dtype=np.int8),
                "word": word,
                "word_at": at,
                "pair": pair,
                "pair_at": offsets(np.maximum(sizes, 1) - 1),
            },
            words=words,
            pairs=pairs,
        )

    def _flush(self) -> None:
        if not self._parties and self._done:
            return
        parties = {**who(self._parties, self._born, bodies=self._bodies), **party_columns(self._parties)}
        names = {
            "flags": np.frombuffer(self._name_flags, dtype=np.int8),
            "rows": np.frombuffer(self._rows_of_name, dtype=np.int8),
            **registered(self._names, self._people),
            **name_columns(self._names),
        }
        self._done.append((parties, names))
        self._parties, self._born = [], array("q")
        self._names, self._people = [], []
        self._name_flags, self._rows_of_name = array("b"), array("b")


def who(parties: Sequence[Party], born: array[int], *, bodies: bool = True) -> dict[str, Array]:
    """What the search itself needs of parties: from when, until when, who."""
    ids = [party.id.encode() for party in parties]
    kept = [msgspec.msgpack.encode(party) if bodies else b"" for party in parties]
    return {
        "born": np.frombuffer(born, dtype=np.int64),
        "gone": np.full(len(parties), FOREVER, dtype=np.int64),
        "names": np.array([len(party.names) for party in parties], dtype=np.int32),
        "key": np.array([id_key(one) for one in ids], dtype=np.uint64),
        "id": np.frombuffer(b"".join(ids), dtype=np.uint8),
        "id_at": offsets(np.array([len(one) for one in ids], dtype=np.int64)),
        "body": np.frombuffer(b"".join(kept), dtype=np.uint8),
        "body_at": offsets(np.array([len(one) for one in kept], dtype=np.int64)),
    }


def id_key(party_id: bytes) -> int:
    """64 bits by which a party is looked up; who it is, its id says."""
    return int.from_bytes(blake2b(party_id, digest_size=8).digest(), "little")


def _pairs(
    word: npt.NDArray[np.int32], at: npt.NDArray[np.int64], tokens: Sequence[Token]
) -> tuple[npt.NDArray[np.int32], dict[str, Array]]:
    """For each two neighbours of each row the number of their pair, -1 where they cannot be one word; and the pairs."""
    inner = np.ones(len(word), dtype=np.bool_)
    inner[at[:-1][at[:-1] < at[1:]]] = False
    second = np.flatnonzero(inner)
    keys = word[second - 1].astype(np.int64) << 32 | word[second]
    known, which = np.unique(keys, return_inverse=True)
    number = np.full(len(known), -1, dtype=np.int64)
    made: dict[Joined, int] = {}
    for place, key in enumerate(known.tolist()):
        both = join(tokens[key >> 32], tokens[key & 0xFFFFFFFF])
        if both is not None:
            number[place] = made.setdefault(both, len(made))
    columns, (own,) = distinct([encode_pairs(list(made))])
    numbered = np.where(number >= 0, own[number], -1) if made else number
    return numbered[which].astype(np.int32), columns
