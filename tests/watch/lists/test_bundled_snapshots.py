"""The snapshots that come with Watchgate are the files their manifest says, and what they hold can be read."""

from __future__ import annotations

import hashlib
import json
import lzma
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from watchgate.watch.lists.entry import RefusedEntry
from watchgate.watch.lists.registry import format_named, recognise

BUNDLE = Path(str(resources.files("watchgate.watch.lists") / "bundled"))
MANIFEST: list[dict[str, Any]] = json.loads((BUNDLE / "manifest.json").read_text(encoding="utf-8"))
NAMES = [entry["file"] for entry in MANIFEST]


def entry_of(name: str) -> dict[str, Any]:
    return next(entry for entry in MANIFEST if entry["file"] == name)


@pytest.mark.parametrize("name", NAMES)
def test_content_is_the_publishers_file_by_its_hash(name: str) -> None:
    content = lzma.decompress((BUNDLE / name).read_bytes())
    assert hashlib.sha256(content).hexdigest() == entry_of(name)["sha256"]
    assert len(content) == entry_of(name)["bytes"]


@pytest.mark.parametrize("name", NAMES)
def test_every_record_is_read_and_none_refused(name: str) -> None:
    file = recognise(BUNDLE / name)
    assert file.source == entry_of(name)["source"]
    records: set[str] = set()
    refused: list[RefusedEntry] = []
    for item in format_named(file.format).read(file):
        if isinstance(item, RefusedEntry):
            refused.append(item)
        else:
            records.add(item.record_id)
    assert refused == []
    assert len(records) == entry_of(name)["entries"]


def test_readme_names_every_file_and_no_blob_is_large() -> None:
    readme = (BUNDLE / "README.md").read_text(encoding="utf-8")
    blobs = sorted(path.name for path in BUNDLE.iterdir() if path.suffix == ".xz")
    assert blobs == sorted(NAMES)
    assert [name for name in NAMES if name not in readme] == []
    assert max((BUNDLE / name).stat().st_size for name in NAMES) < 1_000_000
