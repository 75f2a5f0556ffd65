"""The dictionary of entities: an id of the source's is stored once, rows carry its number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import apsw

KEYS_MAX = 500_000
"""Keys kept in memory, about 75 MB."""


class EntityKeys:
    """Numbers by entity id, given in the order in which entities are first named. For the writer alone."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._keys: dict[str, int] = {}
        self.forget()

    def of(self, named: Iterable[str | None]) -> dict[str, int]:
        """A mapping that holds the number of every id in `named`; new ones are written, all of them at once."""
        keys = self._keys
        wanted = [name for name in dict.fromkeys(named) if name is not None]
        unknown = [name for name in wanted if name not in keys]
        if not unknown:
            return keys
        if len(keys) + len(unknown) > KEYS_MAX:
            keys.clear()
            unknown = wanted
        before = self._connection.total_changes()
        self._connection.executemany(
            "INSERT INTO entity (id) VALUES (?) ON CONFLICT (id) DO NOTHING", [(name,) for name in unknown]
        )
        new = self._connection.total_changes() - before
        if new == len(unknown):
            # SQLite numbers a new row one above the last.
            keys.update(zip(unknown, range(self._last + 1, self._last + 1 + new), strict=True))
        else:
            rows = self._connection.executemany("SELECT id, key FROM entity WHERE id = ?", [(n,) for n in unknown])
            keys.update(cast("list[tuple[str, int]]", rows.fetchall()))
        self._last += new
        return keys

    def forget(self) -> None:
        """Begin again from what is stored, after rows were taken back."""
        self._keys.clear()
        self._last = int(self._connection.execute("SELECT coalesce(max(key), 0) FROM entity").get or 0)
