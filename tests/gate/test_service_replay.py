"""Replay: every decision comes out the same, in a process that cannot see it; one changed weight and it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import msgspec
import pytest

from support.gate_home import LISTED, add, fill, gate, only, pay
from support.gate_world import NOW, POLICY_TEXT, listed
from watchgate.gate.history.erasing import erase_parties
from watchgate.gate.service import Gate
from watchgate.gate.service_exceptions import exception_about
from watchgate.gate.service_replay import Redone, Task, Terms, replay
from watchgate.gate.service_replaying import Outcome, Replayed, replay_stored
from watchgate.ledger.open import open_ledger
from watchgate.model.decision import Verdict
from watchgate.model.exception import Finding
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Retraction

NAMES = ("Ada Neuberger", "Li Wei", "Pavel Rybakov", LISTED, "Viktor Zolotov", "Tornado Shipping Company")
COLUMNS = "transaction_id,customer,debtor,creditor,text,amount,currency"
CSV = COLUMNS + "\n{number},C-17,Harbour Tools,{name},{text},12.50,EUR\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return fill(tmp_path / "home")


def replayed(home: Path, **more: object) -> list[Replayed]:
    with gate(home) as found:
        return list(replay_stored(found.history, home, **more))  # type: ignore[arg-type]


def here(terms: Terms, tasks: Iterable[Task]) -> Iterator[Redone]:
    """As the fresh process does it, in this one."""
    ledger = open_ledger(Path(terms.home))
    try:
        yield from replay(tasks, ledger, terms.policies, terms.exceptions)
    finally:
        ledger.close()


def past(home: Path, seed: int) -> None:
    """Decisions between changes of evidence, policy and exceptions."""
    random = Random(seed)
    number = 0
    for turn in range(4):
        policy = POLICY_TEXT if turn % 2 else POLICY_TEXT + "\n[screening]\nthreshold = 0.85\n"
        with gate(home, policy=policy, clock=lambda turn=turn: NOW + turn * 1_000_000) as found:  # type: ignore[misc]
            for _ in range(5):
                number += 1
                data = CSV.format(number=number, name=random.choice(NAMES), text=f"for {random.choice(NAMES)}")
                only(found, data.encode(), f"{number}.csv")
                only(found, pay(number, random.choice(NAMES)))
            only(found, b"<broken")
            only(found, pay(1, f"forged {turn}"))
            only(found, pay(1000, "Li Wei"))
            _except(found, turn)
        position = add(home, *listed(f"us-{20 + turn}", "Person", name=NAMES[turn], birthDate="1970-01-01"))
        if turn == 2:
            ledger = open_ledger(home)
            said = [
                one for one in ledger.as_of(reader=SYSTEM).source("us_list") if one.locator.position == position - 1
            ]
            ledger.close()
            add(home, *(Retraction(target=one.locator, reason="delisted") for one in said))


def _except(found: Gate, turn: int) -> None:
    for stored in found.history.newest(20, "hold"):
        if stored.record is not None and stored.record.customer and stored.decision and stored.decision.matches:
            match = stored.decision.matches[0]
            draft = exception_about(
                stored,
                found.evidence,
                entity_id=match.entity_id,
                role=match.role,
                finding=Finding.OTHER if turn else Finding.SAME,
                reason=f"looked at in turn {turn}",
                author="kim",
                days=30,
                now_us=found.clock(),
            )
            found.exceptions.agree(found.exceptions.propose(draft, found.policy).id, "lee")
            return


def test_everything_comes_out_the_same_in_a_fresh_process(home: Path) -> None:
    past(home, seed=11)
    with gate(home) as found:
        verdicts = Counter(one.verdict for one in found.history.all())
        conflicts = [one for one in found.history.all() if one.conflict]
        linked = [one for one in found.history.all() if one.previous]
        matches = [match for one in found.history.all() if one.decision for match in one.decision.matches]
    assert min(verdicts[Verdict.PASS], verdicts[Verdict.HOLD], verdicts[Verdict.REFUSED]) > 0
    assert conflicts
    assert linked
    assert any(one.waived_by or one.confirmed_by for one in matches)
    found_again = replayed(home)
    assert Counter(one.outcome for one in found_again) == {Outcome.SAME: sum(verdicts.values())}


def test_the_fresh_process_says_the_same_as_this_one(home: Path) -> None:
    past(home, seed=12)
    assert sorted(replayed(home, compare=here), key=_number) == sorted(replayed(home), key=_number)


def test_one_changed_weight_is_found(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    past(home, seed=13)
    from watchgate.risk.names import score

    assert {one.outcome for one in replayed(home, compare=here)} == {Outcome.SAME}
    monkeypatch.setattr(score, "NAME_MAX", score.NAME_MAX - 37)
    outcomes = Counter(one.outcome for one in replayed(home, compare=here))
    assert outcomes[Outcome.DIFFERS] > 0


def test_decisions_of_an_engine_that_is_gone_are_said_so_and_not_guessed_at(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with gate(home) as found:
        only(found, pay())
    monkeypatch.setattr("watchgate.gate.service_replaying.weights_of_decisions", lambda: "another")
    (one,) = replayed(home, compare=here)
    assert one.outcome is Outcome.ENGINE_GONE
    assert "here are" in one.detail


def test_what_was_erased_is_said_so(home: Path) -> None:
    with gate(home) as found:
        only(found, pay(1))
        only(found, pay(2, "Li Wei"))
        number = found.history.get("1").parties[-1]
        erase_parties(found.history, [number], author="kim", reason="asked for", despite_retention=True)
    assert {one.number: one.outcome for one in replayed(home)} == {1: Outcome.ERASED, 2: Outcome.SAME}


def test_a_decision_whose_exception_went_with_another_payment_is_said_to_be_erased(home: Path) -> None:
    columns = "transaction_id,customer,debtor,creditor,creditor_address,amount,currency\n"

    def paid(number: int, town: str) -> bytes:
        return f'{columns}{number},C-17,Harbour Tools,{LISTED},"{town}",12.50,EUR\n'.encode()

    with gate(home) as found:
        only(found, paid(1, "Dock 1, Pusan"), "1.csv")
        _except(found, 1)
        only(found, paid(2, "Quay 2, Oslo"), "2.csv")
        waived = found.history.get("2").decision
        assert waived is not None
        assert any(match.waived_by for match in waived.matches)
        (of_the_first,) = set(found.history.get("1").parties) - set(found.history.get("2").parties)
        erase_parties(found.history, [of_the_first], author="kim", reason="asked for", despite_retention=True)
        assert list(found.exceptions.at()) == []
        assert only(found, paid(3, "Quay 2, Oslo"), "3.csv").verdict is Verdict.HOLD
    outcomes = {one.number: one for one in replayed(home)}
    assert [outcomes[number].outcome for number in (1, 2, 3)] == [Outcome.ERASED, Outcome.ERASED, Outcome.SAME]
    assert "it relied on was erased" in outcomes[2].detail


def test_one_decision_alone_can_be_replayed(home: Path) -> None:
    with gate(home) as found:
        for number in range(1, 4):
            only(found, pay(number))
    assert [(one.number, one.outcome) for one in replayed(home, numbers=[2])] == [(2, Outcome.SAME)]


def test_a_stored_record_that_was_changed_gives_another_decision(home: Path) -> None:
    with gate(home) as found:
        only(found, pay(1, LISTED))

    def forged(terms: Terms, tasks: Iterable[Task]) -> Iterator[Redone]:
        for task in tasks:
            parties = tuple(one for one in task.record.parties if one.role != "creditor")
            record = msgspec.structs.replace(task.record, parties=parties)
            yield from here(terms, [msgspec.structs.replace(task, record=record)])

    (one,) = replayed(home, compare=forged)
    assert one.outcome is Outcome.DIFFERS


def test_the_history_is_shut_to_the_process_that_decides_again() -> None:
    import subprocess
    import sys

    code = (
        "import io, sys\n"
        "from watchgate.gate import service_replay as replaying\n"
        "assert not [name for name in sys.modules if name.startswith('watchgate.gate.history')]\n"
        "try:\n    replaying.main(io.BytesIO(b''), io.BytesIO())\nexcept Exception:\n    pass\n"
        "try:\n    import watchgate.gate.history.history\nexcept ImportError:\n    print('shut')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "shut"


def _number(one: Replayed) -> int:
    return one.number
