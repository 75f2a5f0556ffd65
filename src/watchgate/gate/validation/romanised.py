"""Names in Cyrillic and Hangul spelled in Latin letters by the published standards, for decks of altered names.

Tables of their own, so that the deck does not spell as the matcher reads. Cyrillic: ISO 9:1995 without diacritics
(`iso`), ICAO Doc 9303 as passports have it (`icao`), the German newspapers' way (`german`). Hangul: Revised
Romanization of 2000 syllable by syllable (`revised`) and McCune-Reischauer without its marks (`mccune`); sound changes
between syllables are left out, as clerks leave them out.
"""

from __future__ import annotations

import unicodedata

_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў"
_ICAO = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia i i ie g u"
_ISO = "a b v g d e e z z i j k l m n o p r s t u f h c c s s - y - e u a i i e g u"
_GERMAN = "a b w g d e jo sch s i j k l m n o p r s t u f ch z tsch sch schtsch - y - e ju ja i ji je g u"
CYRILLIC = {
    standard: dict(zip(_CYRILLIC, ("" if one == "-" else one for one in row.split()), strict=True))
    for standard, row in (("icao", _ICAO), ("iso", _ISO), ("german", _GERMAN))
}

_INITIAL_ROWS = {
    "revised": "g kk n d tt r m b pp s ss - j jj ch k t p h",
    "mccune": "k kk n t tt r m p pp s ss - ch tch ch k t p h",
}
_VOWEL_ROWS = {
    "revised": "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i",
    "mccune": "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i",
}
_FINAL_ROW = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t"
_INITIALS = {standard: row.split() for standard, row in _INITIAL_ROWS.items()}
_VOWELS = {standard: row.split() for standard, row in _VOWEL_ROWS.items()}
_FINALS = _FINAL_ROW.split()
SYLLABLES, LAST = 0xAC00, 0xD7A3


def romanisations(text: str) -> dict[str, str]:
    """Standard -> the name in Latin letters; empty where it is in neither script, or in a third one as well."""
    letters = [sign for sign in text if sign.isalpha()]
    scripts = {_script(sign) for sign in letters}
    if scripts == {"CYRILLIC"} and all(sign.lower() in _CYRILLIC for sign in letters):
        return {standard: _spelled(text, table) for standard, table in CYRILLIC.items()}
    if scripts == {"HANGUL"} and all(SYLLABLES <= ord(sign) <= LAST for sign in letters):
        return {standard: _korean(text, standard) for standard in _INITIALS}
    return {}


def _spelled(text: str, table: dict[str, str]) -> str:
    parts = []
    for sign in text:
        spelled = table.get(sign.lower(), sign)
        parts.append(spelled.capitalize() if sign.isupper() else spelled)
    return "".join(parts)


def _korean(text: str, standard: str) -> str:
    """The family name apart, the syllables of the given name with spaces, as lists print them."""
    parts = []
    for sign in text:
        if not sign.isalpha():
            parts.append(" ")
            continue
        place = ord(sign) - SYLLABLES
        initial = _INITIALS[standard][place // 588].replace("-", "")
        vowel = _VOWELS[standard][place % 588 // 28]
        final = _FINALS[place % 28].replace("-", "")
        parts.append(f"{initial}{vowel}{final} ".capitalize())
    return " ".join("".join(parts).split())


def _script(sign: str) -> str:
    return unicodedata.name(sign, "?").split()[0]
