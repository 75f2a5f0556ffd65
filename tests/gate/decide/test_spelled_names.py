"""Names cut at the end of a field, and ships where parties stand: met letter by letter."""

from __future__ import annotations

import msgspec
import pytest

from support.gate_world import NOW, POLICY, add, decided, listed, named, record, usual, world
from support.parties import delivered
from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.past_spellings import PastSpellings
from watchgate.gate.decide.spellings import CRAFT_POINTS, CUT_POINTS, Spellings, letters, may_be_cut
from watchgate.model.decision import Verdict
from watchgate.model.handling import SYSTEM
from watchgate.model.party import Name, NameKind, Party
from watchgate.model.record import RecordParty
from watchgate.model.statement import Retraction

LONG = "Organisation for the Development of Deep Harbour Machinery and Instruments"


def company(entity_id: str, name: str, kind: NameKind = NameKind.PRIMARY, schema: str = "Company") -> Party:
    return Party(id=entity_id, schema=schema, names=(Name(name, kind),))


@pytest.mark.parametrize("width", [33, 34, 35, 68, 70])
def test_a_name_that_fills_its_field_is_met_as_the_beginning_of_a_listed_one(width: int) -> None:
    known = Spellings()
    known.put(company("us-1", LONG))
    known.put(company("us-2", "Another Name That Is Long Enough To Be Kept"))
    (hit,) = known.met(LONG[:width].upper())
    assert (hit.entity_id, hit.score, hit.exact) == ("us-1", CUT_POINTS, False)
    assert hit.reasons[0].candidate == LONG


@pytest.mark.parametrize("name", [LONG[:30], LONG[:50], LONG, "x" + LONG[1:35], LONG[:20], ""])
def test_a_name_that_fills_no_field_is_the_beginning_of_nothing(name: str) -> None:
    known = Spellings()
    known.put(company("us-1", LONG))
    assert known.met(name) == []


def test_a_weak_alias_is_met_by_no_beginning() -> None:
    known = Spellings()
    known.put(company("us-1", LONG, NameKind.WEAK))
    assert known.met(LONG[:35]) == []


@pytest.mark.parametrize(
    "name", ["LADY RASPUTINA", "MV Lady Rasputina", "M/V LADY-RASPUTINA", "m.t. Lady Rasputina", "Ladyrasputina"]
)
def test_a_ship_is_met_where_a_party_stands(name: str) -> None:
    with world() as ledger:
        found = decided(ledger, record(named_company(name)))
    assert (found.verdict, [(one.entity_id, one.exact) for one in found.matches]) == (Verdict.HOLD, [("us-3", False)])


@pytest.mark.parametrize("name", ["Lady Rasputina Shipping Ltd", "Lady Rasputin", "Rasputina"])
def test_a_party_that_shares_words_with_a_ship_is_not_met_as_one(name: str) -> None:
    with world() as ledger:
        assert decided(ledger, record(named_company(name))).matches == ()


def test_it_follows_what_is_listed_renamed_and_withdrawn() -> None:
    with world(usual()) as ledger:
        evidence = Evidence.at(ledger, POLICY)
        traffic = record(named_company(LONG[:35]), named_company("MV Ocean Quill", "debtor"))

        def met() -> set[tuple[str, str]]:
            evidence.catch_up()
            return {(one.entity_id, one.role) for one in decide(traffic, evidence, POLICY, decided_at=NOW).matches}

        assert met() == set()
        add(ledger, *listed("us-8", "Company", name=LONG), *listed("us-9", "Vessel", name="Ocean Quill"))
        assert met() == {("us-8", "creditor"), ("us-9", "debtor")}
        entries = ledger.entity("us-9", reader=SYSTEM)
        ledger.append(delivered(*(Retraction(target=one.locator, reason="delisted") for one in entries)))
        assert met() == {("us-8", "creditor")}


def test_what_was_put_last_is_what_counts_and_what_was_removed_is_gone() -> None:
    known = Spellings()
    known.put(company("us-1", LONG))
    known.put(company("us-1", "Ocean Quill", schema="Vessel"))
    assert known.met(LONG[:35]) == []
    assert [hit.score for hit in known.met("SS Ocean Quill")] == [CRAFT_POINTS]
    known.remove("us-1")
    known.remove("us-1")
    assert known.met("Ocean Quill") == []


def test_marks_case_and_signs_say_nothing() -> None:
    assert letters("  Société-Générale, S.A. ") == "societegeneralesa"
    assert not may_be_cut("x" * 32)
    assert may_be_cut("x" * 33)


def test_who_is_met_so_is_found_from_the_other_side() -> None:
    past = PastSpellings()
    asked = [
        LONG[:35],
        LONG[:35].upper(),
        LONG[:70],
        LONG[:50],
        "M/V Ocean Quill",
        "Ocean Quill",
        "Ocean Quill Ltd",
        "?",
    ]
    for key, name in enumerate(asked):
        past.add(key, company("", name))
    for entity in (
        company("us-1", LONG),
        company("us-2", "Ocean Quill", schema="Vessel"),
        company("us-3", "Ocean Quill"),
    ):
        known = Spellings()
        known.put(entity)
        assert past.touched(entity) == {key for key, name in enumerate(asked) if known.met(name)}


def named_company(name: str, role: str = "creditor") -> RecordParty:
    party = named(name, role)
    return msgspec.structs.replace(party, party=msgspec.structs.replace(party.party, schema="LegalEntity"))
