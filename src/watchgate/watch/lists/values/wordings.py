"""Claims of one entry, each wording of a value kept: what stands beside a name or number in one cell may say more."""

from __future__ import annotations

from collections.abc import Iterable

from watchgate.watch.lists.entry import Claim
from watchgate.watch.lists.values.entities import Claims


class Wordings(Claims):
    """Like Claims, but the same value in two wordings is said twice.

    `Djamal Mostafa (Date of birth 10.6.1982)` and `Djamal Mostafa (Date of birth 31.12.1979)` give one name, and only
    both wordings tell that there are two dates.
    """

    __slots__ = ()

    def add(self, prop: str, value: str | None, *, original: str | None = None, lang: str | None = None) -> None:
        if value and (value := value.strip()):
            self.extend((Claim(prop, value, lang, original if original != value else None),))

    def extend(self, claims: Iterable[Claim]) -> None:
        for claim in claims:
            key = (claim.prop, claim.value, claim.lang, claim.original)
            self._claims.setdefault(key, claim)
