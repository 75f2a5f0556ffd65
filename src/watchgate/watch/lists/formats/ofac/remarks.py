"""OFAC's remarks: one sentence of parts between `; `, read by the table of keys, nothing lost.

A part whose key the table does not know, whose value is not of the key's form, or which the party's schema has no
property for, stays a note word for word. Aliases in quotation marks are weak (OFAC FAQ 122-125; its TXT and PDF lists
use double quotation marks, the CSV files single ones); `f.k.a.` and `n.k.a.` in quotation marks are weak as well.

Birth dates keep the precision they have: `circa 1962` is 1962, `1962 to 1964` is each of the three years, with the
wording beside each value.
"""

from __future__ import annotations

import re

from watchgate.model.countries import country_code
from watchgate.watch.lists.entry import Claim
from watchgate.watch.lists.formats.ofac.party import OfacParty
from watchgate.watch.lists.formats.ofac.remarks_keys import first_word, keys, row_of
from watchgate.watch.lists.values.dates import iso_date
from watchgate.watch.lists.values.entities import Claims, country_claim, date_claims
from watchgate.watch.lists.values.lei import entity_number

CUT_LENGTH = 1000
"""OFAC cuts remarks at this many characters and goes on in the COMMENTS file, in the middle of a word."""

_WEAK_ALIAS = re.compile(r"^[afn]\.k\.a\.,? ?(['\"])(.+)\1$", re.IGNORECASE)
_NUMBER = re.compile(
    r"^(?:No\.?:?\s|[:#]\s*)?\s*(?:Booklet:?\s)?(?P<number>\S.*?)"
    r"(?:\s\((?P<state>[A-Z][A-Za-z ]+)\)(?=\s\())?"
    r"(?:\s\((?P<issuer>[^()]*(?:\([^()]*\)[^()]*)?)\))?"
    r"(?:\sissued\s(?P<issued>.{4,26}?))?(?:\sexpires\s(?P<expires>.{4,26}))?$"
)
_CURRENCY = re.compile(r"^\s*-\s*(?P<currency>[A-Z0-9]{2,10})\s+(?P<address>[^\s;]{8,255})$")
_IMO = re.compile(r"^IMO\s*(\d{7})\b")
_SENTENCE = re.compile(r"\d\. ")
LONGEST_NUMBER = 64


def read_remarks(party: OfacParty, text: str, *, cut: bool = False) -> None:
    """Say of `party` what its remarks say. `cut`: the text does not end where its sentence does."""
    parts = text.split("; ")
    last = len(parts) - 1
    for position, part in enumerate(parts):
        stripped = part.strip()
        if position == last:
            if cut:
                party.note(stripped)
                return
            stripped = stripped.removesuffix(".")
        if stripped:
            read_part(party, stripped)


def is_cut(text: str) -> bool:
    """Whether remarks end in the middle, as they do when they go on in the COMMENTS file."""
    return len(text) >= CUT_LENGTH - 1 and not text.endswith(".")


def read_part(party: OfacParty, part: str) -> None:
    """One part of the remarks, its key first."""
    bare = part
    while bare[:5].lower() == "alt. ":
        bare = bare[5:]
    if alias := _WEAK_ALIAS.match(bare):
        party.claims.add("weakAlias", alias[2], original=part)
        return
    lowered = bare.lower()
    for wording, reading, prop in keys().get(first_word(lowered), ()):
        if lowered.startswith(wording.lower()):
            rest = bare[len(wording) :]
            if rest and wording[-1].isalnum() and rest[0].isalnum():
                continue
            if read_value(party, wording, reading, prop, rest, part):
                return
            break
    party.note(part)


def read_value(party: OfacParty, wording: str, reading: str, prop: str, rest: str, part: str) -> bool:
    """What stands after a key, by the key's reading; False when it is not of that form."""
    value = rest.lstrip(": ").rstrip()
    match reading:
        case "text":
            return bool(value) and party.say(prop, value)
        case "date":
            return _dates(party, party.claims, prop, value)
        case "country":
            return _country(party, prop, value)
        case "gender":
            return value in ("Male", "Female") and party.say(prop, value.lower(), value)
        case "number" | "passport":
            return _number(party, wording, prop, rest, passport=reading == "passport")
        case "currency":
            return _wallet(party, rest)
        case "link":
            party.link(value, prop)
            return bool(value)
        case "listing":
            party.listing.add(prop, part)
            return True
        case "day":
            return _day(party, prop, value, part)
        case "address":
            party.listing.add(prop, value)
            return bool(value)
    return False


