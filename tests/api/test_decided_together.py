"""Requests that are there at once are decided at once, and none is answered for another."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from watchgate.api.together import MOST, Together
from watchgate.api.work import Workers
from watchgate.gate.service import Input


class _Gate:
    """Answers with what it was given, and notes what it was given at once."""

    def __init__(self, *, current: bool = True) -> None:
        self.current = current
        self.bunches: list[list[bytes]] = []

    def is_current(self) -> bool:
        return self.current

    def decide_many(self, inputs: Iterable[Input], *, current: bool) -> Iterator[Any]:
        assert current
        given = list(inputs)
        self.bunches.append([one.data for one in given])
        if b"broken" in self.bunches[-1]:
            raise ValueError("this one")
        yield from ([one.data, one.name] for one in given)


def _decided(gate: _Gate, datas: list[bytes]) -> list[Any]:
    async def all_at_once() -> list[Any]:
        together = Together(Workers(1, 1, 10.0))
        asked = [together.decide(gate, Input(data, f"n{number}")) for number, data in enumerate(datas)]  # type: ignore[arg-type]
        return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(all_at_once())


def test_those_that_are_there_at_once_share_a_bunch_and_each_has_its_own_answer() -> None:
    gate = _Gate()
    datas = [f"{number}".encode() for number in range(5)]
    assert _decided(gate, datas) == [[data, f"n{number}"] for number, data in enumerate(datas)]
    assert gate.bunches == [datas]


def test_no_bunch_is_larger_than_may_be_waited_for_and_nobody_is_forgotten() -> None:
    gate = _Gate()
    datas = [f"{number}".encode() for number in range(3 * MOST + 5)]
    assert [one[0] for one in _decided(gate, datas)] == datas
    assert [len(bunch) for bunch in gate.bunches] == [MOST, MOST, MOST, 5]


def test_one_that_fails_is_refused_alone() -> None:
    gate = _Gate()
    first, broken, last = _decided(gate, [b"first", b"broken", b"last"])
    assert (first[0], last[0]) == (b"first", b"last")
    with pytest.raises(ValueError, match="this one"):
        raise broken


def test_nobody_is_decided_here_while_the_evidence_is_behind() -> None:
    gate = _Gate(current=False)
    assert _decided(gate, [b"a", b"b"]) == [None, None]
    assert gate.bunches == []


def test_who_went_away_is_not_decided() -> None:
    gate = _Gate()

    async def one_leaves() -> Any:
        together = Together(Workers(1, 1, 10.0))
        asked = [
            asyncio.ensure_future(together.decide(gate, Input(data)))  # type: ignore[arg-type]
            for data in (b"stays", b"leaves")
        ]
        await asyncio.sleep(0)
        asked[1].cancel()
        return await asked[0]

    assert asyncio.run(one_leaves())[0] == b"stays"
    assert gate.bunches == [[b"stays"]]
