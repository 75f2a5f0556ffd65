"""Evidence is moved on while decisions go on: what is slow about it is done before they have to wait."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from support.gate_world import NOW, POLICY, add, listed, named, record, world
from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.lists import ListDoubts
from watchgate.gate.decide.spellings import Spellings
from watchgate.model.decision import Verdict
from watchgate.model.party import Identifier
from watchgate.model.statement import Statement
from watchgate.risk.grounds.view import Grounds
from watchgate.risk.identifiers.index import IdentifierIndex
from watchgate.risk.list_names import ListNames
from watchgate.risk.watchlist import Watchlist


def _is_free(evidence: Evidence) -> bool:
    """Whether another thread could decide now."""
    found: list[bool] = []

    def take() -> None:
        found.append(evidence.lock.acquire(blocking=False))
        if found[0]:
            evidence.lock.release()

    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize("view", [Watchlist, Grounds])
def test_decisions_go_on_while_a_delivery_is_read(
    monkeypatch: pytest.MonkeyPatch, view: type[Watchlist | Grounds]
) -> None:
    with world() as ledger:
        evidence = Evidence.at(ledger, POLICY)
        read, free = view._read, list[bool]()

        def looked(self: Watchlist | Grounds, entity_id: str, statements: Sequence[Statement]) -> object:
            free.append(_is_free(evidence))
            return read(self, entity_id, statements)  # type: ignore[arg-type]

        monkeypatch.setattr(view, "_read", looked)
        for number in range(3):
            add(ledger, *listed(f"us-5{number}", "Person", name=f"Wilhelmina Featherstonehaugh {number}"))
        evidence.catch_up()
        assert len(free) == 6
        assert all(free)
        assert evidence.position == ledger.wait(0, 0.0)
        asked = record(named("Wilhelmina Featherstonehaugh 1"))
        assert decide(asked, evidence, POLICY, decided_at=NOW).verdict is Verdict.HOLD


def test_a_view_that_fell_behind_the_other_is_brought_to_the_same_position(monkeypatch: pytest.MonkeyPatch) -> None:
    with world() as ledger:
        evidence = Evidence.at(ledger, POLICY)
        add(ledger, *listed("us-50", "Person", name="Wilhelmina Featherstonehaugh"))
        take = Grounds.take

        def fail(*_: object) -> None:
            raise OSError("the disk is full")

        monkeypatch.setattr(Grounds, "take", fail)
        with pytest.raises(OSError, match="disk is full"):
            evidence.catch_up()
        monkeypatch.setattr(Grounds, "take", take)
        add(ledger, *listed("us-51", "Person", name="Ada Neuberger"))
        assert evidence.catch_up() == ledger.wait(0, 0.0)
        for name in ("Wilhelmina Featherstonehaugh", "Ada Neuberger"):
            assert decide(record(named(name)), evidence, POLICY, decided_at=NOW).verdict is Verdict.HOLD, name


@pytest.mark.parametrize(
    ("owner", "step"),
    [(ListNames, "take"), (IdentifierIndex, "add"), (Spellings, "put"), (Grounds, "take"), (ListDoubts, "follow")],
)
def test_a_step_that_fails_is_made_again_and_nobody_passes_in_between(
    monkeypatch: pytest.MonkeyPatch, owner: type, step: str
) -> None:
    with world() as ledger:
        evidence = Evidence.at(ledger, POLICY)
        evidence.warm()
        number = Identifier("imoNumber", "9074729")
        asked = record(named("Wilhelmina Featherstonehaugh"), named("", identifiers=(number,)))
        assert decide(asked, evidence, POLICY, decided_at=NOW).verdict is Verdict.PASS
        add(ledger, *listed("us-50", "Person", name="Wilhelmina Featherstonehaugh"))
        add(ledger, *listed("us-51", "Vessel", name="Ada", imoNumber=number.value))
        whole = getattr(owner, step)

        def fail(*_: object) -> None:
            raise OSError("the disk is full")

        monkeypatch.setattr(owner, step, fail)
        with pytest.raises(OSError, match="disk is full"):
            evidence.catch_up()
        assert evidence.behind(ledger.wait(0, 0.0))
        monkeypatch.setattr(owner, step, whole)
        assert evidence.catch_up() == ledger.wait(0, 0.0)
        found = decide(asked, evidence, POLICY, decided_at=NOW)
        assert {one.entity_id for one in found.matches} == {"us-50", "us-51"}
