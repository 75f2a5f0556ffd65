"""Whoever is passed on is known to the general server by his own address."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from watchgate.api.passing import LONGEST_NAME, LONGEST_PATH, Passed, as_client, check_place
from watchgate.model.errors import BadInputError

WITHIN_S = 20.0


class Client:
    """The transport of a client at an address."""

    def __init__(self, peer: tuple[Any, ...]) -> None:
        self.peer = peer
        self.got = b""
        self.closed = asyncio.Event()

    def get_extra_info(self, _: str) -> tuple[Any, ...]:
        return self.peer

    def write(self, data: bytes) -> None:
        self.got += data

    def close(self) -> None:
        self.closed.set()

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


def told_of(peer: tuple[Any, ...], folder: Path) -> Any:
    """What an application behind the general server is told of the client at `peer`."""

    async def run() -> Any:
        names: list[str] = []

        async def general(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            names.append(writer.get_extra_info("peername"))
            writer.write((await reader.read(100))[::-1])
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_unix_server(general, str(folder / "http"))
        client = Client(peer)
        Passed(client, b"abc", folder / "http")
        async with asyncio.timeout(WITHIN_S):
            await client.closed.wait()
        server.close()
        assert client.got == b"cba"
        assert [one.name for one in folder.iterdir()] == ["http"]
        return await told(as_client, names[0], folder)

    return asyncio.run(run())


async def told(wrap: Any, name: str, folder: Path) -> Any:
    found: list[Any] = []

    async def inner(scope: Any, *_: Any) -> None:
        found.append(scope["client"])

    await wrap(inner, folder)({"type": "http", "client": (name, 0)}, None, None)
    return found[0]


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        (("127.0.0.2", 5_000), "127.0.0.2"),
        (("2001:db8::7", 5_000, 0, 0), "2001:db8::7"),
        (("fe80::1%eth0", 5_000, 0, 2), "fe80::1"),
        (("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1, 0, 0), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ],
)
def test_the_address_of_a_client_is_told_behind_the_general_server(peer: tuple[Any, ...], address: str) -> None:
    with TemporaryDirectory(prefix="wg-") as name:
        assert told_of(peer, Path(name)) == (address, 0)


def test_a_client_of_the_front_itself_stays_who_he_is(tmp_path: Path) -> None:
    assert asyncio.run(told(as_client, "192.0.2.1", tmp_path)) == ("192.0.2.1", 0)


def test_where_the_general_server_is_gone_the_client_is_let_go(tmp_path: Path) -> None:
    async def run() -> None:
        client = Client(("127.0.0.1", 5_000))
        Passed(client, b"abc", tmp_path / "http")
        async with asyncio.timeout(WITHIN_S):
            await client.closed.wait()

    asyncio.run(run())
    assert not list(tmp_path.iterdir())


def test_a_folder_in_which_sockets_would_have_too_long_a_path_is_refused() -> None:
    longest = "/" + "a" * (LONGEST_PATH - LONGEST_NAME - 2)
    check_place(Path(longest))
    with pytest.raises(BadInputError, match="TMPDIR"):
        check_place(Path(longest + "a"))
