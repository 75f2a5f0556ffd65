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
        while self._wanted.wait() and not self._stopping.is_set():
            self._wanted.clear()
            while self._jobs.next() is not None and not self._stopping.is_set():
                self._child = subprocess.Popen(  # noqa: S603 - this interpreter, this module
                    [sys.executable, "-m", WORKER, *self._arguments],
                    stdin=subprocess.PIPE,
                    env={**os.environ, **self._servers},
                )
                code = self._child.wait()
                if code and not self._stopping.wait(AGAIN_S):
                    log.error("the process that works jobs off ended with %d and is started again", code)
