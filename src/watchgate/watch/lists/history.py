"""What was loaded from one source before: its deliveries, read as snapshots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from watchgate.model.delivery import Delivery

WAITING = "withdrawals wait: "
"""Begins the note of a complete delivery whose withdrawals the shrink guard holds back."""
CHECKED = "checked: "
"""Begins the note of an empty delivery that says the publisher still serves the snapshot loaded before."""
NAME_CHARACTERS = 200
COMPANION = re.compile(r"companion sha256:([0-9a-f]{64})")


class SourceHistory(msgspec.Struct, frozen=True, kw_only=True):
    """`contents`: the files (own and companions' sha256) wholly read. `content_date`: date of the newest of them.

    `last_complete`: header of the newest complete delivery. `interrupted`: something was loaded after it, by a load
    that did not come to its end.
    """

    contents: frozenset[tuple[str, ...]]
    content_date: str | None
    last_complete: Delivery | None
    interrupted: bool

    @property
    def waiting(self) -> str | None:
        """Why withdrawals of this source wait; None when none do."""
        note = self.last_complete.note if self.last_complete else None
        return note.split(WAITING, 1)[1].split("; companion", 1)[0] if note and WAITING in note else None


def read_history(headers: Iterable[Delivery]) -> SourceHistory:
    """The history told by the headers of one source's deliveries, in order."""
    contents: set[tuple[str, ...]] = set()
    content_date: str | None = None
    last_complete: Delivery | None = None
    interrupted = False
    for header in headers:
        if not header.complete:
            interrupted = True
            continue
        last_complete, interrupted = header, False
        if header.file_sha256 is not None:
            contents.add((header.file_sha256, *companions_of(header.note)))
        if not (header.note or "").startswith(CHECKED):
            content_date = header.snapshot_date or content_date
    return SourceHistory(
        contents=frozenset(contents), content_date=content_date, last_complete=last_complete, interrupted=interrupted
    )


def companions_of(note: str | None) -> tuple[str, ...]:
    """The sha256 of the files that were read together with the delivery's own."""
    return tuple(COMPANION.findall(note or ""))


def note_of(name: str, companions: Sequence[str], waiting: str | None = None) -> str:
    """The note of a snapshot's deliveries: file name, why withdrawals wait, companions."""
    shown = "".join(mark if mark.isprintable() else "?" for mark in name.encode(errors="replace").decode())
    parts = [shown[:NAME_CHARACTERS]]
    if waiting:
        parts.append(WAITING + waiting)
    parts.extend(f"companion sha256:{digest}" for digest in companions)
    return "; ".join(parts)
