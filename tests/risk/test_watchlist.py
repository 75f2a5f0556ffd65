"""The watchlist follows the ledger: after any sequence of changes it equals one built anew, for every reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from support.parties import delivered, listing, person, says
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.handling import ANYONE, PUBLIC, SYSTEM, Handling, Reader, Tlp
from watchgate.model.party import Identifier, Party
from watchgate.model.statement import Confirmation, Entry, Locator, Marking, Retraction, Status
from watchgate.risk.watchlist import Watchlist

PARTNER = Reader(name="partner", clearance=Tlp.AMBER, organisations=frozenset({"ally"}))
READERS = (SYSTEM, ANYONE, PARTNER)
SECRET = Handling(tlp=Tlp.RED)
MARKS = (PUBLIC, SECRET, Handling(tlp=Tlp.AMBER, releasable_to=frozenset({"ally"})))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path)
    yield opened
    opened.close()


def state(watchlist: Watchlist) -> dict[str, Party]:
    return {party.id: party for party in watchlist.parties()}


def found(watchlist: Watchlist, name: str) -> set[str]:
    return {hit.entity_id for hit in watchlist.query_names(person(name), 700)}


def test_a_confirmed_person_is_found_and_a_retracted_one_is_not(ledger: Ledger) -> None:
    watchlist = Watchlist.at(ledger, SYSTEM)
    ledger.append(delivered(*says("p", "Person", status=Status.PROPOSED, name="Ri Pyong Chol")))
    watchlist.catch_up()
    assert found(watchlist, "Ri Pyong Chol") == set()
    ledger.append(delivered(Confirmation(target=Locator(1, 0), by="second")))
    watchlist.catch_up()
    assert found(watchlist, "Ri Pyong Chol") == {"p"}
    ledger.append(delivered(Retraction(target=Locator(1, 0), reason="delisted")))
    assert watchlist.catch_up() == 3
    assert found(watchlist, "Ri Pyong Chol") == set()
    assert len(watchlist) == 0


def test_a_past_position_shows_the_list_as_it_was_known_then(ledger: Ledger) -> None:
    ledger.append(delivered(*says("p", "Person", name="Ri Pyong Chol"), *listing("p", "DPRK")))
    ledger.append(delivered(Retraction(target=Locator(1, 0), reason="delisted")))
    assert found(Watchlist.at(ledger, SYSTEM, 1), "Ri Pyong Chol") == {"p"}
    assert found(Watchlist.at(ledger, SYSTEM, 2), "Ri Pyong Chol") == set()
    assert len(Watchlist.at(ledger, SYSTEM, 0)) == 0


def test_a_passport_that_arrives_later_renews_its_holder(ledger: Ledger) -> None:
    watchlist = Watchlist.at(ledger, SYSTEM)
    ledger.append(delivered(*says("d", "Passport", holder="p", number="563410081", country="kp")))
    ledger.append(delivered(*says("p", "Person", name="Ri Pyong Chol")))
    watchlist.catch_up()
    passport = Identifier("passportNumber", "563410081", "kp")
    assert watchlist.query_identifiers([passport])["p"][0].certain
    assert watchlist.parts_of("p") == ("d",)
    ledger.append(delivered(Retraction(target=Locator(1, 1), reason="typing error")))
    watchlist.catch_up()
    assert watchlist.query_identifiers([passport]) == {}


def test_an_address_entity_that_changes_renews_everyone_there(ledger: Ledger) -> None:
    watchlist = Watchlist.at(ledger, SYSTEM)
    ledger.append(delivered(*says("a", "Company", name="Mansudae", addressEntity="x")))
    ledger.append(delivered(*says("b", "Company", name="Daesong", addressEntity="x")))
    ledger.append(delivered(*says("x", "Address", full="Dandong", country="cn")))
    watchlist.catch_up()
    assert {one.id: one.countries for one in watchlist.parties()} == {"a": ("cn",), "b": ("cn",)}


def test_a_statement_hidden_later_disappears_for_those_who_may_not_see_it(ledger: Ledger) -> None:
    ledger.append(delivered(*says("p", "Person", name="Ri Pyong Chol")))
    lists = {reader.name: Watchlist.at(ledger, reader) for reader in READERS}
    ledger.append(
        delivered(Marking(target=Locator(1, 0), handling=Handling(tlp=Tlp.RED)), handling=Handling(tlp=Tlp.RED))
    )
    for watchlist in lists.values():
        watchlist.catch_up()
    assert {name for name, watchlist in lists.items() if len(watchlist)} == {"system"}


def test_what_was_shared_until_a_day_is_forgotten_on_that_day(tmp_path: Path) -> None:
    now = [1_000_000]
    ledger = open_ledger(tmp_path, clock=lambda: now[0])
    for_a_while = Handling(tlp=Tlp.CLEAR, originator="us", expires_at=5_000_000)
    ledger.append(delivered(*says("p", "Person", name="Ri Pyong Chol"), handling=for_a_while))
    ledger.append(delivered(*says("q", "Person", name="Ri Pyong Chol")))
    ledger.append(delivered(Marking(target=Locator(2, 0), handling=for_a_while)))
    followed = Watchlist.at(ledger, ANYONE, 0)
    followed.catch_up()
    built = Watchlist.at(ledger, ANYONE)
    for watchlist in (built, followed):
        watchlist.forget_expired(4_999_999)
        assert found(watchlist, "Ri Pyong Chol") == {"p", "q"}
    now[0] = 5_000_000
    for watchlist in (built, followed):
        watchlist.forget_expired(now[0])
        assert found(watchlist, "Ri Pyong Chol") == set()
    assert len(Watchlist.at(ledger, SYSTEM)) == 2
    ledger.close()


def test_deliveries_must_follow_without_a_gap(ledger: Ledger) -> None:
    watchlist = Watchlist.at(ledger, SYSTEM)
    for number in range(3):
        ledger.append(delivered(*says(f"p{number}", "Person", name="Ri Pyong Chol")))
    deliveries = list(ledger.follow(0, reader=SYSTEM))
    with pytest.raises(ValueError, match="without a gap"):
        watchlist.apply(deliveries[1])
    watchlist.apply(*deliveries[:2])
    assert watchlist.position == 2


@pytest.mark.parametrize("seed", range(12))
def test_after_any_changes_the_watchlist_equals_one_built_anew(ledger: Ledger, seed: int) -> None:
    random = Random(seed)
    lists = {reader.name: (reader, Watchlist.at(ledger, reader)) for reader in READERS}
    statements: list[Locator] = []
    proposed: list[Locator] = []
    for _ in range(25):
        entries = _changes(random, statements, proposed)
        position = ledger.append(delivered(*entries, handling=random.choice(MARKS))).position
        for ordinal, entry in enumerate(entries):
            if not isinstance(entry, (Retraction, Confirmation, Marking)):
                (proposed if entry.status is Status.PROPOSED else statements).append(Locator(position, ordinal))
        if random.random() < 0.6:
            _, watchlist = lists[random.choice(list(lists))]
            watchlist.catch_up()
    for reader, watchlist in lists.values():
        watchlist.catch_up()
        anew = Watchlist.at(ledger, reader)
        assert state(watchlist) == state(anew)
        for query in ("Kim Jong Sik", "Kim Jong", "Mansudae Trading", "Ri Chol"):
            assert watchlist.query_names(person(query), 600) == anew.query_names(person(query), 600)
        for number in NUMBERS:
            asked = [Identifier("unknown", number)]
            assert watchlist.query_identifiers(asked) == anew.query_identifiers(asked)


NAMES = ("Kim Jong Sik", "KIM, Jong-sik", "Ri Pyong Chol", "Ri Chol", "Mansudae Trading", "김정식")
NUMBERS = ("563410081", "9319466", "7707083893")


def _changes(random: Random, statements: list[Locator], proposed: list[Locator]) -> list[Entry]:
    """A delivery of random statements, and acts upon earlier ones that are each still possible."""
    found: list[Entry] = []
    for _ in range(random.randint(1, 4)):
        act = random.random()
        if act < 0.15 and statements:
            found.append(Retraction(target=statements.pop(random.randrange(len(statements))), reason="x"))
        elif act < 0.3 and proposed:
            target = proposed.pop(random.randrange(len(proposed)))
            found.append(Confirmation(target=target, by="second"))
            statements.append(target)
        elif act < 0.4 and statements:
            found.append(Marking(target=random.choice(statements), handling=random.choice(MARKS)))
        else:
            found += _random_entity(random)
    return found


def _random_entity(random: Random) -> list[Entry]:
    number = random.randrange(4)
    status = random.choice((Status.CONFIRMED, Status.PROPOSED, Status.CONFIRMED))
    kind = random.randrange(5)
    if kind == 0:
        return [*says(f"d{number}", "Passport", status=status, holder=f"p{random.randrange(4)}", number=NUMBERS[0])]
    if kind == 1:
        return [*says(f"a{number}", "Address", status=status, country=random.choice(("kp", "cn")), full="Dandong")]
    if kind == 2:
        return [*says(f"p{number}", "Company", status=status, addressEntity=f"a{number}", imoNumber=NUMBERS[1])]
    if kind == 3:
        return [*listing(f"p{number}", "DPRK")]
    schema = random.choice(("Person", "LegalEntity", "Thing"))
    return [*says(f"p{number}", schema, status=status, name=random.choice(NAMES), birthDate="1967")]
