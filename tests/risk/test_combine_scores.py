"""Names and identifiers of the same two parties, one score."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchgate.model.party import Identifier, Name, Party
from watchgate.risk import version
from watchgate.risk.combine import combined
from watchgate.risk.explain import matched_names
from watchgate.risk.identifiers.agree import Agreement, agreement
from watchgate.risk.names.party import score_parties
from watchgate.risk.version import ROOMS, engine_version, fingerprint, weights_version

SURE = Identifier("imoNumber", "9161003")
PLAIN = Identifier("idNumber", "563410081")
SHORT = Identifier("idNumber", "56341")


def agreed(identifier: Identifier) -> Agreement:
    found = agreement(identifier, identifier)
    assert found is not None
    return found


def party(name: str, *identifiers: Identifier, **fields: tuple[str, ...]) -> Party:
    return Party(id=name, schema="Person", names=(Name(name),), identifiers=identifiers, **fields)


def test_a_certain_identifier_is_the_whole_score_and_contradictions_are_shown_without_points() -> None:
    left = party("John Smith", SURE, birth_dates=("1950",))
    right = party("Ri Pyong Chol", SURE, birth_dates=("1990",))
    hit = combined(left, right, [agreed(SURE)])
    assert (hit.score, hit.exact) == (1000, True)
    assert [(reason.kind, reason.points) for reason in hit.reasons] == [("identifier", 1000), ("birth_date", 0)]


def test_a_plain_number_alone_matches_and_a_contradiction_lowers_it() -> None:
    alone = combined(party("John Smith"), party("Ri Pyong Chol"), [agreed(PLAIN)])
    assert (alone.score, alone.exact) == (850, False)
    against = combined(
        party("John Smith", birth_dates=("1950",)), party("Ri Pyong Chol", birth_dates=("1990",)), [agreed(PLAIN)]
    )
    assert against.score < alone.score


def test_no_contradiction_hides_a_number_that_matches_alone() -> None:
    left = party("John Smith", birth_dates=("1950",), countries=("us",), genders=("female",))
    right = party("Ri Pyong Chol", birth_dates=("1990",), countries=("kp",), genders=("male",))
    hit = combined(left, right, [agreed(PLAIN)])
    assert hit.score == 800 == sum(reason.points for reason in hit.reasons)
    assert {reason.kind for reason in hit.reasons} >= {"identifier", "birth_date", "country"}
    assert combined(left, right, [agreed(SHORT)]).score == 0


def test_a_short_number_only_raises_what_a_name_says() -> None:
    assert combined(party("John Smith"), party("Ri Pyong Chol"), [agreed(SHORT)]).score == 50
    name = score_parties(party("Ri Pyong Chol"), party("Ri Pyong Chol"), 0)
    assert name is not None
    both = combined(party("Ri Pyong Chol"), party("Ri Pyong Chol"), [agreed(SHORT)])
    assert both.score == min(1000, name.score + 50)


def test_of_several_agreeing_numbers_the_strongest_counts_and_the_others_show() -> None:
    hit = combined(party("John Smith"), party("Ri Pyong Chol"), [agreed(PLAIN), agreed(SHORT)])
    assert [reason.points for reason in hit.reasons] == [850, 0]


@given(
    st.sampled_from(["Ri Pyong Chol", "Ri Byong Chul", "John Smith"]),
    st.sampled_from([(), ("1948",), ("1990-01-01",)]),
    st.sampled_from([SURE, PLAIN, SHORT]),
)
def test_reasons_add_up_to_the_score_within_its_bounds(name: str, dates: tuple[str, ...], number: Identifier) -> None:
    hit = combined(party(name, birth_dates=dates), party("Ri Pyong Chol", birth_dates=("1948",)), [agreed(number)])
    assert hit.score == max(0, min(1000, sum(reason.points for reason in hit.reasons)))
    assert number == SHORT or hit.score >= 800


@pytest.mark.parametrize(
    ("query", "met"),
    [("Ri Pyong Chol", "RI, Pyong-chol"), ("Pyong Chol", "RI, Pyong-chol"), ("Kim Il Sung University", None)],
)
def test_the_name_that_was_met_is_the_one_with_all_its_words(query: str, met: str | None) -> None:
    names = ("RI, Pyong-chol", "RI, Pyong-chol Kim", "Rocket Man")
    candidate = Party(id="c", schema="Person", names=tuple(Name(text) for text in names))
    hit = score_parties(party(query), candidate, 0)
    found = matched_names(hit.reasons, names) if hit is not None else ()
    assert found == ((met,) if met else ())


@pytest.mark.parametrize("name", ["JÚLIO NHATE", "SPARTA IV", "BETENSH & DONG DONG SHIPPING LIMITED", "ООО «Ромашка»"])
def test_a_name_is_named_however_its_words_were_compared(name: str) -> None:
    found = score_parties(party(name), party(name), 0)
    assert found is not None
    assert matched_names(found.reasons, ("SOMEBODY ELSE", name)) == (name,)


def test_the_answer_says_which_engine_and_weights_it_came_from() -> None:
    assert engine_version().startswith("watchgate ")
    assert len(weights_version()) == 16
    assert weights_version() == weights_version()


def test_another_library_or_unicode_table_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    root = resources.files("watchgate")
    before = fingerprint(root, ROOMS)
    assert before == weights_version()
    monkeypatch.setattr(version, "LIBRARIES", ("python-stdnum",))
    assert fingerprint(root, ROOMS) != before
    monkeypatch.undo()
    assert all(root.joinpath(part).is_file() or root.joinpath(part).is_dir() for part in ROOMS)


def test_hidden_files_of_tools_are_no_other_version(tmp_path: Path) -> None:
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "score.py").write_text("score = 1")
    before = fingerprint(tmp_path, ["names"])
    (tmp_path / "names" / ".cache").mkdir()
    (tmp_path / "names" / ".cache" / "left").write_text("by a tool")
    assert fingerprint(tmp_path, ["names"]) == before
    (tmp_path / "names" / "more.py").write_text("more = 1")
    assert fingerprint(tmp_path, ["names"]) != before
