"""Builds the data tables that are computed rather than written by hand: Chinese characters and rarity weights.

    python -m names_tables han UNIHAN_FOLDER      (Unihan_Readings.txt and Unihan_Variants.txt, plain or .bz2)
    python -m names_tables weights                (the bundled official snapshots and data/common_names.tsv)

The tables are committed; running this again on the same input gives the same bytes.
"""

from __future__ import annotations

import bz2
import csv
import lzma
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log2
from pathlib import Path

from lxml import etree

from watchgate.risk.names import tables
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.token import Kind, make

DATA = Path(__file__).parent.parent / "src" / "watchgate" / "risk" / "names" / "data"
BUNDLED = Path(__file__).parent.parent / "src" / "watchgate" / "watch" / "lists" / "bundled"
BASIC_BLOCK = range(0x4E00, 0xA000)


def build_han(folder: Path) -> int:
    """Writes han.tsv: character, simplified form, Korean and Mandarin readings; returns the rows."""
    fields: dict[int, dict[str, str]] = defaultdict(dict)
    for name in ("Unihan_Readings.txt", "Unihan_Variants.txt"):
        for code, field, value in _rows(folder, name):
            fields[code][field] = value
    lines = []
    for code in BASIC_BLOCK:
        row = fields.get(code, {})
        if not {"kHanyuPinlu", "kTGHZ2013", "kHangul", "kKorean"} & row.keys():
            continue
        simplified = _first_other(row.get("kSimplifiedVariant", ""), code)
        traditional = [int(part[2:], 16) for part in row.get("kTraditionalVariant", "").split()]
        korean = _hangul(row)
        for other in traditional:
            korean += [reading for reading in _hangul(fields.get(other, {})) if reading not in korean]
        mandarin = _unique(_plain(part) for part in row.get("kMandarin", "").split())
        frequent = [
            _plain(part.split("(")[0])
            for part in row.get("kHanyuPinlu", "").split()
            if int(part.split("(")[1].rstrip(")")) >= 20
        ]
        mandarin = _unique([*mandarin, *frequent])
        if korean or mandarin:
            lines.append("\t".join((chr(code), chr(simplified or code), ",".join(korean), ",".join(mandarin))))
    head = "# Derived from the Unicode Han Database 15.0.0 (Unicode licence, see data/README.md)\n"
    (DATA / "han.tsv").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


WEIGHTS_VERSION = "2"
WEIGHT_LEAST, WEIGHT_MOST, WEIGHT_STEP = 40, 100, 9
FEWEST_BEARERS = 3
COMMON_BEARERS = 60


def build_weights() -> int:
    """Writes weights.tsv: sound key (or ~skeleton) -> rarity, from how many listed names bear it; returns the rows.

    weight = 100 - 9 * log2(bearers / 2), between 40 and 100. Names that are common in the world but not on the lists
    (data/common_names.tsv) count COMMON_BEARERS at least.
    """
    bearers: Counter[str] = Counter()
    for text in sorted(set(_listed_names())):
        tokens = [one for one in analyse(text).tokens if one.kind == Kind.WORD]
        keys = {one.sound for one in tokens if not one.abjad} | {f"~{one.skeleton}" for one in tokens if one.skeleton}
        bearers.update(keys)
    for row in tables.rows("common_names"):
        for word in row[1].split():
            one = make(word, word, Kind.WORD)
            for key in (one.sound, f"~{one.skeleton}"):
                bearers[key] = max(bearers[key], COMMON_BEARERS)
    lines = []
    for key, count in sorted(bearers.items()):
        if count >= FEWEST_BEARERS and key.strip("~."):
            weight = round(WEIGHT_MOST - WEIGHT_STEP * log2(count / 2))
            lines.append(f"{key}\t{max(WEIGHT_LEAST, weight)}")
    head = f"# version {WEIGHTS_VERSION}\tsound key, or ~ and skeleton\tweight; see data/README.md\n"
    (DATA / "weights.tsv").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def _listed_names() -> Iterator[str]:
    """The names on the bundled OFAC and UN snapshots."""
    for entry_name, column in (("us_ofac_sdn.prim.csv", 1), ("us_ofac_sdn.alt.csv", 3)):
        text = lzma.decompress((BUNDLED / f"{entry_name}.xz").read_bytes()).decode("latin-1")
        yield from (row[column] for row in csv.reader(text.splitlines()) if len(row) > column)
    root = etree.fromstring(lzma.decompress((BUNDLED / "un_sc_sanctions.xml.xz").read_bytes()))
    parts = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
    for element in root.iter("INDIVIDUAL", "ENTITY"):
        yield " ".join(filter(None, (element.findtext(part) for part in parts)))
        yield element.findtext("NAME_ORIGINAL_SCRIPT") or ""
        yield from (alias.text or "" for alias in element.iter("ALIAS_NAME"))


def _rows(folder: Path, name: str) -> Iterator[tuple[int, str, str]]:
    packed = folder / f"{name}.bz2"
    text = bz2.decompress(packed.read_bytes()).decode() if packed.exists() else (folder / name).read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("U+"):
            code, field, value = line.split("\t", 2)
            yield int(code[2:], 16), field, value


def _first_other(value: str, code: int) -> int | None:
    others = [int(part[2:], 16) for part in value.split()]
    return next((other for other in others if other != code), None)


def _hangul(row: dict[str, str]) -> list[str]:
    return _unique(part.split(":")[0] for part in row.get("kHangul", "").split())


def _plain(reading: str) -> str:
    bare = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return re.sub(r"[^a-z]", "", bare.lower())


def _unique(values: Iterator[str] | list[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


if __name__ == "__main__":
    print(build_weights() if sys.argv[1] == "weights" else build_han(Path(sys.argv[2])), "rows")
