"""Korean names as Japanese spells them, where a u stands behind most finals: Kimu, Paku; Киму Квансопу."""

from __future__ import annotations

from collections.abc import Callable

from watchgate.risk.names import tables


def as_korean(words: tuple[str, ...], is_korean: Callable[[str], bool]) -> tuple[str, ...]:
    """The words as Korean spells them, where one is a family name spelled so; otherwise as they are.

    `is_korean`: whether a word can be read as Korean syllables. A word loses its final u where the rest can.
    """
    families = tables.mapping("korean_japanese")
    if families.keys().isdisjoint(words):
        return words
    return tuple(families.get(word) or (word[:-1] if _ends(word) and is_korean(word[:-1]) else word) for word in words)


def _ends(word: str) -> bool:
    return word.endswith(("u", "у"))
