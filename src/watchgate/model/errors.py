"""One root, few leaves: every error a user can cause says what, where, and what to do next."""

from __future__ import annotations


class WatchgateError(Exception):
    """Anything Watchgate refuses or cannot do. `message` is one sentence; `hint` is the next step, if there is one."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class BadInputError(WatchgateError):
    """Input that cannot be used. `where` names the file, row, element or argument."""

    exit_code = 2

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(f"{where}: {message}" if where else message, hint=hint)
        self.where = where


class MissingExtraError(WatchgateError):
    """A part that is installed as an extra is not there."""

    exit_code = 2

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(
            f"the package {package} is not installed", hint=f"install it with: pip install 'watchgate[{extra}]'"
        )
        self.extra = extra
        self.package = package


class LedgerBusyError(WatchgateError):
    """Another process owns the writer and does not answer, or a wait ran out."""

    exit_code = 3


class LedgerDamagedError(WatchgateError):
    """Stored bytes do not give the hash they were stored under. `what` names the damaged thing."""

    exit_code = 4

    def __init__(self, what: str, *, hint: str | None = None) -> None:
        super().__init__(f"the ledger is damaged: {what}", hint=hint)
        self.what = what


class NotFoundError(WatchgateError):
    """The thing asked for does not exist, or may not be seen by this reader: the two are told apart by no answer."""

    exit_code = 2
