"""Jobs beside a service: worked off in a process of their own, so that what is decided never waits for a chain that is
read, and only while there are any."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress

from watchgate.api.jobs import Jobs
from watchgate.api.settings import Settings

log = logging.getLogger("watchgate.jobs")

WORKER = "watchgate.api.jobs_worker"
STOP_S = 10.0
AGAIN_S = 1.0
AGAIN_MOST_S = 60.0
"""Who works jobs off and fails before it has begun one is started again after twice as long each time, up to this: its
imports alone take a second of a processor."""


class JobsProcess:
    """Begins one when there is work (`look`), and ends it with the service (`stop`)."""

    def __init__(self, settings: Settings, jobs: Jobs) -> None:
        self._jobs = jobs
        self._arguments = [str(settings.home), str(settings.job_seconds)]
        self._servers = settings.servers
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="watchgate-jobs", daemon=True)

    def start(self) -> None:
        """Go on with what was cut off."""
        self._thread.start()
        self.look()

    def look(self) -> None:
        """There may be work."""
        self._wanted.set()

    def stop(self) -> None:
        """What is under way goes on with the next start."""
        self._stopping.set()
        self._wanted.set()
        child = self._child
        if child is not None and child.stdin is not None:
            with suppress(OSError):
                child.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                child.wait(STOP_S)
            child.kill()

    def _keep(self) -> None:
        again_s = AGAIN_S
        while self._wanted.wait() and not self._stopping.is_set():
            self._wanted.clear()
            while not self._stopping.is_set() and (why := self._trouble()) is not None:
                if not why:
                    again_s = AGAIN_S
                elif not self._stopping.wait(again_s):
                    log.error("the process that works jobs off %s and is started again", why)
                    again_s = min(2 * again_s, AGAIN_MOST_S)

    def _trouble(self) -> str | None:
        """Have jobs worked off: why it went wrong, empty where it did not; None where there are none."""
        try:
            if self._jobs.next() is None:
                return None
            self._child = subprocess.Popen(  # noqa: S603 - this interpreter, this module
                [sys.executable, "-m", WORKER, *self._arguments],
                stdin=subprocess.PIPE,
                env={**os.environ, **self._servers},
            )
            code = self._child.wait()
        except OSError as error:
            return f"cannot be started ({error.strerror})"
        return f"ended with {code}" if code else ""
