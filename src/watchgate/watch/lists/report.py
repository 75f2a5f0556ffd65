"""What a load did, file by file: for the command line, for `--json`, and for whoever must show it ten years later."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from watchgate.watch.lists.entry import RefusedEntry
from watchgate.watch.lists.snapshot_dates import SnapshotDate


class Outcome(StrEnum):
    """What became of a file.

    `loaded`: something of it was new. `unchanged`: a new file or date that says what was in force already.
    `known`: this very file was loaded before, nothing appended. `failed`: not loaded, and nothing of it was.
    """

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    KNOWN = "known"
    FAILED = "failed"


class FileReport(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One file. `entries`, `statements`: read from it. `added`, `replaced`, `withdrawn`: entries appended for it.

    `waiting`: withdrawals held back, `alarm` says why. `refused`: records that could not be read. `positions`: first
    and last delivery.
    """

    path: str
    outcome: Outcome
    format: str = ""
    source: str = ""
    dataset: str = ""
    sha256: str = ""
    snapshot_date: SnapshotDate | None = None
    entries: int = 0
    statements: int = 0
    added: int = 0
    replaced: int = 0
    withdrawn: int = 0
    kept_back: int = 0
    waiting: int = 0
    alarm: str | None = None
    error: str | None = None
    refused: tuple[RefusedEntry, ...] = ()
    positions: tuple[int, int] | None = None
    seconds: float = 0.0


class LoadReport(msgspec.Struct, kw_only=True):
    """Everything that was looked at. `notes`: files beside the lists (licences, readme) that were passed over."""

    files: list[FileReport]
    notes: int = 0
    position: int = 0

    @property
    def exit_code(self) -> int:
        """0 all loaded; 2 some file was not; 5 all loaded, but withdrawals wait for `--accept-shrink`."""
        if any(file.outcome is Outcome.FAILED for file in self.files):
            return 2
        return SHRINK_EXIT_CODE if any(file.alarm for file in self.files) else 0


SHRINK_EXIT_CODE = 5
