"""EU designations transcribed from the Official Journal, CSV: one row is one entity in one legal context.

A file of a framework act (`celex,...`) is a whole snapshot of it: source `eu_journal.<celex>`. A file of an amending
act (`amendedCelex,amendmentCelex,...`) holds additions and changes only, so it is a source of its own,
`eu_journal.amendment.<celex>`, and never a reason to withdraw what the framework act lists.

Ids: `eu-<celex of the framework act>-<annex>-<kind><record>`, kind p(erson), v(essel), a(sset) or e(ntity), record the
number the act prints. Acts that print none get twelve hex digits over schema and name instead. Of 7,467 numbers in the
files of August 2026 none stood for two names, so that rows with one number are one entity with several listings; an
amendment of an entry keeps the entry's id.

A listing keeps its measure apart (`provisions`): an export control is no asset freeze, and its topic says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from watchgate.model.countries import country_code
from watchgate.model.ftm import schemata
from watchgate.watch.lists.entry import Claim, ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.eu.values import free_dates, numbers
from watchgate.watch.lists.formats.uk.identifiers import imo_claims, issuer, registration_claims
from watchgate.watch.lists.opening import csv_rows
from watchgate.watch.lists.values.country_wording import country_claims
from watchgate.watch.lists.values.entities import identification_entry, sanction_entry, short_hash
from watchgate.watch.lists.values.lei import entity_number
from watchgate.watch.lists.values.multi_value import values
from watchgate.watch.lists.values.spellings import name_claims
from watchgate.watch.lists.values.wordings import Wordings

DATASET = "eu_journal_sanctions"
SOURCE = "eu_journal"
AUTHORITY = "EU-COUNCIL"
COMMON = (
    "recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,previousName,country,nationality,"
    "jurisdiction,birthDate,birthPlace,position,passportNumber,gender,appearance,ethnicity,fatherName,motherName,"
    "incorporationDate,legalForm,sector,registrationNumber,taxNumber,idNumber,innCode,ogrnCode,kppCode,okpoCode,"
    "leiCode,swiftBic,ticker,imoNumber,mmsi,flag,address,phone,email,website,notes"
)
CONSOLIDATED = f"celex,{COMMON}"
AMENDMENT = f"amendedCelex,amendmentCelex,{COMMON}"
CELEX = re.compile(r"[0-9]{5}[A-Z]{1,2}[0-9]{4}\Z")
KINDS = {"Person": "p", "Vessel": "v", "Asset": "a"}
SCHEMAS = frozenset({"Person", "LegalEntity", "Organization", "Company", "Vessel", "Asset"})
TOPICS = {"Export control": "export.control"}
"""By measure; every other measure is a `sanction`."""
GENDERS = {"male": "male", "female": "female"}
NAMES = ("alias", "weakAlias", "previousName")
COUNTRIES = ("country", "nationality", "jurisdiction", "flag")
DATES = ("birthDate", "incorporationDate")
TEXTS = (
    "birthPlace", "position", "appearance", "ethnicity", "fatherName", "motherName", "legalForm", "sector", "ticker",
    "address", "phone", "email", "website", "notes",
)  # fmt: skip
NUMBERS = ("kppCode", "leiCode", "swiftBic", "mmsi")
LABELLED = ("registrationNumber", "taxNumber", "idNumber", "innCode", "ogrnCode", "okpoCode")
REGISTERS = (
    (re.compile(r"\bINN\b"), "innCode"),
    (re.compile(r"\bOGRN"), "ogrnCode"),
    (re.compile(r"\b(?:TIN|TRN)\b|\btax\b", re.IGNORECASE), "taxNumber"),
)
"""Register named in the brackets behind a registration number, first that fits."""
FIRST_LABEL = re.compile(r"(.*?)((?:\b(?:INN|OGRN|OKPO|KPP|TIN|SWIFT)\b.*)?)\Z", re.DOTALL)
RUN_ON = re.compile(r"([^.,]+)[.,]\s+(.*\b(?:[Ii]dentification|[Pp]assport)\b.*\d.*)\Z")
DOCUMENTS = re.compile(
    r"(National [Ii]dentification|[Pp]assport)(?: (?:[Nn]o|[Nn]umber)\b\.?)?:?\s*(.*?)(?=\. [A-Z]|\Z)"
)
EUR_LEX = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:"


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file with one of the two headers. Its source is the act of its first row; without rows, that in its name."""
    lines = head.decode("utf-8-sig", "replace").split("\n", 2)
    header = lines[0].strip("\r")
    if header not in {CONSOLIDATED, AMENDMENT}:
        return None
    amending = header == AMENDMENT
    row = lines[1].split(",", 2) if len(lines) > 1 else []
    celex = row[1 if amending else 0].strip() if len(row) > 1 else path.name.partition(".")[0]
    if not CELEX.match(celex):
        return None
    source = f"{SOURCE}.amendment.{celex}" if amending else f"{SOURCE}.{celex}"
    return ListFile(paths=(path,), format=FORMAT.name, source=source, dataset=DATASET)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The rows in file order, each as an entity, its listing and its passports."""
    rows = csv_rows(file.paths[0])
    _line, header = next(rows)
    for line, cells in rows:
        if len(cells) != len(header):
            reason = f"line {line} has {len(cells)} cells instead of {len(header)}"
            yield RefusedEntry(record_id=f"line {line}", reason=reason)
            continue
        row = {name: " ".join(cell.split()) if cell else "" for name, cell in zip(header, cells, strict=True)}
        record_id = record_of(row)
        problem = _problem(row)
        if problem:
            yield RefusedEntry(record_id=record_id, reason=f"line {line}: {problem}")
        else:
            yield from _entries(row, record_id)


FORMAT = ListFormat(
    name="eu_journal_csv", title="EU Official Journal designations (CSV)", recognise=recognise, read=read, tried=True
)


def record_of(row: dict[str, str]) -> str:
    """The record's id inside its framework act: annex, kind, and the printed number or a hash of schema and name."""
    number = re.sub(r"[^0-9A-Za-z.]+", "-", row["recordId"]) or short_hash(row["schema"], row["name"])
    return f"{row['annex'] or '-'}-{KINDS.get(row['schema'], 'e')}{number}"


