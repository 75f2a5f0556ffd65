"""Judging takes two people and can be taken back; a judgement gives each side what the other stands for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.grounds import NOON, POLICY
from support.parties import delivered, person, says
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.ledger.proposals import NotAllowedError
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.handling import SYSTEM
from watchgate.model.match import Hit, Reason
from watchgate.model.party import Identifier, Name, Party
from watchgate.model.statement import Locator, Status
from watchgate.risk.grounds.view import Grounds
from watchgate.risk.identity import acts
from watchgate.risk.identity.judgement import Word
from watchgate.risk.identity.suggest import suggested_for, suggestions


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path)
    opened.append(
        delivered(
            *says("us-1", "Person", "us_list", name="Viktor Sidorov"),
            *says("us-1-s", "Sanction", "us_list", entity="us-1", program="RUSSIA"),
            *says("gb-1", "Person", "gb_list", name="Wiktor Sidorow"),
            *says("gb-1-s", "Sanction", "gb_list", entity="gb-1", program="Russia"),
        )
    )
    yield opened
    opened.close()


def propose(ledger: Ledger, word: Word = Word.POSITIVE, author: str = "kim") -> str:
    return acts.propose(ledger, "us-1", "gb-1", word, author=author, reason="the same passport")[0]


def authorities(ledger: Ledger, entity_id: str) -> list[str | None]:
    return [one.authority for one in Grounds.at(ledger, SYSTEM, POLICY).of(entity_id, NOON)]


def test_a_judgement_acts_once_a_second_person_has_confirmed_it(ledger: Ledger) -> None:
    found = propose(ledger)
    assert authorities(ledger, "us-1") == ["US-OFAC"]
    acts.confirm(ledger, found, author="lee")
    assert authorities(ledger, "us-1") == ["GB", "US-OFAC"]
    assert authorities(ledger, "gb-1") == ["GB", "US-OFAC"]
    [theirs] = [one for one in Grounds.at(ledger, SYSTEM, POLICY).of("us-1", NOON) if one.authority == "GB"]
    assert theirs.entity_id == "gb-1"
    assert "gb-1 is one party with us-1: judged to be one party (the same passport)" in theirs.detail
    assert {Locator(2, 0), Locator(2, 1), Locator(2, 2)} <= set(theirs.stands_on)


def test_taken_back_it_takes_back_what_it_gave(ledger: Ledger) -> None:
    view = Grounds.at(ledger, SYSTEM, POLICY)
    found = propose(ledger)
    acts.confirm(ledger, found, author="lee")
    view.catch_up()
    assert len(view.of("us-1", NOON)) == 2
    acts.retract(ledger, found, author="kim", reason="another passport")
    view.catch_up()
    assert [one.authority for one in view.of("us-1", NOON)] == ["US-OFAC"]
    assert len(Grounds.at(ledger, SYSTEM, POLICY, 3).of("us-1", NOON)) == 2


def test_nobody_confirms_their_own_judgement(ledger: Ledger) -> None:
    found = propose(ledger)
    with pytest.raises(NotAllowedError, match="proposed by kim"):
        acts.confirm(ledger, found, author="kim")
    assert authorities(ledger, "us-1") == ["US-OFAC"]


def test_half_a_confirmation_joins_nobody(ledger: Ledger) -> None:
    from watchgate.ledger import proposals

    propose(ledger)
    for ordinal in (0, 1):
        proposals.confirm(ledger, Locator(2, ordinal), author="lee", reason="", reader=SYSTEM)
    assert authorities(ledger, "us-1") == ["US-OFAC"]
    proposals.confirm(ledger, Locator(2, 2), author="lee", reason="", reader=SYSTEM)
    assert authorities(ledger, "us-1") == ["GB", "US-OFAC"]


def test_saying_it_again_changes_nothing(ledger: Ledger) -> None:
    found = propose(ledger)
    again, receipt = acts.propose(ledger, "gb-1", "us-1", Word.POSITIVE, author="kim", reason="again")
    assert (again, receipt) == (found, None)
    assert propose(ledger, author="park") != found


def test_what_was_taken_back_can_be_proposed_anew(ledger: Ledger) -> None:
    found = propose(ledger)
    acts.retract(ledger, found, author="kim", reason="not sure")
    assert propose(ledger) == found
    acts.confirm(ledger, found, author="lee")
    assert authorities(ledger, "gb-1") == ["GB", "US-OFAC"]


@pytest.mark.parametrize(
    ("left", "right", "reason", "error"),
    [
        ("us-1", "nobody", "x", NotFoundError),
        ("us-1", "us-1", "x", BadInputError),
        ("us-1", "gb-1", "  ", BadInputError),
        ("us-1", "gb-1", "bell\x07", BadInputError),
    ],
)
def test_what_cannot_be_judged_is_refused(ledger: Ledger, left: str, right: str, reason: str, error: type) -> None:
    with pytest.raises(error):
        acts.propose(ledger, left, right, Word.POSITIVE, author="kim", reason=reason)
    assert ledger.head().position == 1


def test_a_judgement_that_is_not_there_is_said_so(ledger: Ledger) -> None:
    with pytest.raises(NotFoundError, match="no judgement"):
        acts.confirm(ledger, "judgement-0", author="lee")


def test_everything_judged_of_an_entity_is_shown_with_who_proposed_it(ledger: Ledger) -> None:
    first = propose(ledger, Word.UNSURE)
    second = propose(ledger, Word.NEGATIVE, "park")
    acts.confirm(ledger, second, author="kim")
    shown = acts.about(ledger.as_of(reader=SYSTEM), "gb-1")
    assert [(one.judgement.id, one.judgement.word, one.status, one.by) for one in shown] == [
        (first, Word.UNSURE, Status.PROPOSED, "kim"),
        (second, Word.NEGATIVE, Status.CONFIRMED, "park"),
    ]


def party(entity_id: str, name: str, born: str = "", *numbers: Identifier, schema: str = "Person") -> Party:
    days = (born,) if born else ()
    return Party(id=entity_id, schema=schema, names=(Name(name),), birth_dates=days, identifiers=numbers)


def test_a_shared_passport_or_a_name_with_its_birth_date_is_suggested() -> None:
    passport = Identifier("passportNumber", "A123456", "ru")
    found = list(
        suggestions(
            [
                party("a", "Viktor Sidorov", "1961-05-07"),
                party("b", "SIDOROV, Viktor", "1961-05-07"),
                party("c", "Ivan Petrov", "", passport),
                party("d", "Иван Петров", "", passport),
                party("e", "Viktor Sidorov", "1961"),
                party("f", "Other", "", Identifier("passportNumber", "A123456", "kp")),
            ]
        )
    )
    assert [(one.left, one.right, one.certain) for one in found] == [("c", "d", True), ("a", "b", False)]
    assert found[0].reasons == ("the same passport A123456 (ru)",)
    assert found[1].reasons == ("the same name (sidorov viktor), born 1961-05-07",)


def test_a_wallet_that_two_hold_does_not_make_them_one() -> None:
    wallet = Identifier("publicKey", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
    assert list(suggestions([party("a", "A B", "", wallet), party("b", "C D", "", wallet)])) == []


def test_what_a_search_finds_is_suggested_with_the_parts_of_its_score() -> None:
    ours, other = person("Wiktor Sidorow"), party("z", "Viktor Sidorov")
    hit = Hit(entity_id="z", score=910, reasons=(Reason(kind="name", points=910, detail="alike"),))
    [one] = suggested_for(ours, [hit], [ours, other])
    assert one.reasons == ("score 910: alike",)
    assert not one.certain
