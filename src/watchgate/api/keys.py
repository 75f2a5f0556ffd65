"""API keys: who may call the service, kept as hashes in one small file of the home.

A secret is 256 random bits, so a plain sha256 of it is as hard to turn back as the secret is to guess: the slow,
salted hashes that passwords need defend against guessable input, and would only cost every request some 100 ms.
A running service reads the file again when it changes, so that a revocation counts from the next request on.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from watchgate.api.roles import Role
from watchgate.model.clock import Clock, iso, now_us
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.handling import Reader, Tlp

SECRET_PREFIX = "wg_"  # noqa: S105 - lets secret scanners recognise a key that was published by mistake
SECRET_BYTES = 32
NAME_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


class ApiKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One key. Instants are UTC microseconds; `sha256` is over the secret, which is kept nowhere.

    A name is never given twice, not even after revocation: statements name their authors by it.
    """

    name: str
    role: Role
    sha256: str
    clearance: Tlp
    created_at: int
    organisations: tuple[str, ...] = ()
    expires_at: int | None = None
    revoked_at: int | None = None

    def is_valid(self, now: int) -> bool:
        """Whether it opens anything at the instant `now`."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    @property
    def reader(self) -> Reader:
        """The rights every read with this key has."""
        return Reader(name=self.name, clearance=self.clearance, organisations=frozenset(self.organisations))


class _KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    keys: tuple[ApiKey, ...]


class KeyStore:
    """The keys of one home: `create`, `revoke` and `all_keys` work on the file, `find` serves requests."""

    def __init__(self, path: Path, *, clock: Clock = now_us) -> None:
        self.path = path
        self._clock = clock
        self._stamp: tuple[int, int, int] | None = None
        self._by_hash: dict[str, ApiKey] = {}

    def create(
        self,
        name: str,
        role: Role,
        *,
        clearance: Tlp = Tlp.AMBER_STRICT,
        organisations: tuple[str, ...] = (),
        expires_at: int | None = None,
    ) -> tuple[ApiKey, str]:
        """A new key and its secret, which is told this once. BadInputError when the name is taken or malformed."""
        if not NAME_FORM.fullmatch(name):
            raise BadInputError(
                f"{name!r} is not a key name", hint="use 1-64 letters, digits, dot, hyphen, underscore or @"
            )
        now = self._clock()
        if expires_at is not None and expires_at <= now:
            raise BadInputError(f"the key would already be expired: {iso(expires_at)}", hint="give a later --expires")
        secret = SECRET_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        key = ApiKey(
            name=name,
            role=role,
            sha256=_hash(secret),
            clearance=clearance,
            organisations=tuple(sorted(set(organisations))),
            created_at=now,
            expires_at=expires_at,
        )
        with self._locked():
            present = self.all_keys()
            if any(known.name == name for known in present):
                raise BadInputError(
                    f"a key named {name!r} exists or existed", hint="names are never given twice; choose another"
                )
            self._write((*present, key))
        return key, secret

    def revoke(self, name: str) -> ApiKey:
        """Ends the key; revoking twice keeps the first instant. NotFoundError when there is none of that name."""
        with self._locked():
            present = self.all_keys()
            found = next((key for key in present if key.name == name), None)
            if found is None:
                raise NotFoundError(f"there is no key named {name!r}", hint="see: watchgate keys list")
            if found.revoked_at is not None:
                return found
            ended = msgspec.structs.replace(found, revoked_at=self._clock())
            self._write(tuple(ended if key is found else key for key in present))
        return ended

    def all_keys(self) -> tuple[ApiKey, ...]:
        """Every key there ever was, in order of creation. BadInputError when the file is damaged or open to others."""
        try:
            with self.path.open("rb") as file:
                if os.fstat(file.fileno()).st_mode & 0o077:
                    raise BadInputError("other users may open it", where=str(self.path), hint=f"chmod 600 {self.path}")
                content = file.read()
        except FileNotFoundError:
            return ()
        try:
            stored = msgspec.json.decode(content, type=_KeyFile)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadInputError(f"not a file of keys: {error}", where=str(self.path)) from error
        if stored.version != 1:
            raise BadInputError(f"version {stored.version} is not known here", where=str(self.path))
        return stored.keys

    def find(self, secret: str) -> ApiKey | None:
        """The valid key with this secret. The file is read again when it has changed."""
        self._refresh()
        key = self._by_hash.get(_hash(secret))
        return key if key is not None and key.is_valid(self._clock()) else None

    def _refresh(self) -> None:
        try:
            status = self.path.stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        except FileNotFoundError:
            stamp = None
        if stamp == self._stamp and stamp is not None:
            return
        self._by_hash = {key.sha256: key for key in self.all_keys()} if stamp is not None else {}
        self._stamp = stamp

    def _write(self, keys: tuple[ApiKey, ...]) -> None:
        temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(_KeyFile(version=1, keys=keys)), indent=1))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path.with_name(f".{self.path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
