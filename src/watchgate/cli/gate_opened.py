"""The history of this user's home, opened for one command and closed after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from watchgate.model.errors import NotFoundError

if TYPE_CHECKING:
    from watchgate.gate.history.history import History


@contextmanager
def opened_history(home: Path) -> Iterator[History]:
    """The history in `home`; NotFoundError where nothing was ever decided."""
    from watchgate.gate.history.history import FILE_NAME, open_history

    if not (home / "history" / FILE_NAME).exists():
        raise NotFoundError(f"nothing was decided in {home} yet", hint="watchgate gate payments FILE")
    history = open_history(home)
    try:
        yield history
    finally:
        history.close()
