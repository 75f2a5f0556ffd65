"""Filing: what stands in the journal goes into the tables, beside the decisions, by one process of a home at a time.

Nothing waits for it: who reads the tables has what is missing filed first (`History.read`), and so does who writes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from watchgate.ledger.lock import WriterLock
from watchgate.model.errors import WatchgateError

log = logging.getLogger("watchgate.gate")

EVERY_S = 0.5
"""Decisions of so long go into the tables together: their indexes are gone through once for all of them. Pages written
for a payment at 300 a second: 37 KB each tenth of a second, 4 KB each second."""
ELSEWHERE_S = 1.0
"""How often a process that does not file looks whether the one that did is gone."""


class Filing:
    """Begins with the first `wake`, which says that there is something, or with `always`."""

    def __init__(self, lock: Path, file: Callable[[], None]) -> None:
        self._lock = WriterLock(lock)
        self._file = file
        self._something = threading.Event()
        self._stopping = threading.Event()
        self._trouble = ""
        self._thread = threading.Thread(target=self._run, name="history-filing", daemon=True)
        self._started = self._always = False
        self._starting = threading.Lock()

    def wake(self) -> None:
        """Something was kept."""
        if not self._something.is_set():
            self._start()
            self._something.set()

    def always(self) -> None:
        """File what any process keeps from now on."""
        self._always = True
        self._start()
        self._something.set()

    def stop(self) -> None:
        """End; what is not filed stays in the journal."""
        self._stopping.set()
        self._something.set()
        if self._started:
            self._thread.join()
        self._lock.release()

    def _start(self) -> None:
        with self._starting:
            if not self._started:
                self._started = True
                self._thread.start()

    def _run(self) -> None:
        while not self._stopping.is_set():
            # Others, who keep decisions and cannot take the lock, cannot wake who holds it.
            self._something.wait(ELSEWHERE_S if self._lock.held else None)
            if not self._may():
                self._stopping.wait(ELSEWHERE_S)
                continue
            self._stopping.wait(EVERY_S)
            if self._stopping.is_set():
                return
            if not self._always:
                self._something.clear()
            try:
                self._file()
                self._trouble = ""
            except Exception as error:
                # Nothing is lost: it stays in the journal, which is durable.
                self._note(error)
                self._something.set()
                self._stopping.wait(ELSEWHERE_S)

    def _may(self) -> bool:
        try:
            return self._lock.take()
        except OSError as error:
            self._note(error)
            return False

    def _note(self, error: Exception) -> None:
        said = str(error) if isinstance(error, WatchgateError) else type(error).__name__
        if said != self._trouble:
            log.error("decisions cannot be moved from the journal into the history's tables: %s", said)
        self._trouble = said
