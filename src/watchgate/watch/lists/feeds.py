"""Feeds: where official lists are published, as data in feeds.toml."""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from watchgate.model.errors import BadInputError

FileName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
SourceName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,99}$")]


class FeedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a feed: the name it is kept under, and its address."""

    name: FileName
    url: str


class Feed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One source and the files that make it up, the list itself first.

    `redirect_hosts`: where its publisher may send a download to. `token_variable`: the environment variable with the
    token its publisher asks for; `token_hint`: how to come by one.
    """

    source: SourceName
    dataset: str
    title: str
    files: tuple[FeedFile, ...]
    redirect_hosts: frozenset[str] = frozenset()
    token_variable: str | None = None
    token_hint: str | None = None


class _FeedsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    feed: tuple[Feed, ...]


def read_feeds(path: Path | None = None) -> tuple[Feed, ...]:
    """The built-in feeds, or those of a file of the same form (a mirror); BadInputError names what is wrong in it."""
    chosen = path or Path(__file__).with_name("feeds.toml")
    try:
        feeds = msgspec.convert(tomllib.loads(chosen.read_text(encoding="utf-8")), _FeedsFile).feed
    except OSError as error:
        raise BadInputError(f"cannot be read: {error.strerror}", where=str(chosen)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadInputError(f"is no file of feeds: {error}", where=str(chosen)) from error
    for feed in feeds:
        if not feed.files:
            raise BadInputError(f"feed {feed.source} has no files", where=str(chosen))
        for file in feed.files:
            require_safe_address(file.url, where=f"{chosen}: {feed.source}")
    return feeds


def choose(feeds: Iterable[Feed], names: Sequence[str]) -> tuple[Feed, ...]:
    """The feeds named by source or dataset, all without names; BadInputError for a name that is none."""
    known = tuple(feeds)
    if not names:
        return known
    for name in names:
        if not any(name in {feed.source, feed.dataset} for feed in known):
            raise BadInputError(
                f"there is no feed {name!r}", hint="one of: " + ", ".join(feed.source for feed in known)
            )
    return tuple(feed for feed in known if {feed.source, feed.dataset} & set(names))


def require_safe_address(url: str, *, where: str) -> str:
    """The host of an https address (http only to this machine itself); BadInputError otherwise."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        secret = parts.username or parts.password
    except ValueError as error:
        raise BadInputError("has an address that is no URL", where=where) from error
    if secret:
        raise BadInputError("has an address with a user name or password in it", where=where)
    if not host or (parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host))):
        raise BadInputError("has an address that is not https", where=where)
    return host


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
