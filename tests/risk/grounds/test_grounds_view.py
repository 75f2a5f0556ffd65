"""The grounds follow the ledger: after any sequence of changes they equal those built anew, for every reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from support.grounds import NOON, POLICY
from support.parties import delivered, says
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.ground import Ground
from watchgate.model.handling import ANYONE, PUBLIC, SYSTEM, Handling, Reader, Tlp
from watchgate.model.statement import Confirmation, Entry, Locator, Marking, Retraction, Status
from watchgate.risk.grounds.view import Grounds

PARTNER = Reader(name="partner", clearance=Tlp.AMBER_STRICT, organisations=frozenset({"ally"}))
READERS = (SYSTEM, ANYONE, PARTNER)
MARKS = (PUBLIC, Handling(tlp=Tlp.RED), Handling(tlp=Tlp.AMBER, releasable_to=frozenset({"ally"})))
PARTIES = ("a", "b", "c", "d", "e")
LEIS = ("529900T8BM49AURSDO55", "213800WAVVOPS85N2205")
NAMES = ("Viktor Sidorov", "SIDOROV, Viktor", "Alpha Trading LLC", "Alpha Trading Limited")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path)
    yield opened
    opened.close()


def everything(view: Grounds) -> dict[str, tuple[Ground, ...]]:
    return {party: view.of(party, NOON) for party in (*PARTIES, "w")}


def test_deliveries_must_follow_without_a_gap(ledger: Ledger) -> None:
    view = Grounds.at(ledger, SYSTEM, POLICY)
    for number in range(3):
        ledger.append(delivered(*says(f"p{number}", "Person", "us_list", name="Ri Pyong Chol")))
    deliveries = list(ledger.follow(0, reader=SYSTEM))
    with pytest.raises(ValueError, match="without a gap"):
        view.apply(deliveries[1])
    view.apply(*deliveries[:2])
    assert view.position == 2
    assert view.catch_up(2) == 2
    assert view.catch_up() == 3


@pytest.mark.parametrize("seed", range(12))
def test_after_any_changes_the_grounds_equal_those_built_anew(ledger: Ledger, seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    views = tmp_path / "kept"
    views.mkdir()
    followed = {reader.name: (reader, Grounds.at(ledger, reader, POLICY, views=views)) for reader in READERS}
    statements: list[Locator] = []
    proposed: list[Locator] = []
    met = 0
    for _ in range(30):
        entries = _changes(random, statements, proposed)
        position = ledger.append(delivered(*entries, handling=random.choice(MARKS))).position
        for ordinal, entry in enumerate(entries):
            if not isinstance(entry, (Retraction, Confirmation, Marking)):
                (proposed if entry.status is Status.PROPOSED else statements).append(Locator(position, ordinal))
        if random.random() < 0.6:
            _, view = followed[random.choice(list(followed))]
            view.catch_up()
            met += sum(map(len, everything(view).values()))
    for reader, view in followed.values():
        view.catch_up()
        anew = Grounds.at(ledger, reader, POLICY)
        assert everything(view) == everything(anew), f"seed {seed}, {reader.name}"
    assert met, f"seed {seed}: nothing was ever of concern"
    kept = Grounds.at(ledger, SYSTEM, POLICY, views=views)
    assert everything(kept) == everything(followed["system"][1]), f"seed {seed}, from what was kept"


@pytest.mark.parametrize("seed", range(5))
def test_the_past_is_the_same_however_it_is_reached(ledger: Ledger, seed: int) -> None:
    random = Random(seed)
    statements: list[Locator] = []
    for _ in range(12):
        entries = _changes(random, statements, [])
        position = ledger.append(delivered(*entries)).position
        statements += [Locator(position, n) for n, one in enumerate(entries) if not hasattr(one, "target")]
    forward = Grounds.at(ledger, SYSTEM, POLICY, 0)
    for position in range(1, 13):
        forward.catch_up(position)
        assert everything(forward) == everything(Grounds.at(ledger, SYSTEM, POLICY, position)), f"seed {seed}"


def _changes(random: Random, statements: list[Locator], proposed: list[Locator]) -> list[Entry]:
    """A delivery of random statements, and acts upon earlier ones that are each still possible."""
    found: list[Entry] = []
    for _ in range(random.randint(1, 4)):
        act = random.random()
        if act < 0.12 and statements:
            found.append(Retraction(target=statements.pop(random.randrange(len(statements))), reason="x"))
        elif act < 0.25 and proposed:
            target = proposed.pop(random.randrange(len(proposed)))
            found.append(Confirmation(target=target, by="second"))
            statements.append(target)
        elif act < 0.32 and statements:
            found.append(Marking(target=random.choice(statements), handling=random.choice(MARKS)))
        else:
            found += _said(random)
    return found


def _said(random: Random) -> list[Entry]:
    one, other = random.sample(PARTIES, 2)
    number = random.randrange(4)
    status = random.choice((Status.CONFIRMED, Status.CONFIRMED, Status.PROPOSED))
    listing = random.choice(("us_list", "eu_list", "gb_list", "elsewhere"))
    match random.randrange(7):
        case 0:
            start = random.choice(("2020-01-01", "2027-01-01"))
            return [*says(f"s{number}", "Sanction", listing, status=status, entity=one, startDate=start)]
        case 1:
            share = random.choice(("60", "50", "25-50", "30"))
            return [*says(f"o{number}", "Ownership", "r", status=status, owner=one, asset=other, percentage=share)]
        case 2:
            role = random.choice(("control", "joint arrangement", "director", "linked to"))
            return [*says(f"l{number}", "UnknownLink", "r", status=status, subject=one, object=other, role=role)]
        case 3:
            word = random.choice(("positive", "negative", "unsure"))
            said = {"candidate": one, "match": other, "criteria": word}
            return [*says(f"j{number}", "Similar", "judgements", status=status, **said)]
        case 4:
            return [*says("w", "CryptoWallet", listing, status=status, publicKey="bc1q", holder=one)]
        case 5:
            return [*says(one, "Company", "register", status=status, leiCode=random.choice(LEIS))]
        case _:
            return [*says(one, random.choice(("Company", "Person")), listing, status=status, name=random.choice(NAMES))]
