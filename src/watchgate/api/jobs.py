"""Jobs: work that takes longer than a request may, kept in files, so that it goes on after a restart.

One file a job under `jobs/` of the home. Who holds the lock there works them off, the oldest first; all others read.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from watchgate.api.problems import RefusedError
from watchgate.gate.history.schema import sync_folder
from watchgate.ledger.home import private_folder
from watchgate.model.clock import iso, now_us
from watchgate.model.errors import NotFoundError

UNFINISHED_MAX = 100
KEPT = 1_000
"""Jobs that are kept; of more, the oldest that have ended are forgotten."""
RESULTS_MAX = 1_000
LOOK_S = 0.5
_ID = re.compile(r"[0-9]{16}-[0-9a-f]{8}")


class IngestTask(msgspec.Struct, frozen=True, kw_only=True, tag="ingest"):
    """Files into a chain, as `watchgate chain ingest`."""

    chain: str
    files: tuple[str, ...]
    partial: bool
    fork: int | None
    height: int | None
    grade: str


class FetchTask(msgspec.Struct, frozen=True, kw_only=True, tag="fetch"):
    """The surroundings of an address into a case, as `watchgate chain fetch`."""

    chain: str
    address: str
    hops: int
    grade: str


class LoadTask(msgspec.Struct, frozen=True, kw_only=True, tag="load"):
    """Tags or prices, as `watchgate chain tag` and `price`. `formats`: what each file has to be one of."""

    files: tuple[str, ...]
    formats: tuple[str, ...]
    date: str | None
    accept_shrink: bool
    grade: str
    tlp: str


Task: TypeAlias = IngestTask | FetchTask | LoadTask


class State(StrEnum):
    """`waiting`: not begun, or to be gone on with. `failed`: `error` says why; what was done before it stays."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of work. `done` of `total` (None: nobody knows) and `doing` tell how far it is; `results` has what the
    command would have printed as JSON, at most RESULTS_MAX lines, the last. `begun`: how often it was."""

    id: str
    task: Task
    by: str
    asked_at: str
    state: State = State.WAITING
    begun: int = 0
    done: int = 0
    total: int | None = None
    doing: str = ""
    results: tuple[Any, ...] = ()
    error: str = ""
    ended_at: str = ""

    @property
    def over(self) -> bool:
        """Nothing more will come of it."""
        return self.state in (State.DONE, State.FAILED)


class Jobs:
    """Those of one home. Safe for threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, task: Task, by: str) -> Job:
        """Keep it, to be begun by whoever holds the lock. RefusedError 503 where too many wait."""
        private_folder(self.folder)
        every = list(self.every())
        if sum(not one.over for one in every) >= UNFINISHED_MAX:
            raise RefusedError(503, f"{UNFINISHED_MAX} jobs are not done yet; try again later", retry_s=60)
        for old in [one for one in every if one.over][KEPT:]:
            self._path(old.id).unlink(missing_ok=True)
        at = now_us()
        job = Job(id=f"{at:016d}-{secrets.token_hex(4)}", task=task, by=by, asked_at=iso(at))
        self.put(job)
        return job

    def put(self, job: Job) -> None:
        """Keep it as it is now, whole."""
        temporary = self.folder / f".{job.id}.{secrets.token_hex(4)}"
        try:
            with temporary.open("xb") as file:
                file.write(msgspec.json.encode(job))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path(job.id))
            sync_folder(self.folder)
        finally:
            temporary.unlink(missing_ok=True)

    def get(self, job_id: str) -> Job:
        """NotFoundError where there is none."""
        found = self._read(self._path(job_id)) if _ID.fullmatch(job_id) else None
        if found is None:
            raise NotFoundError(f"there is no job {job_id[:40]!r}", hint="GET /chains/jobs lists them")
        return found

    def every(self) -> Iterator[Job]:
        """All of them, the newest first."""
        for path in sorted(self.folder.glob("*.json"), reverse=True) if self.folder.is_dir() else ():
            if (found := self._read(path)) is not None:
                yield found

    def next(self) -> Job | None:
        """The oldest that is not over."""
        return min((one for one in self.every() if not one.over), key=lambda one: one.id, default=None)

    @contextmanager
    def alone(self, stop: threading.Event) -> Iterator[bool]:
        """Hold the lock, waiting for it until told to stop: False then."""
        private_folder(self.folder)
        lock = os.open(self.folder / "worker.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not (mine := _locked(lock)) and not stop.wait(LOOK_S):
                pass
            yield mine
        finally:
            os.close(lock)

    def _path(self, job_id: str) -> Path:
        return self.folder / f"{job_id}.json"

    def _read(self, path: Path) -> Job | None:
        with suppress(FileNotFoundError, msgspec.DecodeError):
            return msgspec.json.decode(path.read_bytes(), type=Job)
        return None


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
