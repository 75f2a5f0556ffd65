"""What the database reports, in the words of the user: what happened, what is safe, what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOSPC

import apsw

from watchgate.model.errors import LedgerBusyError, LedgerDamagedError, WatchgateError

STORAGE_ERRORS = (apsw.Error, OSError, UnicodeDecodeError)
"""What the database raises, what the system raises through it, and what a text damaged at rest gives."""


@contextmanager
def storage_errors(doing: str) -> Iterator[None]:
    """Turn database errors inside the block into ours; `doing` names the work."""
    try:
        yield
    except STORAGE_ERRORS as error:
        raise translate(error, doing) from error


def let_go(connection: apsw.Connection) -> None:
    """Close a connection, whatever the disk says to it.

    Closing moves the log into the file if it can. Where it cannot, nothing is lost: the log is read at the next start.
    """
    with suppress(*STORAGE_ERRORS):
        connection.close(True)


def translate(error: Exception, doing: str) -> WatchgateError:
    """Our error for one of the database's."""
    if isinstance(error, (apsw.CorruptError, apsw.NotADBError, apsw.MismatchError, UnicodeDecodeError)):
        return LedgerDamagedError(f"{error} while {doing}", hint="run: watchgate ledger verify")
    if isinstance(error, (apsw.BusyError, apsw.LockedError)):
        return LedgerBusyError(f"the ledger file is locked while {doing}", hint="try again")
    if isinstance(error, apsw.FullError) or (isinstance(error, OSError) and error.errno == ENOSPC):
        return WatchgateError(
            f"the disk is full while {doing}; nothing of it was kept", hint="free some space, then do it again"
        )
    if isinstance(error, (apsw.IOError, OSError)):
        return WatchgateError(
            f"the disk failed while {doing} ({error}); it was not acknowledged",
            hint="look at the disk, then do it again",
        )
    return WatchgateError(f"the ledger's database failed while {doing}: {type(error).__name__}: {error}")
