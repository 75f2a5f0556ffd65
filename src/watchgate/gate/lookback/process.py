"""The lookback beside a service: a process of its own, so that deciding never waits for it.

`python -m watchgate.gate.lookback.process HOME [POLICY]` follows until its input ends: then whoever started it is gone.
Where another lookback of the home runs, it waits for its end. What fails is said, and begun anew.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from watchgate.gate.beside import beside_service
from watchgate.gate.collecting import Collecting, collect_seldom
from watchgate.gate.history.history import History, open_history
from watchgate.gate.lookback.lookback import Lookback
from watchgate.gate.lookback.past_making import Progress
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.errors import WatchgateError
from watchgate.model.policy import Policy
from watchgate.model.policy_file import load_policy

log = logging.getLogger("watchgate.lookback")

AGAIN_S = 1.0
SAID_S = 10.0
STOP_S = 10.0
NICE = 5
"""Deciding goes first where both want the same processor."""


class LookbackProcess:
    """`start` begins one, and begins it again when it ends by itself; `stop` ends it."""

    module = __spec__.name
    """What it runs, until its input ends."""

    def __init__(self, home: Path, policy: Path | None) -> None:
        self._arguments = [str(home), *([str(policy)] if policy is not None else [])]
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="lookback", daemon=True)

    def start(self) -> None:
        """Returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """What is under way is left, and begun again by the next one."""
        self._stopping.set()
        child = self._child
        if child is not None and child.stdin is not None:
            with suppress(OSError):
                child.stdin.close()
        self._thread.join(STOP_S)
        if child is not None and child.poll() is None:
            child.kill()
            child.wait()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            self._child = subprocess.Popen(  # noqa: S603 - this interpreter, this module
                [sys.executable, "-m", self.module, *self._arguments], stdin=subprocess.PIPE
            )
            code = self._child.wait()
            if self._child.stdin is not None:
                with suppress(OSError):
                    self._child.stdin.close()
            if not self._stopping.is_set():
                log.error("%s ended with %d and is started again", self.module, code)
                self._stopping.wait(AGAIN_S)


def follow(home: Path, policy: Policy, stop: threading.Event) -> None:
    """Look back upon every delivery, as they come, until told to stop."""

    def once(ledger: Ledger, history: History) -> None:
        history.file_for_all()
        _follow(ledger, history, home, policy, stop)

    collect_seldom()
    begin_again(home, once, stop, "the lookback cannot go on, and begins again", log)


def begin_again(
    home: Path, once: Callable[[Ledger, History], None], stop: threading.Event, trouble: str, to: logging.Logger
) -> None:
    """Do `once` over and over until told to stop; what fails is said under `trouble`, the same thing only once."""
    ledger, history = open_ledger(home), open_history(home)
    told = ""
    try:
        while not stop.is_set():
            try:
                once(ledger, history)
                told = ""
            except Exception as error:
                said = str(error) if isinstance(error, WatchgateError) else type(error).__name__
                if said != told:
                    to.exception("%s: %s", trouble, said)
                told = said
                stop.wait(AGAIN_S)
    finally:
        history.close()
        ledger.close()


def _follow(ledger: Ledger, history: History, home: Path, policy: Policy, stop: threading.Event) -> None:
    lookback = Lookback(ledger, history, policy, views=home / "views")
    try:
        while not lookback.take():
            if stop.wait(AGAIN_S):
                return
        log.info("ready: what came after position %d is looked back upon", lookback.begin(progress=_said()))
        for looked in lookback.run(stop, follow=True, idle=Collecting().when_idle):
            if looked.alerts:
                log.info(
                    "delivery %d: %d alerts on %d records, the first after %.0f ms, all after %.0f ms",
                    *(looked.position, len(looked.alerts), looked.records),
                    *(looked.first_s * 1000, looked.all_s * 1000),
                )
    finally:
        lookback.close()


def _said() -> Progress:
    """Tells how far the past is read, when that takes long."""
    last = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SAID_S:
            last = time.monotonic()
            log.info("%d of %d parties and texts of the past are read", done, total)

    return progress


def main(
    home: str, policy: str | None = None, *, work: Callable[[Path, Policy, threading.Event], None] = follow
) -> None:
    """`work` until the input ends, or SIGTERM."""
    stop = beside_service(NICE)
    folder = Path(home)
    work(folder, load_policy(Path(policy) if policy else None, home=folder), stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
