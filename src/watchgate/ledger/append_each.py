"""A long load: each delivery durable by itself, the next prepared while the last is made durable.

Preparing (checking, encoding, hashing) is Python and holds the interpreter; a commit is SQLite writing and syncing,
and does not. Inserting rows is both, a row at a time: whoever prepared beside it would take the interpreter away at
every row. So the next delivery is prepared when the rows of the last are in and its commit has begun.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator

from watchgate.ledger.appending import Appender
from watchgate.ledger.draft import Draft, SealedDraft, check_delivery
from watchgate.ledger.originals import Originals
from watchgate.ledger.requests import Placed, receipt_of
from watchgate.model.delivery import Delivery, Receipt


def append_each(appender: Appender, originals: Originals, deliveries: Iterable[Delivery]) -> Iterator[Receipt]:
    """See `interface.Ledger.append_each`."""
    prepared = _prepared(appender, originals, deliveries)
    last: _Begun | None = None
    try:
        while True:
            try:
                following = next(prepared, None)
            except BaseException:
                if last is not None:
                    yield last.receipt()
                raise
            receipt = None if last is None else last.receipt()
            last = None if following is None else _Begun(appender, *following)
            if receipt is not None:
                yield receipt
            if last is None:
                return
    finally:
        # Whoever stops in between finds what was begun at its end.
        if last is not None:
            last.wait()


def _prepared(
    appender: Appender, originals: Originals, deliveries: Iterable[Delivery]
) -> Iterator[tuple[Draft, Draft | SealedDraft]]:
    for delivery in deliveries:
        draft = check_delivery(delivery, originals)
        yield draft, appender.prepare(draft)


class _Begun:
    """An append in a thread of its own, which has nothing left to do but to wait, or has come to its end."""

    def __init__(self, appender: Appender, draft: Draft, prepared: Draft | SealedDraft) -> None:
        self._draft = draft
        self._placed: list[Placed] = []
        self._error: BaseException | None = None
        self._waits = threading.Event()
        self._thread = threading.Thread(target=self._append, args=(appender, prepared), name="ledger-load")
        self._thread.start()
        self._waits.wait()

    def _append(self, appender: Appender, prepared: Draft | SealedDraft) -> None:
        try:
            self._placed = appender.append([prepared], self._waits.set)
        except BaseException as error:
            self._error = error
        finally:
            self._waits.set()

    def wait(self) -> None:
        """Until it is durable or has failed."""
        self._thread.join()

    def receipt(self) -> Receipt:
        """Waits; raises what the append raised."""
        self.wait()
        if self._error is not None:
            raise self._error
        return receipt_of(self._draft, self._placed[0])
