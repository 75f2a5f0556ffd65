"""Serving the application with granian: one process that supervises, one (or more) that works, each with a front
(`front.py`) before it.

A worker that dies is started again. SIGTERM and SIGINT let running requests end. The first append makes a worker the
ledger's writer; `lists update` and others beside it append through its socket.
"""

from __future__ import annotations

import logging
import shutil
import signal
import socket
import sys
import tempfile
from functools import partial
from pathlib import Path

from litestar.types import ASGIApp

from watchgate.api.front import BACKLOG, Opening
from watchgate.api.front_head import LARGE_BYTES
from watchgate.api.passing import check_place
from watchgate.api.settings import Settings
from watchgate.gate.collecting import collect_seldom
from watchgate.gate.customers.process import CustomersProcess
from watchgate.gate.lookback.process import LookbackProcess
from watchgate.model.errors import BadInputError, WatchgateError

BUFFER_BYTES = 65_536
"""Of one HTTP/1 head, refused below the application; `Settings.header_bytes` is the limit that is told in JSON."""
HEADER_TIMEOUT_MS = 10_000
STOP_S = 15
SWITCH_S = 0.0005
"""After so long a thread that computes gives way: with Python's 5 ms the event loop waits for those that decide, and an
answer that is ready is sent later than it could be (measured at 300 payments/s: 2 ms instead of 100 ms)."""


def serve(settings: Settings) -> None:
    """Answer until told to stop. WatchgateError when the address cannot be taken or a worker dies at once."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings

    opening = opened(settings.host, settings.port)
    beyond = opening.beyond
    server = Granian(
        "watchgate",
        uds=beyond,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_MS, max_buffer_size=BUFFER_BYTES),
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_S,
        factory=False,
    )
    kinds = (LookbackProcess, CustomersProcess) if settings.lookback else ()
    beside = [kind(settings.home, settings.policy) for kind in kinds]
    try:
        for one in beside:
            one.start()
        server.serve(target_loader=partial(load, settings, opening), wrap_loader=False)
    except SystemExit as end:
        if end.code:
            raise WatchgateError("the service stopped: its worker died again and again; see the lines above") from end
    finally:
        for one in beside:
            one.stop()
        opening.listener.close()
        shutil.rmtree(beyond.parent, ignore_errors=True)


def opened(host: str, port: int) -> Opening:
    """The socket of the service, then a folder for the general server's: an address that is taken leaves no folder."""
    listener = _listening(host, port)
    try:
        return Opening(listener, _private_place())
    except BaseException:
        listener.close()
        raise


def load(settings: Settings, opening: Opening | None = None) -> ASGIApp:
    """The application, in a worker process.

    A worker told to end while it loads has nothing to finish. The handlers it inherits would lose the signal, and the
    supervisor would wait `STOP_S` for it; granian sets its own once the application is there.
    """
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, signal.SIG_DFL)
    from watchgate.api.app import application
    from watchgate.api.policy import policy_of
    from watchgate.api.service import Service
    from watchgate.ledger.open import open_ledger

    log_to_stderr()
    sys.setswitchinterval(SWITCH_S)
    collect_seldom()
    service = Service(settings, policy_of(settings), lambda: open_ledger(settings.home))
    return application(settings, service, opening)


def log_to_stderr() -> None:
    """One line an event on standard error: the access log and what went wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("watchgate")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False


def _listening(host: str, port: int) -> socket.socket:
    """The socket of the service, taken before anything is loaded: a second service on one port is refused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # A client that writes a batch is not to wait until the loop, which may be deciding another, reads it.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LARGE_BYTES)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise BadInputError(
            f"{host}:{port} cannot be taken: {error.strerror}", where="--port", hint="choose another --port"
        ) from error
    return listener


def _private_place() -> Path:
    """Where the general server listens, for this user alone."""
    folder = Path(tempfile.mkdtemp(prefix="watchgate-")).resolve()
    try:
        check_place(folder)
    except WatchgateError:
        folder.rmdir()
        raise
    return folder / "http"
