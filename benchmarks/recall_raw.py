"""The names the shared lists give, read by plain means: csv, ElementTree, zipfile. Nothing of the loader is used.

Only the newest file of each source counts, which is what is in force once all are loaded. A cell that holds more than
one plain name (`Rashedi; Rashidi`, `Trade Bank (FTB)`, two scripts) is `compound`: what a clerk would type of it is cut
out by the crudest means (`pieces`), so that a name the loader loses inside a cell is missed here.
"""

from __future__ import annotations

import csv
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

ORIGINAL_SCRIPT = re.compile(r"[^\W\d_]+")
MARKS = re.compile(r"[;()/“”\"«»:]|\b(?:a\.?k\.?a|f\.?k\.?a)\b|formerly|\b(?:son|daughter) of\b|\bborn\b")
WEAK_IN_REMARKS = re.compile(r"[afn]\.k\.a\. '([^;]+)'")
NEXT_NAME = re.compile(r";|\s/\s|:|\(|\b(?:a\.?k\.?a\b|f\.?k\.?a\b|formerly|son of|daughter of|born)")
BRACKETS = re.compile(r"\([^()]*\)")
QUOTES = re.compile(r"[“”\"«»]")
UN_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
UN_WEAK = {"low"}


class Listed(NamedTuple):
    """One name. `entity`: the id it must be found under. `kind`: primary, alias, previous, weak, or compound."""

    source: str
    entity: str
    text: str
    kind: str
    person: bool


def listed_names(lists: Path) -> Iterator[Listed]:
    """Every name of every newest file, whatever its kind; repeats included."""
    for one in _all(lists):
        text = " ".join(one.text.split())
        if not any(map(str.isalnum, text)):
            continue
        listed = one.source == "eu" and one.kind != "primary" and text.count(", ") > 1
        if one.kind != "weak" and (listed or is_compound(text)):
            text = text.partition(", ")[0] if listed else text
            for piece in pieces(text):
                yield one._replace(text=piece, kind="compound")
        else:
            yield one._replace(text=text)


def is_compound(text: str) -> bool:
    """Whether the cell holds more than one plain name."""
    return bool(MARKS.search(text)) or len({_script(word) for word in ORIGINAL_SCRIPT.findall(text)}) > 1


def pieces(text: str) -> Iterator[str]:
    """The name anyone would type of it: the first of several, without brackets and quotation marks."""
    first = NEXT_NAME.split(BRACKETS.sub(" ", text), maxsplit=1)[0]
    bare = " ".join(QUOTES.sub(" ", first).split()).strip(" ,.-'’‘")
    if len(bare.split()) > 1 and not is_compound(bare) and not re.search(r"\d|,", bare):
        yield bare


def _all(lists: Path) -> Iterator[Listed]:
    yield from ofac(lists / "ofac_sancbook_2023/sdn.csv", lists / "watchman/ofac_src/alt.csv", "ofac sdn")
    yield from ofac(lists / "watchman/cons_prim.csv", lists / "watchman/cons_alt.csv", "ofac consolidated")
    yield from un(lists / "watchman/UN_consolidated_2026-02.xml")
    yield from uk(lists / "uk_covyr_2026-05-13")
    yield from uk_search(lists / "ofac_jachym_2025-08/FCDO_SL_2025-08-11.ods")
    for path in sorted((lists / "eu_journal_2026-08-14").glob("*/*.csv")):
        yield from eu(path)
    yield from bis(lists / "watchman/dpl.txt")


def ofac(prim: Path, alt: Path, source: str) -> Iterator[Listed]:
    """PRIM and ALT; weak aliases stand in the remarks. An ent_num used twice is left out: which is meant is unsaid."""
    rows = list(_rows(prim))
    numbers = [row[0] for row in rows]
    twice = {number for number in numbers if numbers.count(number) > 1} if len(set(numbers)) < len(numbers) else set()
    people = {row[0] for row in rows if row[2].strip() == "individual"}
    for row in rows:
        if row[0] in twice:
            continue
        person = row[0] in people
        yield Listed(source, f"ofac-{row[0]}", row[1], "primary", person)
        for weak in WEAK_IN_REMARKS.findall(row[11] if len(row) > 11 else ""):
            yield Listed(source, f"ofac-{row[0]}", weak, "weak", person)
    for row in _rows(alt):
        if row[0] not in twice:
            kind = "previous" if row[2].startswith("f") else "alias"
            yield Listed(source, f"ofac-{row[0]}", row[3], kind, row[0] in people)


