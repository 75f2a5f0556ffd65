"""What a test module opened and did not close is closed behind it, the newest first; and random tests get their seeds.

A history has two threads and ten files, a chain up to a file a column: left open they add up over the modules, and the
suite would need more files than a process may have where the limit is 1,024.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Protocol

import pytest
from hypothesis import settings

from support.seeds import is_hunt, seeds_of
from watchgate.gate.history.history import History
from watchgate.gate.service import Gate
from watchgate.ledger.sqlite_ledger import SqliteLedger
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import WatchgateError

settings.register_profile("fixed", derandomize=True)
if not is_hunt():
    settings.load_profile("fixed")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`seed` of a random test that names none itself (`support/seeds.py`)."""
    if "seed" in metafunc.fixturenames and not any(map(_names_seed, metafunc.definition.iter_markers("parametrize"))):
        marks = metafunc.definition.iter_markers("seeds")
        seeds = seeds_of(metafunc.definition.originalname, [one for mark in marks for one in mark.args])
        metafunc.parametrize("seed", list(seeds.values()), ids=list(seeds))


def _names_seed(mark: pytest.Mark) -> bool:
    names = mark.args[0]
    return "seed" in (names.replace(" ", "").split(",") if isinstance(names, str) else names)


class Closable(Protocol):
    """Closed twice it is closed."""

    def close(self) -> None: ...


KINDS: tuple[type[Closable], ...] = (SqliteLedger, UtxoChain, History, Gate)
opened: list[weakref.ReferenceType[Closable]] = []


def remembered(make: Callable[..., None]) -> Callable[..., None]:
    """An `__init__` after which the new object is known here; nobody else holds it for that."""

    @functools.wraps(make)
    def init(self: Any, *args: Any, **more: Any) -> None:
        make(self, *args, **more)
        opened.append(weakref.ref(self))

    return init


@pytest.fixture(scope="session", autouse=True)
def _remember() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for kind in KINDS:
            patch.setattr(kind, "__init__", remembered(kind.__init__))
        yield


@pytest.fixture(scope="module", autouse=True)
def _let_go(_remember: None) -> Iterator[None]:
    """Set up before any other fixture of the module, and so ended after all of them."""
    opened.clear()
    yield
    while opened:
        left = opened.pop()()
        if left is not None:
            close(left)


def close(left: Closable) -> None:
    """What a test damaged on purpose may say so once more."""
    with suppress(WatchgateError, OSError):
        left.close()
