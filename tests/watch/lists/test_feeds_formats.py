"""What the publishers' addresses give is recognised as the source it was asked for, under the name it is kept by."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from watchgate.watch.lists.feeds import Feed, read_feeds
from watchgate.watch.lists.registry import recognise

FIXTURES = Path(__file__).parent / "fixtures"
AS_PUBLISHED = {
    "consolidated.xml": "un/consolidated_2026-02-27.xml",
    "SDN.CSV": "ofac/sdn.csv",
    "SDN_COMMENTS.CSV": "ofac/sdn_comments.csv",
    "ALT.CSV": "ofac/alt.csv",
    "ADD.CSV": "ofac/add.csv",
    "CONS_PRIM.CSV": "ofac/cons_prim.csv",
    "CONS_COMMENTS.CSV": "ofac/cons_comments.csv",
    "CONS_ALT.CSV": "ofac/cons_alt.csv",
    "CONS_ADD.CSV": "ofac/cons_add.csv",
    "UK-Sanctions-List.csv": "uk/uk_sanctions_list.csv",
    "xmlFullSanctionsList_1_1.xml": "eu/fsf.xml",
}


@pytest.mark.parametrize("feed", read_feeds(), ids=lambda feed: feed.source)
def test_a_feed_is_recognised_as_its_source_with_all_its_files(feed: Feed, tmp_path: Path) -> None:
    for file in feed.files:
        shutil.copy(FIXTURES / AS_PUBLISHED[file.name], tmp_path / file.name)
    found = recognise(tmp_path / feed.files[0].name)
    assert (found.source, found.dataset) == (feed.source, feed.dataset)
    assert [path.name for path in found.paths] == [file.name for file in feed.files]