def un(path: Path) -> Iterator[Listed]:
    """Names in parts, original script, aliases by quality."""
    for record in ElementTree.parse(path).getroot().iter():
        if record.tag not in {"INDIVIDUAL", "ENTITY"}:
            continue
        entity, person = f"un-{record.findtext('DATAID')}", record.tag == "INDIVIDUAL"
        parts = [(record.findtext(tag) or "").strip() for tag in UN_NAMES]
        yield Listed("un", entity, " ".join(part for part in parts if part), "primary", person)
        yield Listed("un", entity, record.findtext("NAME_ORIGINAL_SCRIPT") or "", "primary", person)
        for alias in (*record.iter("INDIVIDUAL_ALIAS"), *record.iter("ENTITY_ALIAS")):
            quality = (alias.findtext("QUALITY") or "").strip().lower()
            kind = "weak" if quality in UN_WEAK else "alias"
            yield Listed("un", entity, alias.findtext("ALIAS_NAME") or "", kind, person)


def uk(folder: Path) -> Iterator[Listed]:
    """The table of names."""
    people = {row["unique_id"] for row in _dicts(folder / "subjects.csv") if row["subject_type"] == "individual"}
    for row in _dicts(folder / "subject_names.csv"):
        weak = "low" in row["alias_strength"].lower()
        kind = "weak" if weak else "primary" if row["name_type"].startswith("primary") else "alias"
        yield Listed("uk", f"gb-{row['unique_id']}", row["full_name"], kind, row["unique_id"] in people)


def uk_search(path: Path) -> Iterator[Listed]:
    """The search export: eight cells a row, the first the id, the third the name."""
    text = zipfile.ZipFile(path).read("content.xml").decode("utf-8-sig")
    for row in re.findall(r"<table:table-row.*?</table:table-row>", text, re.DOTALL):
        cells = re.findall(r"<table:table-cell[^>]*?/>|<text:p>(.*?)</text:p>", row, re.DOTALL)
        if len(cells) > 2 and re.match(r"[A-Z]{3}\d{4}", cells[0]):
            name = cells[2].replace("&amp;", "&").replace("&apos;", "'").replace("&quot;", '"')
            yield Listed("uk search", f"gb-{cells[0]}", name, "primary", "Individual" in cells)


def eu(path: Path) -> Iterator[Listed]:
    """Designations of an EU act; an entity is the act, its annex, its kind, and the printed number or else the name."""
    kinds = {"Person": "p", "Vessel": "v", "Asset": "a"}
    for row in _dicts(path):
        number = re.sub(r"[^0-9A-Za-z.]+", "-", " ".join(row["recordId"].split()))
        if not number:
            said = f"{row['schema']}\x1f{' '.join(row['name'].split())}"
            number = sha256(said.encode()).hexdigest()[:12]
        act = row.get("celex") or row["amendedCelex"]
        entity = f"eu-{act}-{row['annex'] or '-'}-{kinds.get(row['schema'], 'e')}{number}"
        person = row["schema"] == "Person"
        yield Listed("eu", entity, row["name"], "primary", person)
        for column, kind in (("alias", "alias"), ("weakAlias", "weak"), ("previousName", "previous")):
            for cell in next(csv.reader([row[column]], delimiter=";", skipinitialspace=True), []):
                yield Listed("eu", entity, cell, kind, person)


def bis(path: Path) -> Iterator[Listed]:
    """Denied persons: a party is its name."""
    with path.open(newline="", encoding="utf-8-sig") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            name = " ".join(row["Name"].split())
            entity = f"bis-dpl-{sha256(name.casefold().encode()).hexdigest()[:12]}"
            for one in re.split(r"\s+[AFD]/[KB]/A\s+", name):
                yield Listed("bis", entity, one, "primary", True)


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        for row in csv.reader(stream):
            if row and row[0].strip().isdigit():
                yield [field.strip() for field in row]


def _dicts(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        yield from csv.DictReader(stream)


def _script(word: str) -> str:
    return unicodedata.name(word[0], "?").split()[0]
