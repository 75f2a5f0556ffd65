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
from pathlib import Path
from types import FrameType

from watchgate.api.job_work import StoppedError, TooLongError, worked_off
from watchgate.api.jobs import Jobs
from watchgate.gate.beside import beside_service
from watchgate.ledger.open import open_ledger

log = logging.getLogger("watchgate.jobs")

NICE = 10
MEMORY_SHARE = 0.5
"""Of the machine's memory a job may take: a file made to swell must not take the gate's."""


def main(home: str, seconds: str) -> None:
    """Work off what is there."""
    stop = beside_service(NICE)
    signal.signal(signal.SIGALRM, _too_long)
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


if __name__ == "__main__":
    main(*sys.argv[1:])