def _problem(row: dict[str, str]) -> str | None:
    if not row["name"]:
        return "the entity has no name"
    if row["schema"] not in SCHEMAS:
        return f"schema {row['schema']!r} is not one of this format"
    if not row["programKey"] or not row["measure"]:
        return "programme or measure is missing"
    framework = row.get("celex") or row.get("amendedCelex", "")
    return None if CELEX.match(framework) else f"{framework!r} is no CELEX number"


@lru_cache(maxsize=16)
def _properties(schema: str) -> frozenset[str]:
    return frozenset(schemata()[schema].properties)


def _entries(row: dict[str, str], record_id: str) -> Iterator[ListEntry]:
    celex = row.get("celex") or row["amendedCelex"]
    entity_id = f"eu-{celex}-{record_id}"
    claims = Wordings()
    claims.extend(name_claims("name", row["name"]))
    for prop in NAMES:
        for cell in values(row[prop]):
            claims.extend(name_claims(prop, cell))
    claims.add("topics", TOPICS.get(row["measure"], "sanction"))
    passports: list[ListEntry] = []
    for claim in _said(row, entity_id, record_id, passports):
        if claim.prop in _properties(row["schema"]):
            claims.extend((claim,))
        else:
            claims.add("notes", f"{claim.prop}: {claim.value}", original=claim.original or claim.value)
    yield claims.entry(entity_id, record_id, row["schema"])
    yield _sanction(row, entity_id, record_id, celex)
    yield from passports


