"""Which dataset a FollowTheMoney export speaks for, and the source it is compared under."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from watchgate.model.ftm import schemata
from watchgate.watch.lists.entry import ListFile

PUBLISHER_FILES = re.compile(r"^(?:entities\.ftm|statements?|targets\.(?:simple|nested)|index)$", re.IGNORECASE)
DATE = re.compile(r"[-_.]?(?:19|20)\d{2}(?:[-_]?\d{2}){0,2}(?!\d)")
SUFFIX = re.compile(r"(?:\.(?:json|jsonl|ndjson|csv|gz|xz|bz2|zip))+\Z", re.IGNORECASE)
SAME_AS = "sameAs"
"""That two ids mean one thing is a judgement of the publisher, kept as a claim and never applied to ids: see below."""
JUDGEMENT = "canonical"
"""Origin of such a claim.

A canonical id is derived and changes with every run of the publisher's matching, so it is not an id here. Where it
differs from the source's own id, the entity gets the claim `sameAs` = that other id, so that the judgement is seen,
graded with its source, and can be withdrawn.
"""
LONGEST_ID = 255


def ftm_file(path: Path, form: str, kind: str, datasets: Iterable[str]) -> ListFile:
    """The recognised file: its dataset is the one its beginning speaks of, or else what folder or file are called."""
    named = sorted(set(datasets))
    dataset = named[0] if len(named) == 1 else _name(path)
    return ListFile(paths=(path,), format=form, source=f"ftm.{dataset}.{kind}", dataset=dataset)


def ftm_problem(entity_id: str, schema: str) -> str | None:
    """Why an entity cannot be taken; None when it can."""
    if not entity_id or len(entity_id) > LONGEST_ID or not entity_id.isprintable():
        return "the entity has no usable id"
    if schema not in schemata():
        return f"schema {schema!r} is not one of FollowTheMoney's that this version knows"
    return None


def _name(path: Path) -> str:
    stem = DATE.sub("", SUFFIX.sub("", path.name))
    if PUBLISHER_FILES.match(stem) or not stem:
        stem = DATE.sub("", path.absolute().parent.name)
    return re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_") or "export"