def identifier(
    party: OfacParty,
    wording: str,
    prop: str,
    number: str,
    *,
    issuer: str | None,
    original: str,
    passport: bool = False,
    claims: tuple[Claim, ...] = (),
) -> bool:
    """An identifier of the party, and a document beside it when the source says who issued it or until when it holds.

    `IMO 1234567` is the ship's or the company's number at the International Maritime Organization, whatever its key.
    """
    if imo := _IMO.match(number):
        prop, number = "imoNumber", imo[1]
    if prop == "leiCode":
        prop = entity_number(number)
    if prop != "swiftBic" and not any(sign.isdigit() for sign in number):
        return False
    if len(number) > LONGEST_NUMBER or ", " in number or not party.say(prop, number, original):
        return False
    if (issuer or claims) and party.schema not in ("Vessel", "Airplane"):
        party.document(number, kind=wording, country=issuer, passport=passport, claims=claims)
    return True


def read_document(
    party: OfacParty,
    kind: str,
    number: str,
    *,
    country: str = "",
    issued: str = "",
    expires: str = "",
    claims: tuple[Claim, ...] = (),
) -> None:
    """A document or identifier given in fields of its own. What is of no known kind is read, or noted, as a remark."""
    row = row_of(kind)
    issuer = country if country_code(country) else None
    text = number + (f" ({country})" if country else "")
    text += (f" issued {issued}" if issued else "") + (f" expires {expires}" if expires else "")
    if row is not None and row[1] in ("number", "passport"):
        more = (*document_dates(issued, expires), *claims)
        passport = row[1] == "passport"
        if identifier(party, row[0], row[2], number, issuer=issuer, original=text, passport=passport, claims=more):
            return
    read_part(party, f"{kind} {text}")


def document_dates(issued: str | None, expires: str | None) -> tuple[Claim, ...]:
    """Issue and expiry of a document, each as written when it is no date (`01 Jan 2026 to 31 Dec 2026`)."""
    found = Claims()
    for prop, text in (("startDate", issued), ("endDate", expires)):
        if text:
            one = iso_date(text)
            if one:
                found.add(prop, one, original=text)
            else:
                found.add("summary", f"{'issued' if prop == 'startDate' else 'expires'} {text}")
    return tuple(found)


def _number(party: OfacParty, wording: str, prop: str, rest: str, *, passport: bool) -> bool:
    found = _NUMBER.match(rest.strip())
    if found is None:
        return False
    number, issuer = found["number"], found["issuer"]
    if number.startswith("(") and number.endswith(")"):
        number = number[1:-1]
    claims = document_dates(found["issued"], found["expires"])
    if found["state"]:
        claims = (*claims, Claim("summary", found["state"]))
    if issuer and country_code(issuer) is None:
        claims, issuer = (*claims, Claim("summary", issuer)), None
    number, comma, more = number.partition(", ")  # `1372584, Kenya`, `D000000483, Diplomatic`
    if _SENTENCE.search(number):
        return False
    if comma:
        first = more.partition(", ")[0]
        issuer = issuer or (first if country_code(first) else None)
        claims = (*claims, Claim("summary", more))
    return identifier(
        party, wording, prop, number, issuer=issuer, original=rest.strip(), passport=passport, claims=claims
    )


def _dates(party: OfacParty, claims: Claims, prop: str, value: str) -> bool:
    found = date_claims(prop, value)
    if not found or not party.allows(prop):
        return False
    claims.extend(found)
    return True


def _country(party: OfacParty, prop: str, value: str) -> bool:
    if prop == "jurisdiction" and not party.allows(prop):
        prop = "country"  # of a ship or an aircraft
    claim = country_claim(prop, value)
    if claim.original is None or not party.allows(prop):
        return False
    party.claims.extend((claim,))
    return True


def _wallet(party: OfacParty, rest: str) -> bool:
    found = _CURRENCY.match(rest)
    if found is None:
        return False
    party.wallet(found["address"], found["currency"])
    return True


def _day(party: OfacParty, prop: str, value: str, part: str) -> bool:
    """`(EO 14024 Directive 3): 24 Feb 2022` or `(CMIC) 03 Jun 2021`: the date, with the whole part beside it."""
    one = iso_date(value[-11:].strip(" :"))
    if one is None:
        return False
    party.listing.add(prop, one, original=part)
    return True
