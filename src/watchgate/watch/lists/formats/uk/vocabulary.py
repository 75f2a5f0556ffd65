"""The words of the UK Sanctions List (FCDO) and of OFSI's consolidated list, and what they mean in FollowTheMoney."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchgate.watch.lists.entry import Claim
from watchgate.watch.lists.values.dates import iso_date

DATASET = "gb_fcdo_sanctions"
AUTHORITY = "GB-FCDO"
SCHEMAS = {"individual": "Person", "entity": "Organization", "ship": "Vessel"}
NAME_PROPERTIES = {
    "primary name": "name",
    "primary": "name",
    "prime alias": "name",
    "primary name variation": "alias",
    "primary variation": "alias",
    "alias": "alias",
    "aka": "alias",
    "a.k.a": "alias",
    "fka": "previousName",
    "f.k.a": "previousName",
}
"""By name type. A variation is the FCDO's own respelling of the primary name."""
GENDERS = {"male": "male", "female": "female"}
LANGUAGES = {
    "arabic": "ara",
    "belarusian": "bel",
    "bosnian": "bos",
    "burmese": "mya",
    "chinese": "zho",
    "dari": "prs",
    "farsi": "fas",
    "georgian": "kat",
    "hebrew": "heb",
    "korean": "kor",
    "kurdish": "kur",
    "pashto": "pus",
    "persian": "fas",
    "russian": "rus",
    "serbian": "srp",
    "tigrinya": "tir",
    "ukrainian": "ukr",
    "urdu": "urd",
}
"""Languages of native-script names, ISO 639-3."""
REGIMES = {
    "AFG": "Afghanistan",
    "AQD": "ISIL (Da'esh) and Al-Qaida",
    "BEL": "Belarus",
    "BIH": "Bosnia and Herzegovina",
    "CAF": "Central African Republic",
    "CHW": "Chemical Weapons",
    "CTD": "Counter-Terrorism (Domestic)",
    "CTI": "Counter-Terrorism (International)",
    "CYB": "Cyber",
    "DPR": "Democratic People's Republic of Korea",
    "DRC": "Democratic Republic of the Congo",
    "GAC": "Global Anti-Corruption",
    "GHR": "Global Human Rights",
    "GIM": "Global Irregular Migration",
    "GUB": "Guinea-Bissau",
    "GUC": "Guinea",
    "HAI": "Haiti",
    "INU": "Iran (Nuclear)",
    "IRN": "Iran",
    "IRQ": "Iraq",
    "LIB": "Libya",
    "MAL": "Mali",
    "MYA": "Myanmar",
    "NIC": "Nicaragua",
    "RUS": "Russia",
    "SOM": "Somalia",
    "SSU": "South Sudan",
    "SUD": "Sudan",
    "SYR": "Syria",
    "VEN": "Venezuela",
    "YEM": "Yemen",
}
"""By the letters a Unique ID begins with: so for every one of 5,302 designations of the list of 11 August 2025."""
UNIQUE_ID = re.compile(r"[A-Z]{3,4}\d{3,6}\Z")
_UNKNOWN_PART = re.compile(r"\b(?:dd|mm)\b", re.IGNORECASE)


def entity_id(unique_id: str) -> str:
    """The party's id: `gb-DPR0075`, the same in every form of the list."""
    return f"gb-{unique_id}"


def regime(unique_id: str) -> str | None:
    """The regime a Unique ID belongs to; None for letters that are not known."""
    return REGIMES.get(unique_id[:3])


def name_property(kind: str, strength: str) -> str:
    """FtM's property for a name type and alias strength; a low-quality alias is weak whatever its type."""
    if "low" in strength.casefold():
        return "weakAlias"
    return NAME_PROPERTIES.get(kind.casefold().replace("_", " ").strip(" ."), "alias")


def uk_dates(prop: str, written: str, unread: str = "notes") -> Iterator[Claim]:
    """A date `dd/mm/yyyy` whose day and month may be 00, dd or mm; text of `unread` when it is no date."""
    written = " ".join(written.split())
    if not written:
        return
    day = iso_date(_UNKNOWN_PART.sub("00", written))
    if day is None:
        yield Claim(unread, f"{prop}: {written}", None, written)
    else:
        yield Claim(prop, day, None, written if written != day else None)
