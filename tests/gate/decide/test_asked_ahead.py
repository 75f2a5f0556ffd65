"""What is asked ahead changes nothing of what a decision says, and is not asked again."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from support.gate_world import NOW, POLICY, add, listed, named, record, world
from watchgate.gate.decide import evidence as evidence_module
from watchgate.gate.decide.asked_ahead import ask_ahead
from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.model.decision import Verdict
from watchgate.model.match import Hit
from watchgate.model.party import Party
from watchgate.model.record import Record
from watchgate.risk.screening import Screener

NAME = "Wilhelmina Featherstonehaugh"


def _records() -> list[Record]:
    names = [NAME, "Harmless Gardening Ltd", "Ada Neuberger"]
    return [*(record(named(name)) for name in names), record(named("Nobody At All"), texts=(f"rent for {NAME}",))]


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[Party]:
    """The parties that are compared with the lists from now on."""
    asked: list[Party] = []
    hits = Screener.hits

    def counting(self: Screener, party: Party, threshold: int) -> Sequence[Hit]:
        asked.append(party)
        return hits(self, party, threshold)

    monkeypatch.setattr(Screener, "hits", counting)
    return asked


def test_decisions_say_the_same_whether_or_not_they_were_asked_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    with world() as ledger:
        add(ledger, *listed("us-50", "Person", name=NAME))
        plain, ahead = Evidence.at(ledger, POLICY), Evidence.at(ledger, POLICY)
        expected = [decide(one, plain, POLICY, decided_at=NOW) for one in _records()]
        assert [one.verdict for one in expected] == [Verdict.HOLD, Verdict.PASS, Verdict.PASS, Verdict.HOLD]
        ask_ahead(_records(), ahead, POLICY)
        asked = _counted(monkeypatch)
        assert [decide(one, ahead, POLICY, decided_at=NOW) for one in _records()] == expected
        assert asked == []


def test_what_is_listed_after_it_was_asked_ahead_is_in_the_decision() -> None:
    with world() as ledger:
        evidence = Evidence.at(ledger, POLICY)
        ask_ahead(_records(), evidence, POLICY)
        add(ledger, *listed("us-50", "Person", name=NAME))
        evidence.catch_up()
        verdicts = [decide(one, evidence, POLICY, decided_at=NOW).verdict for one in _records()]
        assert verdicts == [Verdict.HOLD, Verdict.PASS, Verdict.PASS, Verdict.HOLD]


def test_what_fails_ahead_is_left_to_the_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    with world() as ledger:
        evidence = Evidence.at(ledger, POLICY)

        def fail(*_: object) -> None:
            raise RuntimeError("a fault")

        monkeypatch.setattr(Screener, "hits", fail)
        monkeypatch.setattr(Screener, "hits_many", fail)
        ask_ahead(_records(), evidence, POLICY)
        with pytest.raises(RuntimeError, match="a fault"):
            decide(_records()[0], evidence, POLICY, decided_at=NOW)


def test_answers_are_remembered_after_so_many_that_the_first_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_module, "MOST_REMEMBERED", 3)
    with world() as ledger:
        add(ledger, *listed("us-50", "Person", name=NAME))
        evidence = Evidence.at(ledger, POLICY)
        for number in range(7):
            assert not evidence.hits(record(named(f"Harmless Gardening {number} Ltd")).parties[0].party, 800)
        asked = _counted(monkeypatch)
        evidence.hits(record(named("Harmless Gardening 6 Ltd")).parties[0].party, 800)
        assert asked == []
        evidence.hits(record(named("Harmless Gardening 0 Ltd")).parties[0].party, 800)
        assert len(asked) == 1
