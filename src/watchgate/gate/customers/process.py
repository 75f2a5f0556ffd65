"""The customer base beside a service: a process of its own that follows the evidence, and waits while there is no base.

`python -m watchgate.gate.customers.process HOME [POLICY]` follows until its input ends. Where another one follows the
base of the home, it waits for its end. What fails is said, and begun anew.
"""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

from watchgate.gate.customers.following import Following
from watchgate.gate.history.history import History
from watchgate.gate.lookback.process import AGAIN_S, LookbackProcess, begin_again, main
from watchgate.ledger.interface import Ledger
from watchgate.model.policy import Policy

log = logging.getLogger("watchgate.customers")


class CustomersProcess(LookbackProcess):
    """`start` begins one, and begins it again when it ends by itself; `stop` ends it."""

    module = __spec__.name


def follow(home: Path, policy: Policy, stop: threading.Event) -> None:
    """Ask about every delivery as they come, and compare who is due, until told to stop."""

    def once(ledger: Ledger, history: History) -> None:
        _follow(ledger, history, home, policy, stop)

    begin_again(home, once, stop, "customers cannot be followed, and are begun with again", log)


def _follow(ledger: Ledger, history: History, home: Path, policy: Policy, stop: threading.Event) -> None:
    following = Following(ledger, history, policy, views=home / "views")
    try:
        while not (following.is_there() and following.take()):
            if stop.wait(AGAIN_S):
                return
        following.begin()
        for asked in following.run(stop, follow=True):
            if asked.alerts:
                log.info(
                    "delivery %d: %d customers compared, %d alerts, after %.0f ms",
                    *(asked.position, asked.customers, len(asked.alerts), asked.took_s * 1000),
                )
    finally:
        following.close()


if __name__ == "__main__":
    main(*sys.argv[1:], work=follow)
