"""Who does the work of a file: this process, or several of its own kind that each follow the same pinned terms."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from watchgate.cli.party_rows import Row
from watchgate.cli.screen_job import Terms
from watchgate.gate.worker import working
from watchgate.ledger.open import open_ledger
from watchgate.model.errors import WatchgateError
from watchgate.model.policy_file import load_policy
from watchgate.risk.screening import Screener
from watchgate.risk.version import weights_version


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Where a worker finds everything, and the terms it answers by."""

    home: str
    terms: Terms
    policy_file: str | None


class Answered(msgspec.Struct, frozen=True):
    """The output lines of one chunk, and how many of its parties have a match."""

    lines: bytes
    matched: int


Answer: TypeAlias = Callable[[list[Row]], "Future[Answered]"]


def answering(setting: Setting, workers: int) -> AbstractContextManager[Answer]:
    """A function that answers a chunk of rows: at once in this process for one worker, else in `workers` new ones."""
    return working(partial(Worker, setting), _answered, workers)


class Worker:
    """A ledger of its own, and a watchlist at the pinned position."""

    def __init__(self, setting: Setting) -> None:
        home = Path(setting.home)
        policy = load_policy(Path(setting.policy_file) if setting.policy_file else None, home=home)
        self._terms = terms = setting.terms
        if policy.sha256 != terms.policy:
            raise WatchgateError("the policy was changed while the file was being screened", hint="start again")
        if weights_version() != terms.weights:
            raise WatchgateError("Watchgate was changed while the file was being screened", hint="start again")
        self._ledger = open_ledger(home)
        self._screener = Screener(
            self._ledger, policy, position=terms.position, ages_at=terms.instant, views=home / "views"
        )

    def answer(self, rows: list[Row]) -> Answered:
        """One line a row, in order."""
        lines, matched = [], 0
        for row in rows:
            if row.party is None:
                told = {"id": row.id, "line": row.line, "error": row.error, "position": self._terms.position}
                lines.append(_line(told))
                continue
            terms = self._terms
            found = self._screener.screen(row.party, threshold=terms.threshold, cutoff=terms.cutoff, limit=terms.limit)
            matched += found.matched
            lines.append(_line(found))
        return Answered(b"".join(lines), matched)

    def close(self) -> None:
        """Let go of the ledger."""
        self._ledger.close()


def _answered(worker: Worker, rows: list[Row]) -> Answered:
    return worker.answer(rows)


def _line(value: Any) -> bytes:
    return msgspec.json.encode(value) + b"\n"
