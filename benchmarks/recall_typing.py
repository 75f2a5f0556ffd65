"""How a payments clerk types a listed name: as written, in natural order, in capitals, and as narrow systems allow."""

from __future__ import annotations

import re
import unicodedata

FOLDED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "ı": "i"})


def typings(text: str, *, person: bool) -> dict[str, str]:
    """The ways in which it is typed; one that changes nothing is left out."""
    ways = {
        "natural order": natural(text) if person else text,
        "capitals": text.upper(),
        "no punctuation": bare(text),
        "no diacritics": without_diacritics(text),
        "all of these": bare(without_diacritics(natural(text) if person else text)).upper(),
    }
    return {"as written": text} | {way: typed for way, typed in ways.items() if typed != text and typed}


def natural(text: str) -> str:
    """`SURNAME, Given` as `Given SURNAME`."""
    surname, comma, given = text.partition(",")
    return f"{given.strip()} {surname.strip()}" if comma and given.strip() and "," not in given else text


def bare(text: str) -> str:
    """Hyphens and strokes as spaces, other signs gone: `AL-SA'DI CO., LTD.` is `AL SADI CO LTD`."""
    spaced = re.sub(r"[-–—/&,]", " ", text)
    return " ".join("".join(sign for sign in spaced if sign.isalnum() or sign == " " or _mark(sign)).split())


def without_diacritics(text: str) -> str:
    """Latin letters without their marks; other scripts as they are."""
    if not any("LATIN" in unicodedata.name(sign, "") for sign in text):
        return text
    parts = unicodedata.normalize("NFKD", text.translate(FOLDED))
    return unicodedata.normalize("NFC", "".join(sign for sign in parts if not _mark(sign)))


def _mark(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Mc"}
