"""What OFAC's three XML formats share: names in parts, aliases, and which of the two lists a file is."""

from __future__ import annotations

from pathlib import Path

from watchgate.watch.lists.formats.ofac.party import CONSOLIDATED, SDN, OfacParty
from watchgate.watch.lists.formats.ofac.rows import FIRST_CONSOLIDATED

ALIAS_PROPERTIES = {"fka": "previousName"}
"""By type without its full stops; a.k.a. and n.k.a. are aliases."""


def person_name(surname: str, given: str) -> str:
    """`SURNAME, Given`, as OFAC writes it in its CSV files."""
    return f"{surname}, {given}" if surname and given else surname or given


def say_alias(party: OfacParty, kind: str, name: str, *, weak: bool) -> None:
    """An alias by OFAC's type (`A.K.A.`, `f.k.a.`); a weak one is a weak alias, whatever its type."""
    prop = "weakAlias" if weak else ALIAS_PROPERTIES.get(kind.replace(".", "").strip().lower(), "alias")
    party.claims.add(prop, name)


def which_list(path: Path, first_number: str | None) -> str:
    """SDN or consolidated, by the first record's number (see ofac_rows), else by the file's name."""
    if first_number and first_number.isdecimal():
        number = int(first_number)
        if number < FIRST_CONSOLIDATED.start:
            return SDN
        if number in FIRST_CONSOLIDATED:
            return CONSOLIDATED
    return CONSOLIDATED if "cons" in path.name.lower() else SDN
