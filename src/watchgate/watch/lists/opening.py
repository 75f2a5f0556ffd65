"""The door through which every list format reads a file: decoded strictly, streamed, under limits.

A format uses nothing else to open a file. All functions raise BadInputError, naming file and place, for what
is not what it claims to be.
"""

from __future__ import annotations

from watchgate.watch.lists.content import HEAD_BYTES, open_content, read_head
from watchgate.watch.lists.csv_rows import csv_rows, decodes
from watchgate.watch.lists.json_lines import decode_json, json_document, json_lines
from watchgate.watch.lists.xml_records import xml_records, xml_root

__all__ = [
    "HEAD_BYTES",
    "csv_rows",
    "decode_json",
    "decodes",
    "json_document",
    "json_lines",
    "open_content",
    "read_head",
    "xml_records",
    "xml_root",
]
