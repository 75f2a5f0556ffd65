"""A real HTTP server on this machine that answers as it is told: well, late, short, wrong, or not at all."""

from __future__ import annotations

import gzip
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request, and the means to answer it."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        path = self.path.split("?", 1)[0]
        self.server.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        script = self.server.script[path]
        answer = script.pop(0) if len(script) > 1 else script[0]
        answer(self)

    def start(self, status: int, headers: dict[str, str]) -> None:
        """Status line and headers."""
        self.send_response_only(status)
        for name, value in {"Date": self.server.date, **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def drop(self) -> None:
        """End the connection at once."""
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """`script`: for each path the answers in order, the last one for ever. `seen`: path and headers of each request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.script: dict[str, list[Answer]] = defaultdict(lambda: [status(404)])
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.date = "Fri, 20 Nov 2026 10:00:00 GMT"
        self.over = threading.Event()

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


@contextmanager
def serving() -> Iterator[Server]:
    """A server that runs as long as the block."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def content(body: bytes, **headers: str) -> Answer:
    """200 with a body; underscores in header names stand for hyphens."""

    def answer(request: Request) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request.start(200, {"Content-Length": str(len(body)), **named})
        request.wfile.write(body)

    return answer


def tagged(body: bytes, etag: str) -> Answer:
    """200 with an ETag, 304 when it is asked for with that tag."""

    def answer(request: Request) -> None:
        if request.headers.get("If-None-Match") == etag:
            request.start(304, {"ETag": etag})
        else:
            content(body, ETag=etag)(request)

    return answer


def status(code: int, **headers: str) -> Answer:
    """An error, or a redirect with a `Location`."""

    def answer(request: Request) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request.start(code, {"Content-Length": "0", **named})

    return answer


def truncated(body: bytes) -> Answer:
    """Half of what Content-Length promises, then the end of the connection."""

    def answer(request: Request) -> None:
        request.start(200, {"Content-Length": str(len(body))})
        request.wfile.write(body[: len(body) // 2])
        request.drop()

    return answer


def endless(body: bytes) -> Answer:
    """Without Content-Length: the end of the connection is the end of the file, wherever it falls."""

    def answer(request: Request) -> None:
        request.start(200, {"Connection": "close"})
        request.wfile.write(body)
        request.drop()

    return answer


def stalled(body: bytes) -> Answer:
    """A first part, then silence until the server ends."""

    def answer(request: Request) -> None:
        request.start(200, {"Content-Length": str(len(body))})
        request.wfile.write(body[:4])
        request.wfile.flush()
        request.server.over.wait()
        request.drop()

    return answer


def dripping(body: bytes) -> Answer:
    """A byte now and then: never silent, never done."""

    def answer(request: Request) -> None:
        request.start(200, {"Content-Length": str(len(body))})
        for place in range(len(body)):
            if request.server.over.wait(0.02):
                break
            try:
                request.wfile.write(body[place : place + 1])
                request.wfile.flush()
            except OSError:
                break
        request.drop()

    return answer


def bomb(size_bytes: int) -> Answer:
    """A gzip-encoded body that expands to so many zeros."""
    packed = gzip.compress(b"0" * size_bytes, 9)
    return content(packed, Content_Encoding="gzip")
