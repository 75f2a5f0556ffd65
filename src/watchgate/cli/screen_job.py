"""The record of a file being screened, so that an interrupted run goes on and ends as if nothing had happened.

Beside `hits.jsonl` stand `hits.jsonl.part`, what is written so far, and `hits.jsonl.part.json`, this record: how much
of it is durable, where to go on, and everything an answer depends on. Both are gone when the file is done.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from watchgate.gate.records.row_lines import Place
from watchgate.model.errors import BadInputError


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What every answer of one run depends on. `instant`: UTC microseconds at which the ages of lists are judged."""

    input_sha256: str
    position: int
    instant: int
    policy: str
    threshold: float
    cutoff: float
    limit: int
    engine: str
    weights: str


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """`output_bytes` of the part are durable and answer the first `rows` rows; the next row begins at `place`."""

    terms: Terms
    place: Place
    output_bytes: int = 0
    rows: int = 0
    matched: int = 0
    errors: int = 0


class JobFiles:
    """The three files of one run."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.part = out.with_name(out.name + ".part")
        self.record = out.with_name(out.name + ".part.json")

    def read(self) -> Job | None:
        """The record of an interrupted run; BadInputError when there is one that cannot be gone on with."""
        if not self.record.exists():
            return None
        try:
            job = msgspec.json.decode(self.record.read_bytes(), type=Job)
            size = self.part.stat().st_size
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise self.in_the_way(f"cannot be read: {error}") from error
        if size < job.output_bytes:
            raise self.in_the_way("is shorter than its record says")
        return job

    def in_the_way(self, why: str) -> BadInputError:
        """An unfinished run that the present one must not overwrite."""
        return BadInputError(
            f"an unfinished run {why}", where=str(self.part), hint=f"delete it and {self.record.name} to begin anew"
        )

    def write(self, job: Job) -> None:
        """Replace the record, durably. What it counts must be on the disk already."""
        temporary = self.record.with_name(self.record.name + ".new")
        with temporary.open("wb") as file:
            file.write(msgspec.json.encode(job))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.record)
        _sync_folder(self.out.parent)

    def finish(self) -> None:
        """The record goes, the part becomes the output: killed in between, the next run begins anew."""
        self.record.unlink(missing_ok=True)
        self.part.replace(self.out)
        _sync_folder(self.out.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
