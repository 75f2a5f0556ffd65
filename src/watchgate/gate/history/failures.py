"""What goes wrong with the history's file, in the words of the user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from watchgate.ledger.failures import storage_errors
from watchgate.model.errors import LedgerBusyError, LedgerDamagedError, WatchgateError

VERIFY = "run: watchgate gate verify"


class HistoryDamagedError(WatchgateError):
    """Stored bytes of the history do not give the hash they were stored under. `what` names the damaged thing."""

    exit_code = 4

    def __init__(self, what: str, *, hint: str | None = VERIFY) -> None:
        super().__init__(f"the history is damaged: {what}", hint=hint)
        self.what = what


class HistoryBusyError(WatchgateError):
    """Another process holds the history's file and did not let go of it in time."""

    exit_code = 3


@contextmanager
def history_errors(doing: str) -> Iterator[None]:
    """Turn database errors inside the block into ours; `doing` names the work."""
    try:
        with storage_errors(doing):
            yield
    except LedgerDamagedError as error:
        raise HistoryDamagedError(error.what) from error
    except LedgerBusyError as error:
        raise HistoryBusyError(f"the history's file is locked while {doing}", hint="try again") from error