def _said(row: dict[str, str], entity_id: str, record_id: str, passports: list[ListEntry]) -> Iterator[Claim]:
    """Every other cell as claims, in the order of the columns; passports with a remark as entries of their own."""
    for prop in TEXTS:
        if row[prop]:
            yield from (Claim(prop, value) for value in values(row[prop]))
    for prop in COUNTRIES:
        for cell in values(row[prop]):
            yield from _country(prop, cell)
    for prop in DATES:
        for cell in values(row[prop]):
            yield from free_dates(prop, cell)
    for cell in values(row["gender"]):
        gender = GENDERS.get(cell.casefold().strip("."))
        yield Claim("gender", gender, None, cell if cell != gender else None) if gender else Claim("notes", cell)
    for prop in NUMBERS:
        for cell in values(row[prop]):
            for number in numbers(cell):
                said = entity_number(number.value) if prop == "leiCode" else prop
                yield Claim(said, number.value, None, cell if cell != number.value else None)
    for prop in LABELLED:
        for cell in values(row[prop]):
            yield from _registers(prop, cell)
    for cell in values(row["imoNumber"]):
        yield from imo_claims(cell)
    for cell in values(row["passportNumber"]):
        for number in numbers(cell):
            yield Claim("passportNumber", number.value, None, cell if cell != number.value else None)
            if number.remark and any(map(str.isdigit, number.value)):
                passports.append(_passport(entity_id, record_id, number.value, number.remark))


def _country(prop: str, cell: str) -> Iterator[Claim]:
    """The country, and the documents where a sentence about them has run on into its cell."""
    match = RUN_ON.match(cell)
    if match is None or country_code(match[1]) is None:
        yield from country_claims(prop, cell)
        return
    yield Claim(prop, country_code(match[1]) or "", None, cell)
    for said in DOCUMENTS.finditer(match[2]):
        kind = "passportNumber" if "assport" in said[1] else "idNumber"
        for number in numbers(said[2].strip(" .;,")):
            yield Claim(kind, number.value, None, cell)


def _registers(prop: str, cell: str) -> Iterator[Claim]:
    """`7716575919 (Tax ID/INN)`, `INN: 3525023010 OKPO: 07500548`: each number under the register it is said of."""
    for number in numbers(cell):
        register = next((register for pattern, register in REGISTERS if pattern.search(number.remark)), None)
        if register:
            yield Claim(register, number.value, None, cell)
            continue
        bare, labelled = FIRST_LABEL.match(number.value).groups()  # type: ignore[union-attr]
        if any(map(str.isdigit, bare)) or not labelled:
            value = bare.strip(" ,;")
            yield Claim(prop, value, None, cell if cell != value else None)
        for claim in registration_claims(labelled) if labelled else ():
            yield Claim(claim.prop, claim.value, None, cell)


def _passport(entity_id: str, record_id: str, number: str, remark: str) -> ListEntry:
    return identification_entry(
        entity_id,
        record_id,
        number,
        kind="passport",
        country=issuer(remark),
        passport=True,
        claims=[Claim("summary", remark)],
    )


def _sanction(row: dict[str, str], entity_id: str, record_id: str, celex: str) -> ListEntry:
    claims = Wordings()
    claims.add("provisions", row["measure"])
    claims.add("authorityId", celex)
    claims.add("recordId", f"{row['annex']} {row['recordId']}")
    for act in dict.fromkeys((celex, row.get("amendmentCelex", celex))):
        claims.add("sourceUrl", EUR_LEX + act)
    claims.add("reason", row["reason"])
    for claim in free_dates("listingDate", row["startDate"]):
        if claim.prop == "notes":
            claims.add("summary", claim.value, original=claim.original)
        else:
            claims.extend((claim, Claim("startDate", claim.value, None, claim.original)))
    digest = short_hash(row["programKey"], row["annex"], row["measure"])
    return sanction_entry(
        entity_id,
        record_id,
        authority=AUTHORITY,
        programs=[row["programKey"]],
        claims=claims,
        suffix=f"sanction-{digest}",
    )
