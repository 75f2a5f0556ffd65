"""Whether a bank's name that stands beside its BIC is a listed one as a whole."""

from __future__ import annotations

from collections import Counter

from watchgate.model.match import Hit
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.token import Kind, Token

SAYS_NOTHING = frozenset({"bank", "banking"})
"""Words that all banks bear: which of them a name has says nothing of whose it is."""


def is_whole(window: str, name: str, hit: Hit) -> bool:
    """Whether the `window` that met says whose name it is.

    `Standard` is not `Standard Chartered`: no telling word may be outside. Nor is `NBD Bank` the bank `Emirates NBD`,
    where the first word is outside, or `Standard` of `Standard Bank of South Africa` the listed `Russian Standard`,
    where each has a country or kind that the other has not. `VTB Bank` is met in `VTB Bank, Moscow Branch`.
    """
    inside = Counter(token.text for token in analyse(window).tokens)
    telling = [token for token in analyse(name).tokens if _tells(token)]
    outside = list((Counter(token.text for token in telling) - inside).elements())
    if any(token.text in outside for token in telling if token.kind == Kind.WORD):
        return False
    if telling and telling[0].text in outside:
        return False
    return not outside or not any(one.kind == "name_rest" and _rest(one.candidate) for one in hit.reasons)


def _tells(token: Token) -> bool:
    return token.kind in (Kind.WORD, Kind.GENERIC) and token.text not in SAYS_NOTHING


def _rest(words: str) -> bool:
    return any(word not in SAYS_NOTHING for word in words.split())
