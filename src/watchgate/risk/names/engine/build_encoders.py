"""The columns of words, and of pairs of neighbouring words that are written as one.

`record` and `letters` are as `words.py` has them. Where the letters of a word begin depends on the segment it is in: a
record's place is right only once its words are `placed`. `same`: 128 bits, equal for words that are compared alike.
`facts`: `word_facts.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise

import numpy as np

from watchgate.risk.names.alignment import Joined
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import word_facts
from watchgate.risk.names.engine.words import Words, encode
from watchgate.risk.names.engine.words_encode import FACTS, PLACE, RECORD
from watchgate.risk.names.token import Token

_PLACE = 0xFFFFFFFF
"""The bits of a record's last column that say where its letters begin."""
_WIDE = 13
_TEXT_SIZE = 17


def encode_words(words: Sequence[Token]) -> dict[str, Array]:
    """Columns of words."""
    facts = np.array([word_facts(one) for one in words], dtype=np.int64)
    return {**_columns(encode(words)), "facts": facts}


def encode_pairs(pairs: Sequence[Joined]) -> dict[str, Array]:
    """Columns of pairs."""
    weights = np.array([one.weight for one in pairs], dtype=np.int32)
    return {**_columns(encode((), pairs)), "weight": weights}


def placed(columns: Mapping[str, Array]) -> dict[str, Array]:
    """The same columns, whose records say where the letters begin."""
    record = columns["record"].copy()
    record[:, PLACE] = (record[:, PLACE] & ~_PLACE) | columns["letters_at"][:-1]
    return {**columns, "record": record}


def texts(columns: Mapping[str, Array]) -> list[str]:
    """The text of each word."""
    facts = columns["record"][:, FACTS]
    wide = facts >> _WIDE & 1
    starts = columns["letters_at"][:-1]
    ends = starts + (facts >> _TEXT_SIZE & 0xFFFF) * (1 + 3 * wide)
    body = columns["letters"].tobytes()
    spans = zip(starts.tolist(), ends.tolist(), wide.tolist(), strict=True)
    return [
        body[start:end].decode("utf-32-le", "surrogatepass") if is_wide else body[start:end].decode("latin-1")
        for start, end, is_wide in spans
    ]


def _columns(words: Words) -> dict[str, Array]:
    record = words.records.reshape(-1, RECORD).copy()
    letters_at = np.append(record[:, PLACE] & _PLACE, len(words.letters))
    record[:, PLACE] &= ~_PLACE
    body, letters = record.tobytes(), words.letters.tobytes()
    size = 8 * RECORD
    digests = [
        blake2b(body[number * size : (number + 1) * size] + letters[start:end], digest_size=16).digest()
        for number, (start, end) in enumerate(pairwise(letters_at.tolist()))
    ]
    return {
        "same": np.frombuffer(b"".join(digests), dtype=np.uint64).reshape(-1, 2),
        "record": record,
        "letters": words.letters,
        "letters_at": letters_at,
    }
