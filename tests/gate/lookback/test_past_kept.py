"""What is kept of the past between starts answers as what is made anew; of what was erased nothing can be read."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from msgspec.structs import replace

from support.gate_entries import keep, payment
from support.gate_home import fill
from support.gate_world import POLICY
from support.name_parties import random_party
from support.past_blocks import small_blocks
from watchgate.gate.history.erasing import erase_parties
from watchgate.gate.history.history import History, open_history
from watchgate.gate.history.past_blocks import FOLDER, PARTY, TEXT, PastBlocks, last_act
from watchgate.gate.lookback import past_making
from watchgate.gate.lookback.changes import Change
from watchgate.gate.lookback.lookback import Lookback
from watchgate.gate.lookback.past import Past
from watchgate.gate.lookback.past_block import PartyBlock, TextBlock
from watchgate.gate.lookback.past_keeping import MADE_BY as MADE_BY_FILES
from watchgate.gate.lookback.past_keeping import made_by
from watchgate.gate.lookback.past_limits import limits_of
from watchgate.gate.lookback.past_making import make
from watchgate.ledger.open import open_ledger
from watchgate.model.party import Identifier, Name, Party
from watchgate.model.record import RecordParty
from watchgate.risk.version import ROOMS

LONG = "Anna Karlson " * 12 + "Dario Venn Ostrava"
MADE_BY = made_by(limits_of(POLICY))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few rows, all of them kept and in the engine."""
    small_blocks(monkeypatch)


def filled(home: Path, rng: random.Random, payments: int = 35, first: int = 0) -> list[Party]:
    """A history of payments between random parties, each with a text; the parties."""
    history = open_history(home)
    parties: list[Party] = []
    try:
        for number in range(first, first + payments):
            own = [random_party(2 * number + place, rng) for place in range(2)]
            parties += own
            wallet = Identifier("publicKey", f"bc1q{number}")
            long = Party(id="", schema="Thing", names=(Name(LONG),) if number == 20 else (), identifiers=(wallet,))
            sides = [RecordParty(f"side{at}", replace(one, id=""), f"S{at}") for at, one in enumerate((*own, long))]
            text = f"invoice {number} of {rng.choice(own[0].names).text}"
            keep(history, replace(payment(number, text=text), parties=tuple(sides)))
    finally:
        history.close()
    return parties


def begun(history: History, *, keeps: bool = True) -> Past:
    past = Past(history, POLICY, keeps=keeps)
    past.begin()
    return past


def asked(past: Past, parties: list[Party]) -> list[dict[int, set[str]]]:
    return [past.touched([Change("e", None, one)]) for one in parties]


