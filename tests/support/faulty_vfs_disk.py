"""A disk that keeps what was not synced apart from what was, and can lose power. Pure Python, seeded, no SQLite.

What a process reads is its page cache (`Inode.visible`). What the platter holds is `Inode.durable`, cut into sectors
of 512 bytes, the unit a disk writes whole. Every write since the last sync leaves one more version of each sector it
touched; at a power cut the platter may hold, sector by sector and independently, the durable version or any of the
newer ones: that is loss, reordering and tearing in one rule. A file's length follows the same rule. A file that was
created or deleted without its directory being synced may be there or not.

After a failed fsync Linux marks the pages clean and keeps showing them, so that the next fsync succeeds without
writing them (Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020). `fail_sync` does this:
the pages of that sync reach the platter in part, and are written again only when something dirties the same 4 KiB page.
"""

from __future__ import annotations

from random import Random

SECTOR = 512
PAGE_CACHE = 4096
_SECTORS_A_PAGE = PAGE_CACHE // SECTOR
_NOTHING = bytes(SECTOR)


class Inode:
    """One file: what is seen, what is durable, and the versions in between."""

    def __init__(self, content: bytes = b"") -> None:
        self.visible = bytearray(content)
        self.durable = bytearray(content)
        self._versions: dict[int, list[bytes]] = {}
        self._lengths: list[int] = []
        self._forgotten: set[int] = set()

    def write(self, offset: int, data: bytes) -> None:
        """Into the page cache; the sectors touched are dirty from now on."""
        end = offset + len(data)
        if end > len(self.visible):
            self.visible.extend(bytes(end - len(self.visible)))
            self._lengths.append(end)
        self.visible[offset:end] = data
        for sector in range(offset // SECTOR, -(-end // SECTOR)):
            self._dirty(sector)

    def truncate(self, length: int) -> None:
        """Set the length; what is cut off reads as zeros if the file grows again."""
        old = len(self.visible)
        if length < old:
            del self.visible[length:]
        else:
            self.visible.extend(bytes(length - old))
        self._lengths.append(length)
        for sector in range(min(length, old) // SECTOR, -(-max(length, old) // SECTOR)):
            self._dirty(sector)

    def sync(self) -> None:
        """Everything dirty becomes durable. What a failed sync forgot does not."""
        _resize(self.durable, len(self.visible))
        for sector, versions in self._versions.items():
            _put(self.durable, sector, versions[-1])
        self._versions.clear()
        self._lengths.clear()

    def fail_sync(self, random: Random) -> None:
        """Some of what is dirty becomes durable; the rest is taken for clean although it is not."""
        self.durable = bytearray(self.after_cut(random, garbled=False))
        _resize(self.durable, len(self.visible))
        self._versions.clear()
        self._lengths.clear()
        self._forgotten = {
            sector
            for sector in range(-(-len(self.visible) // SECTOR))
            if _get(self.visible, sector) != _get(self.durable, sector)
        }

    def after_cut(self, random: Random, *, garbled: bool) -> bytes:
        """What the platter may hold when the power goes now.

        `garbled`: the disk is not powersafe, a sector that was being written may hold anything.
        Whole-file luck is drawn first, so that both extremes (nothing, all of it) are as common as a mixture.
        """
        luck = random.choice((0.0, 1.0, random.random(), random.random()))
        image = bytearray(self.durable)
        if self._lengths:
            _resize(image, random.choice([len(self.durable), *self._lengths]) if luck < 1 else self._lengths[-1])
        for sector, versions in sorted(self._versions.items()):
            if random.random() < luck:
                _put(image, sector, versions[-1] if luck == 1 else random.choice(versions))
            elif garbled and random.random() < 0.2:
                _put(image, sector, random.randbytes(SECTOR))
        return bytes(image)

    def _dirty(self, sector: int) -> None:
        self._versions.setdefault(sector, []).append(_get(self.visible, sector))
        if self._forgotten:
            first = sector // _SECTORS_A_PAGE * _SECTORS_A_PAGE
            for other in range(first, first + _SECTORS_A_PAGE):
                if other in self._forgotten:
                    self._forgotten.discard(other)
                    self._versions.setdefault(other, [_get(self.visible, other)])


class Disk:
    """The directory of a home: names and inodes, as seen and as durable."""

    def __init__(self) -> None:
        self.seen: dict[str, Inode] = {}
        self._durable: dict[str, Inode] = {}

    def create(self, name: str) -> Inode:
        """A new empty file, not durable until its directory is synced."""
        self.seen[name] = Inode()
        return self.seen[name]

    def adopt(self, name: str, content: bytes) -> None:
        """A file that was there, durable, before the run began."""
        self.seen[name] = self._durable[name] = Inode(content)

    def delete(self, name: str) -> None:
        """Unlink; until the directory is synced the file may come back."""
        self.seen.pop(name, None)

    def sync_directory(self) -> None:
        """What is named now is named after a power cut."""
        self._durable = dict(self.seen)

    def after_cut(self, random: Random, *, garbled: bool = False) -> dict[str, bytes]:
        """The files that are there when the power comes back."""
        files: dict[str, bytes] = {}
        for name in sorted(self.seen.keys() | self._durable.keys()):
            inode = random.choice((self.seen.get(name), self._durable.get(name)))
            if inode is not None:
                files[name] = inode.after_cut(random, garbled=garbled)
        return files


def _get(image: bytearray, sector: int) -> bytes:
    return bytes(image[sector * SECTOR : (sector + 1) * SECTOR]).ljust(SECTOR, b"\0")


def _put(image: bytearray, sector: int, content: bytes) -> None:
    room = min(SECTOR, len(image) - sector * SECTOR)
    if room > 0:
        image[sector * SECTOR : sector * SECTOR + room] = content[:room]


def _resize(image: bytearray, length: int) -> None:
    if length < len(image):
        del image[length:]
    else:
        image.extend(bytes(length - len(image)))
