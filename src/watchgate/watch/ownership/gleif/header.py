"""The header of GLEIF's XML files."""

from __future__ import annotations

import re

CONTENT_DATE = re.compile(rb"<(?:\w+:)?ContentDate>\s*(\d{4}-\d\d-\d\d)")


def content_date(head: bytes) -> str | None:
    """The day the content is of, ISO 8601; None when the first 64 KiB do not say it."""
    found = CONTENT_DATE.search(head)
    return found[1].decode() if found else None
