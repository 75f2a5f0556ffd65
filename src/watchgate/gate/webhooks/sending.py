"""One try: a POST to a checked address, within a time that no server can stretch, following nothing."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress

import msgspec

from watchgate import __version__
from watchgate.gate.webhooks.address import Lookup, addresses_of, target_of
from watchgate.model.errors import BadInputError

GONE = 410
LONGEST_WAIT_ASKED_S = 3_600.0
"""How long an endpoint may ask to be left alone (`Retry-After`)."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `status`: HTTP's, 0 without an answer. `error`: one sentence, empty when it was taken.

    `wait_s`: how long the endpoint asked to be left alone. `gone`: it said that nothing is to be sent there again.
    """

    status: int = 0
    error: str = ""
    wait_s: float = 0.0
    gone: bool = False


def send(
    url: str, headers: Mapping[str, str], body: bytes, *, private: bool, seconds: float, lookup: Lookup | None = None
) -> Tried:
    """POST `body`; never raises for what the address or the server does. 2xx alone means that it was taken."""
    try:
        target = target_of(url, private=private)
        address = addresses_of(target, private=private, lookup=lookup)[0]
    except BadInputError as error:
        return Tried(error=str(error))
    except (OSError, UnicodeError) as error:
        return Tried(error=f"the name cannot be looked up: {_said(error)}")
    connection: http.client.HTTPConnection = _Pinned(target.host, target.port, address, seconds, tls=target.tls)
    cut = threading.Event()

    def cut_off() -> None:
        cut.set()
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut_off)
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", target.path, body, {**headers, **_USUAL})
        response = connection.getresponse()
        if cut.is_set():  # a head that was cut off reads as one that ended
            return Tried(error=_late(seconds))
        return _tried(response.status, response.getheader("retry-after", ""))
    except (OSError, http.client.HTTPException, ValueError) as error:
        if cut.is_set() or isinstance(error, TimeoutError):
            return Tried(error=_late(seconds))
        return Tried(error=_said(error))
    finally:
        timer.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """Connects to an address that was checked, under the name the certificate has to be for."""

    def __init__(self, host: str, port: int, address: str, seconds: float, *, tls: bool) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address = address
        self._tls = tls

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._tls:
            context = ssl.create_default_context()
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


_USUAL = {"content-type": "application/json", "user-agent": f"Watchgate/{__version__}", "connection": "close"}


def _tried(status: int, retry_after: str) -> Tried:
    if 200 <= status < 300:
        return Tried(status=status)
    wait_s = float(retry_after) if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 9 else 0.0
    said = "a redirect, which is not followed" if 300 <= status < 400 else "not taken"
    return Tried(
        status=status,
        error=f"answered {status}: {said}",
        wait_s=min(wait_s, LONGEST_WAIT_ASKED_S),
        gone=status == GONE,
    )


def _late(seconds: float) -> str:
    return f"no answer within {seconds:g} s"


def _said(error: Exception) -> str:
    """What kind of failure; of the server's own words nothing."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {error.verify_message}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
