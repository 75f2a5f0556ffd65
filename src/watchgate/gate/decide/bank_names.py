"""Whether a bank's name is a listed one as a whole: those of banks are made of few words, and many have the same."""

from __future__ import annotations

from collections import Counter

from watchgate.model.match import Hit
from watchgate.model.record import RecordParty
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.token import Kind, Token

SAYS_NOTHING = frozenset({"bank", "banking"})
"""Words that all banks bear: which of them a name has says nothing of whose it is."""


def says_whose(one: RecordParty, hit: Hit) -> bool:
    """Whether the words that met say whose name it is: of a bank known by its name alone, only as a whole.

    Royal Bank of Canada is not the listed Royal Credit Bank, nor is Emirates NBD the bank NBD.
    """
    if not _is_bank(one) or not one.party.names:
        return True
    unmet = {word for reason in hit.reasons if reason.kind == "name_rest" for word in reason.query.split()}
    for name in one.party.names:
        telling = [token for token in analyse(name.text).tokens if _tells(token)]
        if _says(telling, [token.text for token in telling if unmet.intersection(token.written.split())], hit):
            return True
    return False


def _is_bank(one: RecordParty) -> bool:
    """By its role, or by the element that a message has for financial institutions alone."""
    return one.role.removesuffix("_contact").endswith("_agent") or "FinInstnId" in one.element


def is_whole(window: str, name: str, hit: Hit) -> bool:
    """Whether the `window` that met says whose name it is.

    `Standard` is not `Standard Chartered`: no telling word may be outside. Nor is `NBD Bank` the bank `Emirates NBD`,
    where the first word is outside, or `Standard` of `Standard Bank of South Africa` the listed `Russian Standard`,
    where each has a country or kind that the other has not. `VTB Bank` is met in `VTB Bank, Moscow Branch`.
    """
    inside = Counter(token.text for token in analyse(window).tokens)
    telling = [token for token in analyse(name).tokens if _tells(token)]
    return _says(telling, list((Counter(token.text for token in telling) - inside).elements()), hit)


def _says(telling: list[Token], outside: list[str], hit: Hit) -> bool:
    """Whether telling words of which these were not met are still somebody's name."""
    if any(token.text in outside for token in telling if token.kind == Kind.WORD):
        return False
    if telling and telling[0].text in outside:
        return False
    return not outside or not any(one.kind == "name_rest" and _rest(one.candidate) for one in hit.reasons)


def _tells(token: Token) -> bool:
    return token.kind in (Kind.WORD, Kind.GENERIC) and token.text not in SAYS_NOTHING


def _rest(words: str) -> bool:
    return any(word not in SAYS_NOTHING for word in words.split())
