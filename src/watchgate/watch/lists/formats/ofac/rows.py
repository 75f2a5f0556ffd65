"""Rows of OFAC's CSV files: which of the four kinds a file is, and which of the two lists it belongs to.

OFAC publishes each list as four files without header, joined by ent_num, null written `-0- `: PRIM (12 columns), ALT
(5), ADD (6) and COMMENTS (2). Copies differ: unquoted, with a header row, with the last column lost.

SDN or consolidated (non-SDN) is told by content first: ent_num are one series for both, the SDN list has begun with 36
since its first edition, and the consolidated list begins in the block of Palestinian Legislative Council members (9639
and on). For an excerpt that begins higher, or a PRIM file, programmes only the consolidated list has decide; then the
file's name, then a PRIM file in the same folder; then it is SDN.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import ListFile, RefusedEntry
from watchgate.watch.lists.formats.ofac.party import CONSOLIDATED, SDN
from watchgate.watch.lists.opening import csv_rows, read_head

NULL = "-0-"
WIDTHS = {"prim": 12, "alt": 5, "add": 6, "comments": 2}
KINDS = frozenset({NULL, "individual", "vessel", "aircraft", "entity"})
ALIAS_TYPES = frozenset({"aka", "fka", "nka", "a.k.a.", "f.k.a.", "n.k.a."})
FIRST_CONSOLIDATED = range(9_639, 9_720)
NON_SDN = re.compile(r"NS-|UKRAINE-EO13662|CMIC|CAPTA|FSE-|561|13599|PAARSSR|SSI|MBS|HKAA")
COMMENT = re.compile(r"; [A-Za-z.]+ .*\S|^[^;]*(?:Linked To:|Number|No\.|Address|Directive|sanctions)", re.DOTALL)
"""Continued remarks: several parts, or one with words OFAC's remarks are made of."""
PLAIN_NUMBER = re.compile(r"^\d{1,9}$")


def recognise_rows(path: Path, head: bytes, kind: str) -> ListFile | None:
    """The list file, if its first rows are those of an OFAC file of this kind (`prim`, `alt`, `add`, `comments`)."""
    rows = _first_rows(head)
    if not rows or _kind(rows) != kind:
        return None
    source = _which_list(path, rows, kind)
    return ListFile(paths=(path,), format=f"ofac_{kind}", source=f"{source}.{kind}", dataset=source)


def data_rows(path: Path, width: int) -> Iterator[tuple[str, list[str]] | RefusedEntry]:
    """Each record as ent_num and its `width` fields, null as the empty string; header and Ctrl-Z rows left out.

    Space around a field is dropped, except in the last one: where remarks are cut, a space may be part of them.
    """
    first = True
    for line, row in csv_rows(path):
        number = row[0].strip()
        if not PLAIN_NUMBER.match(number):
            if number != "\x1a" and not first and any(field.strip() for field in row):
                yield RefusedEntry(record_id=f"line {line}", reason=f"begins with {number[:40]!r}, not with an ent_num")
            first = False
            continue
        first = False
        if len(row) < width - 1 or any(field.strip() for field in row[width:]):
            yield RefusedEntry(record_id=number, reason=f"line {line} has {len(row)} columns instead of {width}")
            continue
        fields = ["" if (stripped := field.strip()) == NULL else stripped for field in row[:width]]
        if len(row) < width:
            fields.append("")
        elif fields[-1]:
            fields[-1] = row[width - 1]
        yield number, fields


def companion(path: Path, kind: str, wanted: str) -> Path | None:
    """The file of the other kind that belongs to `path`: same folder, same list, by the names files are published by.

    `sdn.csv` goes with `sdn_comments.csv`, `cons_prim.csv` with `cons_comments.csv`, `x.prim.csv` with
    `x.comments.csv`.
    """
    stem, dot, ending = path.name.lower().partition(".csv")
    if not dot:
        return None
    base = re.sub(rf"[._-]?{kind}$", "", stem)
    names = {f"{base}{mark}{wanted}{dot}{ending}" for mark in "._-"}
    try:
        found = sorted(other for other in path.parent.iterdir() if other.name.lower() in names and other.is_file())
        return next((other for other in found if _kind(_first_rows(read_head(other))) == wanted), None)
    except (OSError, BadInputError):
        return None


def _first_rows(head: bytes) -> list[list[str]]:
    """The whole rows of the head, without a header row; none when it is not such a text."""
    text = head.decode("utf-8-sig", errors="replace")
    lines = text.splitlines(keepends=True)
    if len(lines) > 1 and not text.endswith("\n"):
        lines.pop()
    try:
        rows = [row for row in csv.reader(io.StringIO("".join(lines[:400]), newline="")) if row and row[0] != "\x1a"]
    except csv.Error:
        return []
    if len(rows) > 1 and not PLAIN_NUMBER.match(rows[0][0].strip()):
        rows = rows[1:]
    return rows


def _kind(rows: list[list[str]]) -> str | None:
    """Which file these are the rows of, by what most of them show (a single damaged row is the reader's to refuse)."""
    sample = [[field.strip() for field in row] for row in rows if PLAIN_NUMBER.match(row[0].strip())]
    if not sample or 2 * len(sample) <= len(rows):
        return None
    votes = [_kind_of_row(row) for row in sample]
    kind = max(set(votes), key=votes.count)
    return kind if kind is not None and 2 * votes.count(kind) > len(votes) else None


def _kind_of_row(row: list[str]) -> str | None:
    if len(row) in (11, 12) and row[2] in KINDS and NULL in row:
        return "prim"
    if len(row) in (4, 5) and PLAIN_NUMBER.match(row[1]) and row[2] in ALIAS_TYPES:
        return "alt"
    if len(row) in (5, 6) and PLAIN_NUMBER.match(row[1]) and NULL in row[2:]:
        return "add"
    if len(row) == 2 and COMMENT.search(row[1]):
        return "comments"
    return None


def _which_list(path: Path, rows: list[list[str]], kind: str) -> str:
    numbers = [int(row[0]) for row in rows if PLAIN_NUMBER.match(row[0].strip())]
    if min(numbers) < FIRST_CONSOLIDATED.start:
        return SDN
    if kind == "prim":
        programmes = [row[3] for row in rows if len(row) > 3]
        return CONSOLIDATED if sum(1 for one in programmes if NON_SDN.search(one)) * 2 > len(programmes) else SDN
    if kind != "comments" and numbers[0] in FIRST_CONSOLIDATED:
        return CONSOLIDATED
    name = path.name.lower()
    if "cons" in name or "non" in name:
        return CONSOLIDATED
    return SDN
