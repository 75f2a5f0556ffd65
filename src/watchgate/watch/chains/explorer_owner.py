"""Whose export a file is: the one address of every row, which stands on the side that the row's amount says."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from watchgate.model.errors import BadInputError

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


class Owner:
    """Told of each row in turn. `found` says who it is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._maybe: set[str] | None = None
        self._wrong: dict[str, tuple[Collection[str], int]] = {}
        """For who may be the owner the first row whose amount stands on somebody else's side, and its line."""

    def told(self, ends: Collection[str], sides: Collection[str], line: int) -> None:
        """`ends`: who stands in the row; `sides`: who received or gave in it, by its amounts."""
        self._maybe = {one for one in ends if one and (self._maybe is None or one in self._maybe)}
        for one in self._maybe:
            if one not in self._wrong and any(side != one for side in sides):
                self._wrong[one] = (sides, line)

    def found(self) -> str:
        """The address; empty where there is no row. BadInputError where it can be nobody."""
        if self._maybe is None:
            return ""
        if not self._maybe:
            raise BadInputError("its rows are not all of one address", where=str(self._path), hint="one export a file")
        named = [one.lower() for one in _ADDRESS.findall(self._path.name)]
        chosen = sorted(self._maybe, key=lambda one: (one not in named, one))
        for owner in chosen:
            if owner not in self._wrong:
                return owner
        sides, line = self._wrong[chosen[0]]
        raise BadInputError(
            f"says that {chosen[0]} received or gave what {', '.join(sorted(sides))} did",
            where=f"{self._path}, line {line}",
        )
