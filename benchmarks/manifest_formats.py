"""Counts the UN, UK and EU files of the shared data by plain means, and writes manifest/{un,uk,eu}.json.

Nothing of the loader is used: the csv module, ElementTree, zipfile and a few regular expressions. Cells are counted,
not what the readers make of them: one cell may hold three names, and the readers keep it as the wording of all three.

    entries       parties: distinct ids, a nameless one left out
    names         distinct (party, wording) of names, aliases, previous names; white space folded
    identifiers   distinct (party, wording) of numbers; for a document with a remark the wording is both
    countries     distinct (party, kind, wording), only for the table of countries

Run: python benchmarks/manifest_formats.py SHARED_FOLDER
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

UN = ("watchman/UN_consolidated_2026-02.xml", "un_pypi_2020-11.xml")
UK = "uk_covyr_2026-05-13"
ODS = "ofac_jachym_2025-08/FCDO_SL_2025-08-11.ods"
EU = "eu_journal_2026-08-14"
LONG_NUMBER = re.compile(r"\b(?!(?:19|20)\d\d\b)[A-Z]*[ -]{0,2}\d[\w/-]{2,}")
LATER = re.compile(r"\b(?:issued|expire[sd]|valid|under name|born)\b.*", re.DOTALL)
LABEL_ALONE = re.compile(r"(?:Chinese|Korean|Farsi|Russian):\Z")
"""Cells that only announce the script of the next one."""
RUN_ON = re.compile(r"(?:dentification|assport).*\d")
"""Numbers that have run on into the cell of the nationality."""
EU_NUMBERS = (
    *("passportNumber", "registrationNumber", "taxNumber", "idNumber", "innCode", "ogrnCode", "kppCode", "okpoCode"),
    *("leiCode", "swiftBic", "ticker", "imoNumber", "mmsi"),
)

Counts = dict[str, object]


def main(shared: Path) -> None:
    """Count every file and write the manifests beside this script."""
    lists = shared / "lists"
    groups: dict[str, dict[str, Counts]] = {
        "un": {name: un(lists / name) for name in UN},
        "uk": {
            f"{UK}/subjects.csv": subjects(lists / UK),
            f"{UK}/subject_names.csv": names(lists / UK),
            f"{UK}/subject_identifiers.csv": identifiers(lists / UK),
            f"{UK}/subject_countries.csv": countries(lists / UK),
            ODS: ods(lists / ODS),
        },
        "eu": {str(path.relative_to(lists)): journal(path) for path in sorted((lists / EU).glob("*/*.csv"))},
    }
    definitions = (__doc__ or "").split("\n\n")[2]
    for group, files in groups.items():
        for name, counts in files.items():
            counts["sha256"] = hashlib.sha256((lists / name).read_bytes()).hexdigest()
        manifest = {"definitions": definitions, "names_by": "wording", "files": files, "companions": {}}
        target = Path(__file__).parent / "manifest" / f"{group}.json"
        target.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")


def fold(text: str | None) -> str:
    """White space as single spaces."""
    return " ".join((text or "").split())


def un(path: Path) -> Counts:
    """Every INDIVIDUAL and ENTITY."""
    parties = set()
    said: set[tuple[str, str]] = set()
    numbers: set[tuple[str, str]] = set()
    for record in ElementTree.parse(path).getroot().iter():
        if record.tag not in {"INDIVIDUAL", "ENTITY"}:
            continue
        key = fold(record.findtext("DATAID"))
        parties.add(key)
        parts = [fold(record.findtext(f"{which}_NAME")) for which in ("FIRST", "SECOND", "THIRD", "FOURTH")]
        said.add((key, fold(" ".join(parts))))
        said.add((key, fold(record.findtext("NAME_ORIGINAL_SCRIPT"))))
        for alias in (*record.iter("INDIVIDUAL_ALIAS"), *record.iter("ENTITY_ALIAS")):
            cell, note = fold(alias.findtext("ALIAS_NAME")), fold(alias.findtext("NOTE"))
            said.add((key, cell))
            script = re.search(r"(?:script|[Ii]n [A-Z][a-z]+): [^\x00-\x7f]", note)
            if script or (not cell.isascii() and re.search(r"[a-z]; [A-Z]|;", note)):
                said.add((key, f"{cell}: {note}"))
            if re.search(r"\b(?:[Pp]assport|ID) (?:[Nn]umber|[Nn]o)\b.{0,4}\d", note):
                numbers.add((key, f"{cell}: {note}"))
        for document in record.iter("INDIVIDUAL_DOCUMENT"):
            cells = [fold(child.text) for child in document]
            if fold(document.findtext("NUMBER")) or LONG_NUMBER.search(
                LATER.sub("", f"{fold(document.findtext('TYPE_OF_DOCUMENT2'))} {fold(document.findtext('NOTE'))}")
            ):
                numbers.add((key, "|".join(dict.fromkeys(cell for cell in cells if cell))))
        if record.tag == "ENTITY":
            comments = fold(record.findtext("COMMENTS1"))
            for match in re.findall(r"SWIFT[^ ]*: \w{8,11}|IMO\)? [Nn]umber: \d{7}|IMO \d{7}", comments):
                numbers.add((key, match))
    return {"entries": len(parties), "names": len({one for one in said if one[1]}), "identifiers": len(numbers)}


def table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """Rows of one of the four UK tables."""
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8-sig") as stream:
        yield from csv.DictReader(stream)


def subjects(folder: Path) -> Counts:
    """The table of subjects: no names, no numbers."""
    return {"entries": len({row["unique_id"] for row in table(folder, "subjects")}), "names": 0, "identifiers": 0}


def names(folder: Path) -> Counts:
    """The table of names."""
    said = {(row["unique_id"], fold(row["full_name"])) for row in table(folder, "subject_names")}
    return {"entries": len({key for key, _ in said}), "names": len(said), "identifiers": 0}


def identifiers(folder: Path) -> Counts:
    """The table of identifiers: a number with its remark is one wording."""
    said = set()
    for row in table(folder, "subject_identifiers"):
        number, info = fold(row["raw_value"]), fold(row["additional_info"])
        said.add((row["unique_id"], f"{number} ({info})" if info else number))
    return {"entries": len({key for key, _ in said}), "names": 0, "identifiers": len(said)}


def countries(folder: Path) -> Counts:
    """The table of countries: ships and organisations have one kind of country only."""
    persons = {row["unique_id"] for row in table(folder, "subjects") if row["subject_type"] == "individual"}
    said = {
        (row["unique_id"], row["country_type"] if row["unique_id"] in persons else "address", fold(row["raw_value"]))
        for row in table(folder, "subject_countries")
    }
    return {"entries": len({key for key, *_ in said}), "names": 0, "identifiers": 0, "countries": len(said)}


def ods(path: Path) -> Counts:
    """The search export: eight cells a row, the third the name; rows without one are left out."""
    text = zipfile.ZipFile(path).read("content.xml").decode("utf-8-sig")
    said = set()
    for row in re.findall(r"<table:table-row.*?</table:table-row>", text, re.DOTALL):
        cells = re.findall(r"<table:table-cell[^>]*?/>|<text:p>(.*?)</text:p>", row, re.DOTALL)
        if len(cells) > 2 and re.match(r"[A-Z]{3}\d{4}", cells[0]) and fold(cells[2]):
            said.add((cells[0], fold(cells[2])))
    return {"entries": len({key for key, _ in said}), "names": len(said), "identifiers": 0}


def journal(path: Path) -> Counts:
    """A file of EU designations: an entity is annex, kind and printed number, or schema and name without one."""
    parties: set[tuple[str, str, str]] = set()
    said: set[tuple[tuple[str, str, str], str]] = set()
    numbers: set[tuple[tuple[str, str, str], str]] = set()
    with path.open(newline="", encoding="utf-8-sig") as stream:
        for row in csv.DictReader(stream):
            kind = row["schema"] if row["schema"] in {"Person", "Vessel", "Asset"} else "entity"
            key = (row["annex"], kind, row["recordId"] or f"{row['schema']} {row['name']}")
            parties.add(key)
            said.add((key, fold(row["name"])))
            for column in ("alias", "weakAlias", "previousName"):
                said.update((key, fold(cell)) for cell in cells_of(row[column]))
            for column in EU_NUMBERS:
                numbers.update((key, fold(cell)) for cell in cells_of(row[column]))
            cells = (fold(cell) for cell in cells_of(row["nationality"]))
            numbers.update((key, cell) for cell in cells if RUN_ON.search(cell))
    named = [cell for _, cell in said if not LABEL_ALONE.match(cell)]
    return {"entries": len(parties), "names": len(named), "identifiers": len(numbers)}


def cells_of(cell: str) -> list[str]:
    """Values of a multi-valued cell, as its publisher says to read it."""
    return next(csv.reader([fold(cell)], delimiter=";", skipinitialspace=True), []) if cell else []


if __name__ == "__main__":
    main(Path(sys.argv[1]))
