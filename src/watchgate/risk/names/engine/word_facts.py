"""What a comparison must know of every word at once, as one whole number.

Bits from the lowest: weight (8), kind + 1 (3), written in an abjad (1), consonants of its skeleton up to 7 (3),
letters up to 255 (8), the first five bytes of its text (40), so that most pairs of texts are told apart and put in
order without reading them.
"""

from __future__ import annotations

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.score import FEW_CONSONANTS
from watchgate.risk.names.token import Kind, Token

PREFIX_BYTES = 5
MOST_LETTERS = 255
FIRST_LETTER, FIRST_LETTERS = 23 + 8 * (PREFIX_BYTES - 1), 64
"""Where the first byte of a text stands; of it only so much is asked where many words are gone through."""
_INITIAL = int(Kind.INITIAL)
_FORM = int(Kind.FORM)
_NAMES = sum(1 << kind + 1 for kind in (Kind.SPELLED, Kind.WORD, Kind.GENERIC, Kind.TITLE, Kind.NUMBER))
_FREE = sum(1 << kind + 1 for kind in (Kind.GENERIC, Kind.FORM, Kind.NUMBER))
_TRADE = sum(1 << kind + 1 for kind in (Kind.GENERIC, Kind.NUMBER))
_GENERIC, _WORD = int(Kind.GENERIC), int(Kind.WORD)


def word_facts(word: Token) -> int:
    """The facts of a word."""
    prefix = int.from_bytes(word.text.encode()[:PREFIX_BYTES].ljust(PREFIX_BYTES, b"\0"))
    letters, consonants = min(MOST_LETTERS, len(word.text)), min(7, len(word.skeleton))
    return prefix << 23 | letters << 15 | consonants << 12 | word.abjad << 11 | word.kind + 1 << 8 | word.weight


@inlined
def weight(facts: int) -> int:
    """`Token.weight`."""
    return facts & 255


@inlined
def kind(facts: int) -> int:
    """`Token.kind`."""
    return (facts >> 8 & 7) - 1


@inlined
def is_abjad(facts: int) -> int:
    """`Token.abjad`, 0 or 1."""
    return facts >> 11 & 1


@inlined
def consonants(facts: int) -> int:
    """How many consonants its skeleton has; 7 is seven or more."""
    return facts >> 12 & 7


@inlined
def few_consonants(facts: int) -> bool:
    """Whether the skeleton says little."""
    return facts >> 12 & 7 <= FEW_CONSONANTS


@inlined
def letters(facts: int) -> int:
    """How many letters its text has; 255 is so many or more."""
    return facts >> 15 & 255


@inlined
def prefix(facts: int) -> int:
    """The first five bytes of its text: where they differ, they order the texts."""
    return facts >> 23


@inlined
def is_initial(facts: int) -> bool:
    """Whether it is an initial."""
    return facts >> 8 & 7 == _INITIAL + 1


@inlined
def is_name(facts: int) -> bool:
    """Whether it can name somebody (`score._names`)."""
    return _NAMES >> (facts >> 8 & 7) & 1 != 0


@inlined
def is_free_in_translation(facts: int) -> bool:
    """`score.free_in_translation`."""
    return _FREE >> (facts >> 8 & 7) & 1 != 0


@inlined
def is_form(facts: int) -> bool:
    """Whether it is a company's form."""
    return facts >> 8 & 7 == _FORM + 1


@inlined
def is_trade(facts: int) -> bool:
    """Whether a translation may add or drop it, and it is no form."""
    return _TRADE >> (facts >> 8 & 7) & 1 != 0


@inlined
def tells(facts: int) -> bool:
    """Whether it is a word, or spelled out, and not one that many bear (`score._tells`)."""
    return facts >> 8 & 7 <= _WORD + 1


@inlined
def may_join(facts: int) -> bool:
    """Whether it and a neighbour can be one word (`alignment.join`): a word or an initial."""
    return facts >> 8 & 7 <= _INITIAL + 1


@inlined
def may_be_joined(facts: int) -> bool:
    """Whether it can be two words written as one (`alignment.join_similarity`)."""
    return facts >> 8 & 7 <= _GENERIC + 1
