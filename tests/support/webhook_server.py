"""A local endpoint that takes, fails, redirects, stalls, drips or hangs up, and remembers what it was sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec


class Got(msgspec.Struct, frozen=True):
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


class WebhookServer:
    """`answers`: what each next request gets: a status, or `stall`, `drip`, `hang up`; then 204 for ever."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answers: list[int | str] = []
        self.headers: dict[str, str] = {}
        self.released = threading.Event()
        self._lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook?team=7"

    def take(self, request: Got) -> int | str:
        with self._lock:
            self.got.append(request)
            return self.answers.pop(0) if self.answers else 204


@contextmanager
def webhook_server() -> Iterator[WebhookServer]:
    """The server, listening."""
    found = WebhookServer()
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.released.set()
        found.server.shutdown()
        found.server.server_close()
        thread.join()


def _handler(server: WebhookServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = server.take(Got(self.path, headers, body))
            if answer == "stall":
                server.released.wait(30)
            elif answer == "drip":
                self._drip()
            elif answer == "hang up":
                self.close_connection = True
            else:
                self.send_response(int(answer))
                for name, value in server.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

        def _drip(self) -> None:
            """A head that never ends, a little at a time, each sooner than any read would time out."""
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not server.released.wait(0.02):
                    self.wfile.write(b"x-more: 1\r\n")
            except OSError:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    return Handler
