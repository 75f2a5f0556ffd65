"""The body of an answer, received under limits on its size, its slowness and its expansion."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchgate.watch.lists.fetch_words import Fetched, FetchError, Limits, TryAgainError, Validators, without_query

if TYPE_CHECKING:
    import httpx

CHUNK = 64 * 1024


def receive(
    url: str,
    response: httpx.Response,
    target: Path,
    *,
    limits: Limits,
    began: float,
    advance: Callable[[int], None] | None,
) -> Fetched:
    """Write the answer to `target`, synced to disk.

    `began`: monotonic seconds when the first request was sent. TryAgainError for what may be better next time,
    FetchError for what will not.
    """
    digest, written, received = sha256(), 0, 0
    unpack = _unpacker(url, response)
    window_began, window_bytes = time.monotonic(), 0
    with target.open("wb") as file:
        for chunk in response.iter_raw():  # as they come: a fixed size would wait for a slow server
            received += len(chunk)
            window_bytes += len(chunk)
            now = time.monotonic()
            if now - began > limits.total_seconds:
                raise TryAgainError(f"not finished within {limits.total_seconds:.0f} s")
            if now - window_began > limits.stall_seconds:
                if window_bytes < limits.slowest_bytes:
                    raise TryAgainError(f"stalled: {window_bytes} bytes in {now - window_began:.0f} s")
                window_began, window_bytes = now, 0
            for part in unpack(chunk):
                written += len(part)
                if written > limits.max_bytes:
                    raise FetchError(f"{without_query(url)}: more than {limits.max_bytes:,} bytes, which no list has")
                digest.update(part)
                file.write(part)
            if advance is not None:
                advance(len(chunk))
        for _ in unpack(None):
            raise AssertionError("unreachable: the end gives no bytes")
        file.flush()
        os.fsync(file.fileno())
    stated = response.headers.get("content-length", "")
    if stated.isdigit() and int(stated) != received:
        raise TryAgainError(f"cut off: {received:,} of {int(stated):,} bytes came")
    if written == 0:
        raise TryAgainError("the answer was empty")
    return Fetched(
        path=target,
        sha256=digest.hexdigest(),
        validators=Validators(response.headers.get("etag"), response.headers.get("last-modified")),
        served_at=response.headers.get("date"),
        size_bytes=written,
    )


def _unpacker(url: str, response: httpx.Response) -> Callable[[bytes | None], Iterator[bytes]]:
    """Undoes Content-Encoding in pieces of bounded size: a small chunk may expand a thousandfold. None ends it."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"identity", ""}:
        return lambda chunk: iter((chunk,) if chunk else ())
    if encoding not in {"gzip", "x-gzip"}:
        raise FetchError(f"{without_query(url)}: sends content-encoding {encoding!r}, which was not asked for")
    unpacker: Any = zlib.decompressobj(wbits=31)

    def unpack(chunk: bytes | None) -> Iterator[bytes]:
        if chunk is None:
            if not unpacker.eof:
                raise TryAgainError("cut off: the compressed answer has no end")
            return
        try:
            while chunk:
                part = unpacker.decompress(chunk, CHUNK)
                chunk = unpacker.unconsumed_tail
                if part:
                    yield part
        except zlib.error as error:
            raise TryAgainError("the compressed answer is damaged") from error

    return unpack
