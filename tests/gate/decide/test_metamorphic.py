"""What users of other systems complained of, as properties of decisions: docs/gate.md names each."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise, permutations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.gate_world import LEI, NOW, POLICY, add, decided, listed, named, record, usual, world
from support.parties import delivered
from support.payments import mt103, pacs008, read, transfer
from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.ledger.interface import Ledger
from watchgate.model.decision import Decision, Verdict
from watchgate.model.handling import SYSTEM
from watchgate.model.party import Identifier, Name
from watchgate.model.record import Record, RecordParty
from watchgate.model.statement import Retraction

FORM_POINTS, ORDER_POINTS = 90, 60
"""Thousandths: what a form may move beside two telling words, and another order of a name's words."""
NAMES = ("Kim Chol Su", "Tornado Shipping Company", "Wilhelm Oberstaufen", "Anna Blume", "Lady Rasputina", "Li Na")
OFTEN = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    with world() as opened:
        yield opened


@pytest.fixture(scope="module")
def evidence(ledger: Ledger) -> Evidence:
    return Evidence.at(ledger, POLICY)


def asked(evidence: Evidence, one: Record) -> Decision:
    return decide(one, evidence, POLICY, decided_at=NOW)


def met(decision: Decision) -> set[tuple[str, str, str]]:
    return {one.key for one in decision.matches}


names = st.sampled_from(NAMES)
spelled: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    (
        str.upper,
        str.lower,
        str.title,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text),
        lambda text: "  " + text.replace(" ", " \t\u00a0 ") + " ",
        lambda text: " ".join(reversed(text.split())),
        lambda text: text.replace(" ", "\u200b "),
    )
)


@OFTEN
@given(names, spelled, st.booleans())
def test_case_order_width_form_and_spaces_leave_verdict_and_matches(
    evidence: Evidence, name: str, respelled: Callable[[str], str], in_text: bool
) -> None:
    def of(text: str) -> Decision:
        return asked(evidence, record(texts=("rent " + text,)) if in_text else record(named(text)))

    plain, other = of(name), of(respelled(name))
    assert (plain.verdict, plain.rule, met(plain)) == (other.verdict, other.rule, met(other))


@OFTEN
@given(
    names,
    st.lists(names, max_size=2),
    st.lists(st.sampled_from(("Main Street 5, Pyongyang", "PO Box 7")), max_size=2),
    st.lists(
        st.sampled_from((Identifier("leiCode", "HWUPKR0MPOU8FGXBT394"), Identifier("idNumber", "77-88-99"))), max_size=2
    ),
)
def test_more_names_addresses_and_numbers_never_remove_a_match(
    evidence: Evidence, name: str, more: list[str], addresses: list[str], numbers: list[Identifier]
) -> None:
    before = asked(evidence, record(named(name)))
    party = msgspec.structs.replace(
        named(name).party,
        names=tuple(map(Name, (name, *more))),
        addresses=tuple(addresses),
        identifiers=tuple(numbers),
    )
    after = asked(evidence, record(msgspec.structs.replace(named(name), party=party)))
    assert met(before) <= met(after)
    assert before.verdict is Verdict.PASS or after.verdict is not Verdict.PASS


@OFTEN
@given(st.lists(st.tuples(names, st.sampled_from(("debtor", "creditor", "ultimate_debtor"))), min_size=1, max_size=4))
def test_more_parties_never_release_a_record(evidence: Evidence, parties: list[tuple[str, str]]) -> None:
    whole = [named(name, role, f"E{number}") for number, (name, role) in enumerate(parties)]
    decisions = [asked(evidence, record(*whole[: number + 1])) for number in range(len(whole))]
    for before, after in pairwise(decisions):
        assert met(before) <= met(after)
        assert before.verdict is Verdict.PASS or after.verdict is not Verdict.PASS


@OFTEN
@given(names)
def test_a_number_that_is_listed_is_met_whatever_the_name_is(evidence: Evidence, name: str) -> None:
    found = asked(evidence, record(named(name, identifiers=(LEI,))))
    assert found.verdict is Verdict.STOP
    assert "us-2" in {one.entity_id for one in found.matches if one.exact}


@pytest.mark.parametrize(
    "name", ["CORP", "Company", "Limited Company", "LLC", "Trading Co. Ltd", "International Group"]
)
def test_generic_words_alone_meet_nobody(evidence: Evidence, name: str) -> None:
    assert asked(evidence, record(named(name))).matches == ()
    assert asked(evidence, record(texts=(name,))).matches == ()


@pytest.mark.parametrize(
    "name", ["Tornado Shipping Company LLC", "Tornado Shipping Co", "TORNADO SHIPPING", "Company Tornado Shipping"]
)
def test_legal_forms_more_or_less_keep_the_match(evidence: Evidence, name: str) -> None:
    assert "us-2" in {one.entity_id for one in asked(evidence, record(named(name))).matches}


@pytest.mark.parametrize("form", ["LLC", "Ltd", "Company", "GmbH"])
def test_a_legal_form_moves_a_score_by_no_more_than_a_form_weighs(evidence: Evidence, form: str) -> None:
    plain, formed = (
        {one.entity_id: one.score for one in asked(evidence, record(named(name))).matches}
        for name in ("Tornado Shipping", f"Tornado Shipping {form}")
    )
    assert plain.keys() == formed.keys() != set()
    assert all(abs(score - formed[entity_id]) <= FORM_POINTS for entity_id, score in plain.items())


