"""/chains/files: files of blocks, tags and prices, brought in so that jobs can read them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import BoundedSemaphore
from typing import Any, TypeVar

import msgspec
from litestar import Response, delete, get, put
from litestar.params import FromPath

from watchgate.api.asking import JSON, AnyRequest, Asking
from watchgate.api.described import FileOperation
from watchgate.api.incoming import Given, Upload
from watchgate.api.jobs import FetchTask
from watchgate.api.paging import refuse_unknown
from watchgate.api.problems import RefusedError
from watchgate.api.roles import Role

T = TypeVar("T")
AT_ONCE = 2
"""Uploads that come at the same time; others are told to wait."""
CHUNK_BYTES = 1 << 20
_PLACES = BoundedSemaphore(AT_ONCE)


class FileList(msgspec.Struct, frozen=True, kw_only=True):
    """Reply of GET /chains/files: what lies there, and how much a file and all together may have."""

    files: list[Given]
    file_bytes: int
    all_bytes: int


@get("/chains/files", role=Role.ADMIN, summary="Files that jobs can read", tags=["chains"])
async def files(request: AnyRequest) -> Response[FileList]:
    """What was brought in, and what whoever runs the service put into its folder `incoming`."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ())
    incoming = asking.service.incoming
    there = await asyncio.to_thread(lambda: list(incoming.files()))
    return _said(FileList(files=there, file_bytes=incoming.file_bytes, all_bytes=incoming.all_bytes), 200)


@put(
    "/chains/files/{name:str}",
    role=Role.ADMIN,
    summary="Bring a file in",
    tags=["chains"],
    status_code=201,
    request_max_body_size=None,
    operation_class=FileOperation,
)
async def give(request: AnyRequest, name: FromPath[str]) -> Response[Given]:
    """Keeps the body, as it is, under a name; what is there already stays, so that sending again is safe. Its kind is
    known by its content, its place among others by the numbers in its name."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ())
    encoding = request.headers.get("content-encoding", "")
    if encoding not in ("", "identity"):
        raise RefusedError(415, f"the body is encoded as {encoding[:40]!r}; send it as it is")
    with _place():
        upload = await _beside(lambda: asking.service.incoming.upload(name))
        try:
            upload.expect(request.content_length or 0)
            return _said(await _received(request, upload), 201)
        finally:
            await asyncio.to_thread(upload.close)


@delete("/chains/files/{name:str}", role=Role.ADMIN, summary="Take a file away", tags=["chains"], status_code=200)
async def remove(request: AnyRequest, name: FromPath[str]) -> Response[FileList]:
    """What is left is told. A file that a job is to read stays (409)."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ())
    incoming = asking.service.incoming

    def work() -> list[Given]:
        waiting = [one.task for one in asking.service.jobs.every() if not one.over]
        if any(name == said.rstrip("/") for one in waiting if not isinstance(one, FetchTask) for said in one.files):
            raise RefusedError(409, f"a job that is not done yet reads {name}")
        incoming.remove(name)
        return list(incoming.files())

    left = await asyncio.to_thread(work)
    return _said(FileList(files=left, file_bytes=incoming.file_bytes, all_bytes=incoming.all_bytes), 200)


async def _received(request: AnyRequest, upload: Upload) -> Given:
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) >= CHUNK_BYTES:
            await _beside(partial(upload.write, bytes(held)))
            held = bytearray()
    await _beside(partial(upload.write, bytes(held)))
    return await _beside(upload.end)


async def _beside(work: Callable[[], T]) -> T:
    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        raise RefusedError(507, f"the file cannot be kept: {error.strerror}", retry_s=60) from error


@contextmanager
def _place() -> Iterator[None]:
    """One of those for uploads; RefusedError 503 where there is none."""
    if not _PLACES.acquire(blocking=False):
        raise RefusedError(503, f"{AT_ONCE} files are coming already; try again", retry_s=5)
    try:
        yield
    finally:
        _PLACES.release()


def _said(content: Any, status: int) -> Response[Any]:
    return Response(msgspec.json.encode(content), status_code=status, media_type=JSON)