def test_what_is_kept_answers_as_what_is_made_anew(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    questions = filled(tmp_path, rng)
    questions.append(Party(id="x", schema="Person", names=(Name("Dario Venn Ostrava"),)))
    history = open_history(tmp_path)
    begun(history)
    files = set((history.folder / FOLDER).iterdir())
    assert len(files) == 6, f"seed {seed}"
    filled(tmp_path, rng, 10, first=35)
    kept, anew = begun(history, keeps=False), Past(history, POLICY)
    assert [block.kept_last for block in kept.parties.blocks[:2]] == [40, 80], f"seed {seed}"
    anew.parties.files = anew.texts.files = PastBlocks(open_history(tmp_path / "none"))
    anew.begin()
    expected = asked(anew, questions)
    assert asked(kept, questions) == expected, f"seed {seed}"
    assert sum(map(bool, expected)) > 30
    assert kept.rows == anew.rows
    assert kept.wallets == anew.wallets == {f"bc1q{number}" for number in range(45)}
    history.close()


def test_no_name_of_a_customer_stands_in_a_kept_block(tmp_path: Path) -> None:
    rng = random.Random(7)
    filled(tmp_path, rng)
    history = open_history(tmp_path)
    begun(history)
    for path in (history.folder / FOLDER).iterdir():
        content = path.read_bytes().lower()
        assert b"invoice" not in content
        assert b"ostrava" not in content
        assert path.stat().st_mode & 0o777 == 0o600
    history.close()


def test_a_block_that_is_damaged_or_gone_is_made_anew(tmp_path: Path) -> None:
    questions = filled(tmp_path, random.Random(8))
    history = open_history(tmp_path)
    expected = asked(begun(history), questions)
    first, second, *_ = sorted((history.folder / FOLDER).glob("party-*"))
    body = bytearray(first.read_bytes())
    body[len(body) // 2] ^= 1
    first.write_bytes(body)
    second.unlink()
    (history.folder / FOLDER / "party-9-left.past").write_bytes(b"of one who was killed")
    assert asked(begun(history), questions) == expected
    assert [block.kept_last for block in begun(history).parties.blocks][:2] == [40, 80]
    assert not (history.folder / FOLDER / "party-9-left.past").exists()
    history.close()


def test_an_erasure_closes_the_blocks_of_what_it_erases_and_they_are_made_without_it(tmp_path: Path) -> None:
    rng = random.Random(9)
    questions = filled(tmp_path, rng)
    history = open_history(tmp_path)
    past = begun(history)
    limits = limits_of(POLICY)
    assert PastBlocks(history).numbers(PARTY, MADE_BY) == {0, 1, 2}
    before = asked(past, questions)
    erase_parties(history, (1,), author="kim", reason="asked for", despite_retention=True)
    assert PastBlocks(history).numbers(PARTY, MADE_BY) == {1, 2}
    assert PastBlocks(history).numbers(TEXT, MADE_BY) == {1, 2}
    past.follow()
    past.save(everything=True)
    assert PastBlocks(history).numbers(TEXT, MADE_BY) == {1, 2}, "words of an erased text are never kept again"
    anew = begun(history)
    after = asked(anew, questions)
    gone = history.decisions_of(1)
    for earlier, later in zip(before, after, strict=True):
        assert later.keys() >= earlier.keys() - set(gone)
        assert gone[0] not in later or gone[0] in earlier
    assert 1 not in anew.parties.touched(questions[0])
    assert "bc1q0" in anew.wallets
    assert PastBlocks(history).numbers(TEXT, MADE_BY) == {0, 1, 2}
    assert limits.least == past.limits.least
    history.close()


def test_a_block_made_before_an_erasure_is_not_kept_after_it(tmp_path: Path) -> None:
    filled(tmp_path, random.Random(10))
    history = open_history(tmp_path)
    acts = last_act(history)
    erase_parties(history, (1,), author="kim", reason="asked for", despite_retention=True)
    files = PastBlocks(history)
    assert not files.keep(PARTY, 0, 40, MADE_BY, b"made before", acts)
    assert files.open(PARTY, 0, MADE_BY) is None
    assert list((history.folder / FOLDER).iterdir()) == []
    assert files.keep(PARTY, 0, 40, MADE_BY, b"made after", last_act(history))
    assert files.open(PARTY, 0, MADE_BY) == (40, b"made after")
    assert files.open(PARTY, 0, "other code") is None
    history.close()


def test_blocks_made_by_other_processes_are_those_made_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = filled(tmp_path, random.Random(11))
    history = open_history(tmp_path)
    expected = asked(begun(history, keeps=False), questions)
    made: list[tuple[str, int]] = []
    for kind in (PartyBlock, TextBlock):
        for number in range(3):
            assert make(tmp_path, (kind, number), limits_of(POLICY))
            made.append((kind.what, number))
    monkeypatch.setattr(past_making, "ENOUGH", 1 << 40)
    kept = begun(history)
    last = [(one.kept_last, one.first) for one in kept.parties.blocks]
    last += [(one.kept_last, one.first) for one in kept.texts.blocks]
    assert [own > first for own, first in last] == [True] * len(made)
    assert asked(kept, questions) == expected
    history.close()


def test_a_block_of_parties_without_names_is_kept(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    for number in range(5):
        wallet = Party(id="", schema="Thing", identifiers=(Identifier("publicKey", f"bc1q{number}"),))
        keep(history, replace(payment(number, text=""), parties=(RecordParty("wallet", wallet, "W"),)))
    begun(history)
    kept = begun(history, keeps=False)
    assert kept.parties.blocks[0].kept_last == 5
    assert kept.wallets == {f"bc1q{number}" for number in range(5)}
    history.close()


def test_a_block_that_cannot_be_understood_is_made_anew(tmp_path: Path) -> None:
    questions = filled(tmp_path, random.Random(9))
    history = open_history(tmp_path)
    expected = asked(begun(history), questions)
    for number, body in enumerate((b"", b"\x81", b"\x96\x01")):
        assert PastBlocks(history).keep(PARTY, number, 40 * (number + 1), MADE_BY, body, last_act(history))
    assert asked(begun(history), questions) == expected
    history.close()


def test_no_word_of_the_erased_is_in_what_is_kept_after(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    for number, name in enumerate(("Ostap Zhyrkovetz", "Anna Karlson", "Zhyrkovetz Anna")):
        party = RecordParty("debtor", Party(id="", schema="Person", names=(Name(name),)), "D")
        keep(history, replace(payment(number, text=f"for {name}"), parties=(party,)))
    past = begun(history)
    assert b"zhyrkovetz" in (past.parties.blocks[0].kept() or b"").lower()
    erase_parties(history, [1, 3], author="an", reason="asked", despite_retention=True)
    past.follow()
    for body in (past.parties.blocks[0].kept(), past.texts.blocks[0].kept()):
        assert b"zhyrkovetz" not in (body or b"").lower()
    assert past.parties.blocks[0].kept()
    history.close()


def test_what_blocks_are_made_by_holds_all_that_a_score_or_a_normal_form_comes_from() -> None:
    assert set(ROOMS) <= set(MADE_BY_FILES)


def test_a_lookback_that_cannot_keep_the_past_lets_another_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = open_ledger(fill(tmp_path / "home"))
    history = open_history(tmp_path / "home")
    first, second = (Lookback(ledger, history, POLICY) for _ in range(2))
    assert first.take()
    first.begin()
    monkeypatch.setattr(first.past, "save", _full_disk)
    with pytest.raises(OSError, match="full"):
        first.close()
    assert second.take()
    second.close()
    history.close()
    ledger.close()


def _full_disk(*, everything: bool = False) -> None:
    raise OSError("the disk is full")
