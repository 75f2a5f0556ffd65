"""The front over real sockets, before an application and a general server of the test's own."""

from __future__ import annotations

import asyncio
import resource
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from watchgate.api.front import FILES_EACH, FILES_KEPT, Front, Opening, most_connections
from watchgate.api.front_head import LARGE_BYTES, Head

WIDE = b"w" * 4_000
PIECE = 1 << 20
HEAD = b"POST /decisions HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
WITHIN_S = 20.0


class World:
    """`bodies` the application was given, `beyond` what the general server was sent."""

    def __init__(self, place: Path) -> None:
        self.bodies: list[bytes] = []
        self.scopes: list[Any] = []
        self.beyond = b""
        self.hold = asyncio.Event()
        self.hold.set()
        self.gone = 0
        self.writers: list[asyncio.StreamWriter] = []
        self.place = place
        self.front: Front
        self.answers: asyncio.Task[tuple[bytes, bytes]]

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        try:
            await self.hold.wait()
        except asyncio.CancelledError:
            self.gone += 1
            raise
        self.scopes.append(scope)
        self.bodies.append(message["body"])
        if message["body"] == WIDE:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": bytes(PIECE), "more_body": False})
            return
        if message["body"] == b"broken":
            raise RuntimeError("of the test")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-told", b"1")]})
        await send({"type": "http.response.body", "body": message["body"][::-1], "more_body": False})

    async def connect(self, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        self.writers.append(writer)
        return reader, writer

    async def close(self) -> None:
        for one in self.writers:
            one.close()
            with suppress(OSError):
                await one.wait_closed()

    async def general(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        while data := await reader.read(65_536):
            self.beyond += data
            if self.beyond.endswith(b"!"):
                writer.write(b"answer of the general server")
        writer.close()


def is_known(head: Head) -> bool:
    return dict(head.headers).get(b"authorization") == b"ApiKey known"


def in_world(do: Callable[[World, int], Awaitable[None]]) -> World:
    """Run `do` with a front on some port."""

    async def run() -> World:
        with TemporaryDirectory(prefix="wg-") as name, socket.create_server(("127.0.0.1", 0)) as listener:
            world = World(Path(name) / "http")
            general = await asyncio.start_unix_server(world.general, str(world.place))
            world.front = front = Front(world.app, Opening(listener, world.place), is_known)
            front.start()
            try:
                async with asyncio.timeout(WITHIN_S):
                    await do(world, listener.getsockname()[1])
            finally:
                world.hold.set()
                await front.stop()
                general.close()
                await world.close()
            return world

    return asyncio.run(run())


async def answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line[16:]) for line in head.split(b"\r\n") if line.startswith(b"content-length: "))
    return head, await reader.readexactly(length)


def test_a_payment_is_answered_and_the_connection_serves_the_next() -> None:
    async def do(world: World, port: int) -> None:
        reader, writer = await world.connect(port)
        for body in (b"abc", b"defg"):
            writer.write(HEAD % len(body) + body)
            head, got = await answer(reader)
            assert got == body[::-1]
            assert head.startswith(b"HTTP/1.1 200 OK\r\n")
            assert b"\r\nx-told: 1\r\n" in head
            assert b"\r\ndate: " in head

    world = in_world(do)
    assert world.bodies == [b"abc", b"defg"]
    assert world.beyond == b""
    assert world.scopes[0]["headers"] == [(b"host", b"a"), (b"content-length", b"3")]
    assert world.scopes[0]["client"][0] == "127.0.0.1"


def test_a_request_may_come_byte_by_byte_and_several_at_once() -> None:
    async def do(world: World, port: int) -> None:
        reader, writer = await world.connect(port)
        for sign in HEAD % 3 + b"abc":
            writer.write(bytes([sign]))
            await writer.drain()
        assert (await answer(reader))[1] == b"cba"
        writer.write((HEAD % 2 + b"01") + (HEAD % 2 + b"23") + (HEAD % 2 + b"45"))
        assert [(await answer(reader))[1] for _ in range(3)] == [b"10", b"32", b"54"]

    assert in_world(do).bodies == [b"abc", b"01", b"23", b"45"]


def test_another_form_goes_on_byte_by_byte_and_so_does_all_after_it() -> None:
    first, other, last = HEAD % 3 + b"abc", b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", HEAD % 4 + b"efg!"

    async def do(world: World, port: int) -> None:
        reader, writer = await world.connect(port)
        writer.write(first)
        assert (await answer(reader))[1] == b"cba"
        writer.write(other)
        writer.write(last)
        assert await reader.readexactly(28) == b"answer of the general server"
        writer.write_eof()
        assert await reader.read() == b""

    world = in_world(do)
    assert world.beyond == other + last
    assert world.bodies == [b"abc"]


