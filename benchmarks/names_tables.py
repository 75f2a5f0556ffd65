"""Builds the data tables that are computed rather than written by hand: Chinese characters and rarity weights.

    python -m names_tables han UNIHAN_FOLDER      (Unihan_Readings.txt and Unihan_Variants.txt, plain or .bz2)

The tables are committed; running this again on the same input gives the same bytes.
"""

from __future__ import annotations

import bz2
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent.parent / "src" / "watchgate" / "risk" / "names" / "data"
BASIC_BLOCK = range(0x4E00, 0xA000)


def build_han(folder: Path) -> int:
    """Writes han.tsv: character, simplified form, Korean, Mandarin and Cantonese readings; returns the rows."""
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
        cantonese = _unique(part.rstrip("123456") for part in row.get("kCantonese", "").split()[:2])
        if korean or mandarin:
            lines.append(
                "\t".join(
                    (chr(code), chr(simplified or code), ",".join(korean), ",".join(mandarin), ",".join(cantonese))
                )
            )
    head = "# Derived from the Unicode Han Database 15.0.0 (Unicode licence, see data/README.md)\n"
    (DATA / "han.tsv").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


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
    print(build_han(Path(sys.argv[2])), "rows")
