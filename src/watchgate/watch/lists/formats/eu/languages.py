"""Languages of names as the EU writes them (ISO 639-1), in ISO 639-3."""

from __future__ import annotations

_CODES = (
    "AR ara;BE bel;BG bul;BS bos;CS ces;DA dan;DE deu;EL ell;EN eng;ES spa;ET est;FA fas;FI fin;FR fra;GA gle;HE heb;"
    "HR hrv;HU hun;HY hye;IT ita;JA jpn;KA kat;KO kor;KU kur;LT lit;LV lav;MK mkd;MT mlt;MY mya;NL nld;NO nor;PL pol;"
    "PS pus;PT por;RO ron;RU rus;SH srp;SK slk;SL slv;SO som;SQ sqi;SR srp;SV swe;SW swa;TI tir;TR tur;UK ukr;UR urd;"
    "UZ uzb;VI vie;ZH zho"
)
_BY_CODE = dict(pair.split() for pair in _CODES.split(";"))


def iso_639_3(code: str) -> str | None:
    """`RU` as `rus`; None for a code that is not known, which then says nothing."""
    return _BY_CODE.get(code.upper())
