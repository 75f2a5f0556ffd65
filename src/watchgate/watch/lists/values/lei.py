"""What a list calls the number of a legal entity: an LEI where it has the form of one, else a register's number.

OFAC's `Legal Entity Number` is an LEI mostly, and the nine digits of the Dutch register (RSIN) as well. Loaded as an
LEI such a number would be met by none: an LEI has twenty characters, and only LEIs are compared with it.
"""

from __future__ import annotations

import re

_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")


def entity_number(number: str) -> str:
    """The property of the number: `leiCode` by the form of ISO 17442 (check digits may be mistyped), or
    `registrationNumber`."""
    bare = re.sub(r"[\s.-]", "", number).upper()
    return "leiCode" if _LEI.fullmatch(bare) else "registrationNumber"