@pytest.mark.parametrize("name", ["Kim Chol Su", "Wilhelm Oberstaufen"])
def test_another_order_of_words_lowers_a_score_little_and_the_exact_name_comes_first(
    evidence: Evidence, name: str
) -> None:
    exact = asked(evidence, record(named(name))).matches[0]
    for words in permutations(name.split()):
        found = {one.entity_id: one.score for one in asked(evidence, record(named(" ".join(words)))).matches}
        assert 0 <= exact.score - found[exact.entity_id] <= ORDER_POINTS


@pytest.mark.parametrize("name", ["Tor nado Shipping Company", "TornadoShipping Company", "Kim CholSu", "KimChol Su"])
def test_words_joined_or_split_keep_the_match(evidence: Evidence, name: str) -> None:
    assert asked(evidence, record(named(name))).verdict is Verdict.HOLD


def test_two_positions_of_the_same_text_give_the_same_hit(evidence: Evidence) -> None:
    found = asked(evidence, record(texts=("loan Kim Chol Su", "Kim Chol Su", "/ACC/KIM CHOL SU//REF 7")))
    assert [(one.entity_id, one.score, one.effect) for one in found.matches] == [("us-1", 920, Verdict.HOLD)] * 3


def test_a_field_that_is_left_out_changes_nothing_of_the_other_elements(evidence: Evidence) -> None:
    full = record(named("Kim Chol Su", "debtor", "D", birth_dates=("1962",)), named("Tornado Shipping Company"))
    less = record(named("Kim Chol Su", "debtor", "D"), named("Tornado Shipping Company"))
    assert [one for one in asked(evidence, full).matches if one.element != "D"] == [
        one for one in asked(evidence, less).matches if one.element != "D"
    ]


def test_a_new_entry_only_adds_and_a_withdrawn_one_only_removes() -> None:
    traffic = record(*(named(name, element=name) for name in (*NAMES, "Newly Designated")), texts=("Newly Designated",))
    with world() as ledger:
        first = decided(ledger, traffic)
        add(ledger, *listed("us-9", "Person", name="Newly Designated", alias="Kim Chol Su"))
        second = decided(ledger, traffic)
        assert met(first) < met(second)
        assert {one.entity_id for one in second.matches if one.key not in met(first)} == {"us-9"}
        entries = ledger.entity("us-9", reader=SYSTEM)
        ledger.append(delivered(*(Retraction(target=one.locator, reason="delisted") for one in entries)))
        assert met(decided(ledger, traffic)) == met(first)


def test_evidence_that_follows_decides_as_evidence_that_starts_anew() -> None:
    traffic = [record(named(name, element=name), texts=(f"rent {name}",)) for name in (*NAMES, "Newly Designated")]
    with world() as ledger:
        following = Evidence.at(ledger, POLICY)
        for one in traffic:
            asked(following, one)
        add(ledger, *listed("us-9", "Person", name="Newly Designated", alias="Li Na"))
        entries = ledger.entity("us-1", reader=SYSTEM)
        ledger.append(delivered(*(Retraction(target=one.locator, reason="delisted") for one in entries)))
        following.catch_up()
        anew = Evidence.at(ledger, POLICY)
        assert [asked(following, one).sha256 for one in traffic] == [asked(anew, one).sha256 for one in traffic]


@pytest.mark.parametrize("name", ["Kim Chol Su", "Wilhelm Oberstaufen"])
def test_the_same_name_in_any_free_text_of_any_format_gives_the_same_hit(evidence: Evidence, name: str) -> None:
    text = f"loan {name}"
    messages = [
        pacs008(transfer(f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf>")),
        pacs008(transfer(f"<RmtInf><Strd><AddtlRmtInf>{text}</AddtlRmtInf></Strd></RmtInf>")),
        pacs008(transfer(f"<InstrForNxtAgt><InstrInf>{text}</InstrInf></InstrForNxtAgt>")),
        mt103(":50K:/1\r\nHARBOUR TOOLS", ":59:/2\r\nATELIER", f":70:{text}"),
        mt103(":50K:/1\r\nHARBOUR TOOLS", ":59:/2\r\nATELIER", f":72:/ACC/{text}"),
        f"transaction_id,debtor,text\nT,Harbour Tools,{text}\n",
    ]
    for message in messages:
        (decision,) = (asked(evidence, one) for found in read(message) for one in found.records)
        assert [(one.name, one.score) for one in decision.matches] == [(name, 920)]


def test_an_alias_more_of_an_entry_never_lowers_what_it_scores() -> None:
    with world() as ledger:
        before = decided(ledger, record(named("Kim Chol Su"))).matches[0].score
        add(ledger, *(one for one in listed("us-1", "Person", alias=["Chol-su the Elder", "Kim Yong Nam"]) if one))
        assert max(one.score for one in decided(ledger, record(named("Kim Chol Su"))).matches) >= before


def test_one_party_in_many_elements_costs_no_clearance(evidence: Evidence) -> None:
    parties: list[RecordParty] = [named("Kim Chol Su", element=f"E{number}") for number in range(5)]
    assert len(asked(evidence, record(*parties)).matches) == 5


def test_the_order_of_lists_and_deliveries_says_nothing() -> None:
    lists = usual()
    traffic = record(*(named(name, element=name) for name in NAMES), texts=("rent Wilhelm Oberstaufen",))
    with world(lists) as one, world(dict(reversed(lists.items()))) as other:
        first, second = decided(one, traffic), decided(other, traffic)
        assert (first.verdict, met(first)) == (second.verdict, met(second))
