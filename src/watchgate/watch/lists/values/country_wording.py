"""Countries as lists word them when one field holds more than a name: `Iran / unknown`, `Libya (in custody)`."""

from __future__ import annotations

import re
from functools import lru_cache

from watchgate.model.countries import country_code
from watchgate.watch.lists.entry import Claim
from watchgate.watch.lists.values.entities import country_claim

_REMARK = re.compile(
    r"\s*\([^()]{2,}\)|^(?:possibly|believed to be|probably|allegedly|assumed|of the)\s+"
    r"|\s+(?:by birth|passport|citizen)\Z",
    re.IGNORECASE,
)
_OR = re.compile(r"\s*[/;,]\s*(?:or\s+)?|\s+or\s+|\s*\(?[a-h]\)\s*")
_AND = re.compile(r"\s+and(?:/or)?\s+")
_UNKNOWN = frozenset({"unknown", "na", "n/a", "-", "00"})


@lru_cache(maxsize=8_192)
def country_claims(prop: str, written: str) -> tuple[Claim, ...]:
    """A claim for each country named, its code as value and all of the wording as original; none for "unknown".

    When any part is no country that is known, the wording stays one value: nothing is guessed and nothing dropped.
    """
    written = " ".join(written.split())
    if not written or written.casefold() in _UNKNOWN:
        return ()
    if country_code(written):
        return (country_claim(prop, written),)
    parts = [part for part in _OR.split(_REMARK.sub("", written)) if part and part.casefold() not in _UNKNOWN]
    codes = [country_code(part) for part in parts]
    if None in codes:
        codes = [country_code(name) for part in parts for name in ([part] if country_code(part) else _AND.split(part))]
    if not codes or None in codes:
        return (country_claim(prop, written),)
    return tuple(Claim(prop, code, None, written) for code in dict.fromkeys(code for code in codes if code))
