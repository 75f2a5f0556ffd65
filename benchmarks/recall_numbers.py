"""The identifiers the shared lists give, read by plain means, and the forms in which a clerk types them."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

KEYS = {
    "imo": re.compile(r"\bIMO (\d{7})\b"),
    "bic": re.compile(r"\bSWIFT/BIC ([A-Z0-9]{8,11})\b"),
    "passport": re.compile(r"\bPassport ([A-Z]{0,2}\d{5,12}) \("),
    "national id": re.compile(r"\bNational ID No\. ([A-Z0-9-]{6,20}) \("),
    "tax": re.compile(r"\bTax ID No\. ([A-Z0-9./-]{6,20}) \("),
    "registration": re.compile(r"\bRegistration Number ([A-Z0-9./-]{6,20}) \("),
    "wallet": re.compile(r"\bDigital Currency Address - [A-Z]+ (\w{26,120})"),
    "mmsi": re.compile(r"\bMMSI (\d{9})\b"),
    "lei": re.compile(r"\bLegal Entity Number ([A-Z0-9]{20})\b"),
}
"""Of OFAC's remarks; only those whose wording leaves no doubt, so that each must be found."""
UK_KINDS = {"imo": "imo", "passport": "passport", "national": "national id", "business_registration": "registration"}
EU_COLUMNS = {
    "imoNumber": "imo",
    "swiftBic": "bic",
    "leiCode": "lei",
    "passportNumber": "passport",
    "idNumber": "national id",
    "taxNumber": "tax",
    "registrationNumber": "registration",
    "innCode": "inn",
    "ogrnCode": "ogrn",
}
PLAIN = re.compile(r"[A-Z]{0,3}-?\d[\dA-Z/.-]{4,24}")
BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2,5}")


class Number(NamedTuple):
    """One identifier, and the entity it must be found under."""

    source: str
    entity: str
    kind: str
    text: str


def listed_numbers(lists: Path) -> Iterator[Number]:
    """Every identifier that stands in its cell without a word beside it."""
    for name in ("ofac_sancbook_2023/sdn.csv", "watchman/cons_prim.csv"):
        yield from _ofac(lists / name)
    yield from _un(lists / "watchman/UN_consolidated_2026-02.xml")
    yield from _uk(lists / "uk_covyr_2026-05-13/subject_identifiers.csv")
    for path in sorted((lists / "eu_journal_2026-08-14/consolidated").glob("*.csv")):
        yield from _eu(path)
    document = json.loads((lists / "crypto_thomasgregg_2026-08-22/sanctioned-addresses.json").read_text())
    for address, body in document["addresses"].items():
        for entry in body["entries"]:
            yield Number("crypto", f"ofac-{entry['uid']}", "wallet", address)


def forms(kind: str, text: str) -> dict[str, str]:
    """As written, and as it is typed: with spaces or hyphens, in lower case, behind its label."""
    found = {"as written": text}
    if kind == "wallet":
        return found
    found["lower case"] = text.lower()
    found["without signs"] = re.sub(r"[\W_]", "", text)
    found["in groups"] = " ".join(text[place : place + 4] for place in range(0, len(text), 4))
    found["hyphens"] = "-".join(text[place : place + 3] for place in range(0, len(text), 3))
    if kind == "imo":
        found |= {"IMO before": f"IMO {text}", "IMO joined": f"IMO{text}", "imo: before": f"imo:{text}"}
    if kind in {"passport", "tax", "registration", "bic", "lei", "inn", "ogrn"}:
        found["kind before"] = f"{kind}:{text}"
    return found


def _ofac(path: Path) -> Iterator[Number]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        rows = [row for row in csv.reader(stream) if len(row) > 11 and row[0].strip().isdigit()]
    numbers = [row[0] for row in rows]
    for row in rows:
        if numbers.count(row[0]) > 1:
            continue
        remarks = row[11] if len(row[11]) < 999 else row[11].rpartition(";")[0]
        for kind, key in KEYS.items():
            for text in key.findall(remarks):
                yield Number("ofac", f"ofac-{row[0]}", kind, text)


def _un(path: Path) -> Iterator[Number]:
    for record in ElementTree.parse(path).getroot().iter("INDIVIDUAL"):
        for document in record.iter("INDIVIDUAL_DOCUMENT"):
            kind = "passport" if "assport" in (document.findtext("TYPE_OF_DOCUMENT") or "") else "national id"
            text = (document.findtext("NUMBER") or "").strip()
            if PLAIN.fullmatch(text):
                yield Number("un", f"un-{record.findtext('DATAID')}", kind, text)


def _uk(path: Path) -> Iterator[Number]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        for row in csv.DictReader(stream):
            text = row["raw_value"].strip().removeprefix("IMO")
            kind = next((kind for word, kind in UK_KINDS.items() if word in row["identifier_type"]), "national id")
            if PLAIN.fullmatch(text):
                yield Number("uk", f"gb-{row['unique_id']}", kind, text)


def _eu(path: Path) -> Iterator[Number]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        for row in csv.DictReader(stream):
            for column, kind in EU_COLUMNS.items():
                for cell in next(csv.reader([row[column]], delimiter=";", skipinitialspace=True), []):
                    if (BIC if kind == "bic" else PLAIN).fullmatch(cell.strip()):
                        yield Number("eu", f"eu-{row['celex']}-{row['annex'] or '-'}-", kind, cell.strip())
