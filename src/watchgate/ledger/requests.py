"""An append on its way to the writer: the checked drafts, and where the answer is left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import msgspec

from watchgate.ledger.draft import Draft, SealedDraft
from watchgate.model.delivery import Receipt
from watchgate.model.errors import WatchgateError


class Placed(msgspec.Struct, frozen=True):
    """What the ledger gave one delivery: the receipt without the entry ids, which the caller can work out itself."""

    position: int
    recorded_at: int
    delivery_id: bytes
    root: str
    log_root: bytes


def receipt_of(draft: Draft, placed: Placed) -> Receipt:
    """The acknowledgement of `draft`."""
    return Receipt(
        position=placed.position,
        recorded_at=placed.recorded_at,
        delivery_id=placed.delivery_id.hex(),
        root=placed.root,
        log_root=placed.log_root.hex(),
        canonicals=tuple(draft.payloads),
    )


class AppendRequest:
    """Deliveries to be taken all or none.

    `key`: random, the same when the request is repeated. `since`: set on a repeat, the position after which the first
    try may lie. `on_done`: called by the writer's thread instead of waiting in `result`. `on_commit`: called by the
    writer's thread when all is written and only the disk is waited for.
    """

    __slots__ = ("_done", "_on_done", "drafts", "error", "key", "on_commit", "placed", "since")

    def __init__(
        self,
        drafts: Sequence[SealedDraft],
        key: str,
        since: int | None = None,
        on_done: Callable[[AppendRequest], None] | None = None,
        on_commit: Callable[[], None] | None = None,
    ) -> None:
        self._on_done = on_done
        self.on_commit = on_commit
        self.drafts = drafts
        self.key = key
        self.since = since
        self.placed: list[Placed] = []
        self.error: BaseException | None = None
        self._done = threading.Lock()
        self._done.acquire()

    @property
    def weight(self) -> int:
        """Entries, to bound a group."""
        return sum(len(sealed.draft.payloads) for sealed in self.drafts)

    def finish(self, error: BaseException | None = None) -> None:
        """Called once, by the writer."""
        self.error = error
        self._done.release()
        if self._on_done is not None:
            self._on_done(self)

    def result(self) -> list[Placed]:
        """Wait for the writer; raises what it refused the request with."""
        self._done.acquire()
        if self.error is None:
            return self.placed
        if isinstance(self.error, WatchgateError):
            # One failed commit answers many requests: each raises an error of its own, with its own traceback.
            copied = self.error.__class__.__new__(self.error.__class__)
            copied.__dict__.update(self.error.__dict__)
            copied.args = self.error.args
            raise copied from self.error
        raise self.error