def test_what_follows_a_payment_in_the_same_piece_goes_on_too() -> None:
    async def do(world: World, port: int) -> None:
        reader, writer = await world.connect(port)
        writer.write(HEAD % 3 + b"abc" + b"PUT /x!")
        assert (await answer(reader))[1] == b"cba"
        assert await reader.readexactly(28) == b"answer of the general server"

    assert in_world(do).beyond == b"PUT /x!"


def test_much_is_passed_on_whole() -> None:
    sent = b"PUT /big HTTP/1.1\r\n\r\n" + bytes(range(40, 127)) * 100_000 + b"!"

    async def do(world: World, port: int) -> None:
        reader, writer = await world.connect(port)
        writer.write(sent)
        await writer.drain()
        assert await reader.readexactly(28) == b"answer of the general server"

    assert in_world(do).beyond == sent


def test_whoever_goes_away_is_not_decided() -> None:
    async def do(world: World, port: int) -> None:
        world.hold.clear()
        _, writer = await world.connect(port)
        writer.write(HEAD % 3 + b"abc")
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.transport.abort()
        while not world.gone:
            await asyncio.sleep(0.01)

    assert in_world(do).bodies == []


def test_a_fault_ends_its_connection_and_no_other() -> None:
    async def do(world: World, port: int) -> None:
        reader, writer = await world.connect(port)
        others, other = await world.connect(port)
        writer.write(HEAD % 6 + b"broken")
        assert await reader.read() == b""
        other.write(HEAD % 3 + b"abc")
        assert (await answer(others))[1] == b"cba"

    assert in_world(do).bodies == [b"broken", b"abc"]


def test_what_is_under_way_is_answered_before_the_end() -> None:
    async def do(world: World, port: int) -> None:
        world.hold.clear()
        reader, writer = await world.connect(port)
        writer.write(HEAD % 3 + b"abc")
        await writer.drain()
        await asyncio.sleep(0.05)
        world.answers = asyncio.create_task(answer(reader))

    world = in_world(do)
    assert world.answers.result()[1] == b"cba"


def test_silence_is_ended_and_an_unfinished_request_goes_on() -> None:
    async def do(world: World, port: int) -> None:
        silent, _ = await world.connect(port)
        _, writer = await world.connect(port)
        writer.write(HEAD[:30])
        await asyncio.sleep(0.05)
        for one in list(world.front.connections):
            one.too_long(float("inf"))
        assert await silent.read() == b""
        while world.beyond != HEAD[:30]:
            await asyncio.sleep(0.01)

    in_world(do)


def test_whoever_takes_no_answers_is_read_no_further() -> None:
    asked = HEAD % len(WIDE) + WIDE

    async def do(world: World, port: int) -> None:
        loop = asyncio.get_running_loop()
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.setblocking(False)
            sending = asyncio.create_task(loop.sock_sendall(client, asked * 15_000))
            # Until neither answers nor requests move: what the two sockets hold is full.
            decided = -1
            while decided != len(world.bodies) or not decided:
                decided = len(world.bodies)
                await asyncio.sleep(0.2)
            assert not sending.done()
            (one,) = world.front.connections
            assert len(one._got) <= 2 * PIECE
            got = 0
            while len(world.bodies) < decided + 20:
                got += len(await loop.sock_recv(client, PIECE))
            assert got
            sending.cancel()

    in_world(do)


@pytest.mark.parametrize(
    ("limits", "asked", "most"),
    [
        ((1_024, 1_024), None, (1_024 - FILES_KEPT) // FILES_EACH),
        ((1_024, 4_096), (4_096, 4_096), (4_096 - FILES_KEPT) // FILES_EACH),
        ((1_024, resource.RLIM_INFINITY), (65_536, resource.RLIM_INFINITY), (65_536 - FILES_KEPT) // FILES_EACH),
        ((64, 64), None, 1),
    ],
)
def test_connections_leave_files_to_what_decides(
    limits: tuple[int, int], asked: tuple[int, int] | None, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _, wanted: told.append(wanted))
    assert most_connections() == most
    assert told == ([] if asked is None else [asked])


def test_more_than_a_small_body_is_read_of_those_alone_who_may_send_it() -> None:
    body = b"x" * (LARGE_BYTES // 4) + b"!"

    async def do(world: World, port: int) -> None:
        for said in (b"ApiKey known", b"ApiKey other"):
            reader, writer = await world.connect(port)
            head = b"POST /decisions HTTP/1.1\r\nHost: a\r\nAuthorization: %s\r\nContent-Length: %d\r\n\r\n"
            writer.write(head % (said, len(body)) + body[:100])
            await writer.drain()
            await asyncio.sleep(0.05)
            writer.write(body[100:])
            told = b""
            while not told.endswith((body[::-1], b"answer of the general server")):
                told += await reader.read(65_536)

    world = in_world(do)
    assert world.bodies == [body]
    assert b"ApiKey other" in world.beyond
    assert b"ApiKey known" not in world.beyond
