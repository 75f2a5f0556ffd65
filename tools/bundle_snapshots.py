"""Makes the snapshots that Watchgate carries: official list files, compressed, with a manifest beside them.

    uv run python tools/bundle_snapshots.py FOLDER

FOLDER holds the files named in `SOURCES` as they were obtained. Each is compressed unchanged, so that the sha256 in the
manifest is that of the file a reader could obtain as well; a file that differs from the one recorded here is refused.
Entries are counted here by a plain pattern, not by the readers. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import json
import lzma
import re
import sys
from pathlib import Path
from typing import Any

BUNDLE = Path(__file__).parent.parent / "src" / "watchgate" / "watch" / "lists" / "bundled"
MAX_BLOB_BYTES = 1_000_000
NOTHING = frozenset({"-0-", "undetermined"})
UN_LICENCE = "Public record of the United Nations Security Council"
US_LICENCE = "Work of the United States Government, public domain (17 U.S.C. 105)"
SOURCES: tuple[dict[str, Any], ...] = (
    {
        "input": "UN_consolidated_2026-02.xml",
        "file": "un_sc_sanctions.xml.xz",
        "source": "un_sc_sanctions",
        "title": "United Nations Security Council Consolidated List",
        "publisher": "United Nations Security Council",
        "url": "https://scsanctions.un.org/resources/xml/en/consolidated.xml",
        "licence": UN_LICENCE,
        "snapshot_date": "2026-02-27",
        "date_from": "dateGenerated in the file",
        "changes": "none",
        "sha256": "66b392a4090868d2d39161e8d748efd39138377b0e6e60b7921aa67a4f99c8bf",
    },
    {
        "input": "sdn_2023-11.csv",
        "file": "us_ofac_sdn.prim.csv.xz",
        "source": "us_ofac_sdn.prim",
        "title": "OFAC Specially Designated Nationals: primary names, programmes and remarks",
        "publisher": "Office of Foreign Assets Control, US Department of the Treasury",
        "url": "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN.CSV",
        "licence": US_LICENCE,
        "snapshot_date": "2023-11-01",
        "date_from": "month known only: the first day of it, so that its age is never understated",
        "changes": "saved again by a third party with a header row and other quoting; the fields are OFAC's own",
        "sha256": "50d7f2688cb4790874853cf6254511e68d183c00170721ea09f46a54ecfb7052",
    },
    {
        "input": "alt_2025-12.csv",
        "file": "us_ofac_sdn.alt.csv.xz",
        "source": "us_ofac_sdn.alt",
        "title": "OFAC Specially Designated Nationals: alternate names",
        "publisher": "Office of Foreign Assets Control, US Department of the Treasury",
        "url": "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ALT.CSV",
        "licence": US_LICENCE,
        "snapshot_date": "2025-12-01",
        "date_from": "month known only: the first day of it, so that its age is never understated",
        "changes": "none",
        "sha256": "f8c1cab56b08fb83ab4c06a4b9823c042ae645b853858049d076f729152de992",
    },
    {
        "input": "add_2025-12.csv",
        "file": "us_ofac_sdn.add.csv.xz",
        "source": "us_ofac_sdn.add",
        "title": "OFAC Specially Designated Nationals: addresses",
        "publisher": "Office of Foreign Assets Control, US Department of the Treasury",
        "url": "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADD.CSV",
        "licence": US_LICENCE,
        "snapshot_date": "2025-12-01",
        "date_from": "month known only: the first day of it, so that its age is never understated",
        "changes": "none",
        "sha256": "d5906f90b2d027786019cb6a55c12a2708c61f21ad7c634df4e2b919f1640bf4",
    },
)


def bundle(folder: Path) -> list[dict[str, Any]]:
    """Write every snapshot of `SOURCES` from `folder` into the bundle, then the manifest; returns the manifest."""
    BUNDLE.mkdir(parents=True, exist_ok=True)
    manifest = []
    for source in SOURCES:
        data = (folder / source["input"]).read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 != source["sha256"]:
            raise SystemExit(f"{source['input']}: sha256 is {sha256}, recorded is {source['sha256']}")
        packed = lzma.compress(data, preset=9 | lzma.PRESET_EXTREME)
        if len(packed) > MAX_BLOB_BYTES:
            raise SystemExit(f"{source['file']}: {len(packed)} bytes packed, more than {MAX_BLOB_BYTES}")
        (BUNDLE / source["file"]).write_bytes(packed)
        told = {key: value for key, value in source.items() if key != "input"}
        manifest.append(told | {"bytes": len(data), "entries": count_entries(source["file"], data)})
    (BUNDLE / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest


def count_entries(name: str, data: bytes) -> int:
    """Records that say something: elements, or rows with a record number and a field that is not in `NOTHING`."""
    text = data.decode("utf-8")
    if ".xml" in name:
        return len(re.findall(r"<(?:INDIVIDUAL|ENTITY)>", text))
    rows = (row for row in csv.reader(text.splitlines()) if row and row[0].isdigit())
    return sum(1 for row in rows if any(field.strip() not in NOTHING for field in row[1 if ".prim." in name else 2 :]))


if __name__ == "__main__":
    for entry in bundle(Path(sys.argv[1])):
        sys.stdout.write(f"{entry['file']}: {entry['entries']} entries of {entry['snapshot_date']}\n")
