"""Where a webhook may go: an address that somebody registers must not become a way into the inner network.

https to public addresses; http and https to this machine itself where the address says so (`localhost`, `127.0.0.1`,
`[::1]`); private addresses only where the endpoint was registered for them. What a name means is looked up at every
try, and the connection goes to the very address that was checked: a name that means something else a moment later
leads nowhere else.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

import msgspec

from watchgate.model.errors import BadInputError

Lookup = Callable[[str, int], Sequence[str]]
"""Host and port -> addresses."""

LONGEST_URL = 2_000
NAT64 = "64:ff9b:"


class Target(msgspec.Struct, frozen=True):
    """A checked URL, taken apart. `loopback`: it names this machine itself."""

    host: str
    port: int
    path: str
    tls: bool
    loopback: bool


def target_of(url: str, *, private: bool = False) -> Target:
    """The parts of `url`; BadInputError when nothing may be sent there whatever the name in it means."""
    if len(url) > LONGEST_URL or not url.isascii() or any(one <= " " or one == "\x7f" for one in url):
        raise BadInputError("it is too long, or has characters that no address has", where="URL")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadInputError(f"{error}", where="URL") from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https") or not host:
        raise BadInputError("it is no http or https address", where="URL", hint="write https://HOST/PATH")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadInputError("it may hold no user, password or fragment", where="URL", hint="requests are signed")
    tls = parts.scheme == "https"
    loopback = _names_loopback(host)
    if not tls and not loopback:
        raise BadInputError(
            "http is for this machine alone: others could read and change it", where="URL", hint="https"
        )
    literal = _literal(host)
    if literal is not None:
        check_address(literal, private=private, loopback=loopback)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port or (443 if tls else 80), path, tls, loopback)


def addresses_of(target: Target, *, private: bool, lookup: Lookup | None = None) -> list[str]:
    """The addresses a target means now, each checked. OSError when it means none, BadInputError for a forbidden one."""
    found = list(dict.fromkeys((lookup or looked_up)(target.host, target.port)))
    if not found:
        raise OSError(f"{target.host} has no address")
    for one in found:
        check_address(ip_address(one.partition("%")[0]), private=private, loopback=target.loopback)
    return found


def looked_up(host: str, port: int) -> list[str]:
    """The addresses that the system's resolver gives."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def check_address(address: IPv4Address | IPv6Address, *, private: bool, loopback: bool) -> None:
    """BadInputError for an address that is not public, but for this machine's own where `loopback` asks for it and
    private ones where `private` allows them."""
    inner = _inside(address)
    if inner.is_loopback:
        if loopback:
            return
        raise BadInputError(f"{address} is this machine itself", where="URL", hint="name it as 127.0.0.1 or localhost")
    if loopback:
        raise BadInputError(f"{address} is not this machine, though its name says so", where="URL")
    if inner.is_global and not inner.is_multicast:
        return
    # Link-local addresses are where clouds answer with their credentials: never, whatever was allowed.
    forbidden = inner.is_link_local or inner.is_multicast or inner.is_unspecified or inner.is_reserved
    if forbidden or not private:
        hint = None if forbidden else "--allow-private, if this is your own network"
        raise BadInputError(f"{address} is no public address", where="URL", hint=hint)


def _inside(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, where it does: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address.compressed.startswith(NAT64):
        return IPv4Address(address.packed[-4:])
    return address


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _names_loopback(host: str) -> bool:
    literal = _literal(host)
    return host.lower() == "localhost" or (literal is not None and literal.is_loopback)
