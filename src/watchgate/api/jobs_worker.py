"""What works jobs off: one after the other, until none is left or its input ends, since whoever began it is gone then.

`python -m watchgate.api.jobs_worker HOME SECONDS`. SECONDS: what one job may take. A job that is cut off goes on with
the next start.
"""

from __future__ import annotations

import logging
import os
import resource
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import FrameType

from watchgate.api.job_work import StoppedError, TooLongError, worked_off
from watchgate.api.jobs import Jobs
from watchgate.ledger.open import open_ledger

log = logging.getLogger("watchgate.jobs")

NICE = 10
MEMORY_SHARE = 0.5
"""Of the machine's memory a job may take: a file made to swell must not take the gate's."""


def main(home: str, seconds: str) -> None:
    """Work off what is there."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which ends this one
    signal.signal(signal.SIGALRM, _too_long)
    threading.Thread(target=_listen, args=(stop,), daemon=True).start()
    with suppress(OSError):
        os.nice(NICE)
    most = int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * MEMORY_SHARE)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    folder = Path(home)
    jobs = Jobs(folder / "jobs")
    with jobs.alone(stop) as mine:
        ledger = open_ledger(folder)
        try:
            while mine and not stop.is_set() and (job := jobs.next()) is not None:
                signal.setitimer(signal.ITIMER_REAL, float(seconds))
                try:
                    ended = worked_off(job, jobs, ledger, folder, stop)
                    log.info("job %s (%s): %s", job.id, type(job.task).__name__, ended.state.value)
                except StoppedError:
                    return
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
        finally:
            ledger.close()


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TooLongError("took longer than a job may here", hint="--job-hours of the service says how long that is")


def _listen(stop: threading.Event) -> None:
    # Not through the buffer of sys.stdin: its lock would still be held when the process ends.
    while os.read(0, 4_096):
        pass
    stop.set()


if __name__ == "__main__":
    main(*sys.argv[1:])
