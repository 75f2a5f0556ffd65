"""A process beside a service: it ends when told to, or when the service that began it is gone."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from contextlib import suppress


def beside_service(nice: int) -> threading.Event:
    """Log to standard error and give way by `nice`; what is set on SIGTERM, and when the standard input ends."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which ends this one
    threading.Thread(target=_listen, args=(stop,), daemon=True).start()
    with suppress(OSError):
        os.nice(nice)
    return stop


def _listen(stop: threading.Event) -> None:
    # Not through the buffer of sys.stdin: its lock would still be held when the process ends.
    while os.read(0, 4_096):
        pass
    stop.set()
