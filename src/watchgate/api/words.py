"""Words as /search compares them: folded to lower case without marks, every script kept as it is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"\w+")
MAX_WORDS = 64
"""Of one value; longer texts (notes) are found by their beginning."""


def words_of(text: str) -> list[str]:
    """The words of `text` in order, at most `MAX_WORDS`."""
    return WORD.findall(folded(text))[:MAX_WORDS]


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """`text` in lower case without accents and apostrophes: Ky'ŏng -> kyong."""
    plain = text.translate(_APOSTROPHES)
    if not plain.isascii():
        plain = "".join(mark for mark in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(mark))
        plain = unicodedata.normalize("NFC", plain)
    return plain.casefold()


_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`ʼʻ´"))
