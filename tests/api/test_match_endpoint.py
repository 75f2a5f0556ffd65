from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.api_service import Api, make_home, running
from watchgate.api.problems import RefusedError
from watchgate.model.handling import SYSTEM


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(make_home(tmp_path_factory.mktemp("home"))) as found:
        yield found


def test_a_listed_person_is_found_with_reasons_and_sources(api: Api) -> None:
    answer = api.match("Kim Chol Nam", birthDate=["1970"])
    assert {result["id"] for result in answer["results"]} == {"un-1", "ofac-3"}
    first = answer["results"][0]
    assert first["match"] is True
    assert first["target"] is True
    assert 0.8 <= first["score"] <= 1.0
    assert {"name", "birth_date"} <= set(first["explanations"])
    assert set(first["explanations"]["name"]) == {"score", "detail", "query", "candidate", "weight"}
    assert first["sources"][0]["statements"]
    assert first["sources"][0]["record"] == first["id"]


def test_scores_are_the_sum_of_their_explanations(api: Api) -> None:
    for result in api.match("Kim Chol Nam", birthDate=["1970"])["results"]:
        total = sum(feature["score"] for feature in result["explanations"].values())
        assert result["score"] == pytest.approx(min(1.0, max(0.0, total)))


def test_results_come_best_first_and_totals_count_beyond_the_limit(api: Api) -> None:
    answer = api.match("Kim Chol Nam", where="/match/default?limit=1")
    assert len(answer["results"]) == 1
    assert answer["total"] == {"value": 2, "relation": "eq"}
    scores = [result["score"] for result in api.match("Kim Chol Nam")["results"]]
    assert scores == sorted(scores, reverse=True)


def test_several_queries_under_random_keys_are_answered_each(api: Api) -> None:
    queries = {
        "7f3a-1": {"schema": "Person", "properties": {"name": ["Kim Chol Nam"]}},
        "b2-§ 字": {"schema": "Company", "properties": {"name": ["Namchongang Trading Corporation"]}},
        "c": {"schema": "Person", "properties": {"name": ["Maria Lindqvist"]}},
    }
    reply = api.post("/match/default", {"queries": queries})
    assert reply.headers["x-batch-size"] == "3"
    responses = reply.json()["responses"]
    assert set(responses) == set(queries)
    assert {key: answer["status"] for key, answer in responses.items()} == dict.fromkeys(queries, 200)
    assert [result["id"] for result in responses["b2-§ 字"]["results"]] == ["ofac-1"]
    assert responses["c"]["results"] == []


def test_an_answer_says_what_it_stands_on(api: Api) -> None:
    reply = api.post("/match/default", {"queries": {"q": {"schema": "Person", "properties": {"name": ["Kim"]}}}})
    body = reply.json()
    assert reply.headers["x-watchgate-position"] == str(body["position"]) == "7"
    assert reply.headers["x-watchgate-policy"] == body["policy_sha256"]
    assert len(body["policy_sha256"]) == 64
    assert body["engine"].startswith("watchgate ")


def test_an_identifier_makes_a_hit_certain(api: Api) -> None:
    answer = api.match("Whatever Star", "Vessel", imoNumber=["8660313"])
    assert [(result["id"], result["exact"]) for result in answer["results"]] == [("ofac-2", True)]


def test_dataset_in_the_path_and_parameters_choose_among_lists(api: Api) -> None:
    def ids(where: str) -> set[str]:
        return set(api.found("Kim Chol Nam", where=where))

    assert ids("/match/un_test") == {"un-1"}
    assert ids("/match/us_test") == {"ofac-3"}
    assert ids("/match/un_test?include_dataset=us_test") == {"un-1", "ofac-3"}
    assert ids("/match/all?exclude_dataset=us_test") == {"un-1"}
    assert ids("/match/all?exclude_schema=Person") == set()
    assert ids("/match/all?exclude_schema=Vessel") == {"un-1", "ofac-3"}
    assert ids("/match/all?topics=sanction") == {"un-1", "ofac-3"}
    assert ids("/match/all?topics=role.pep") == set()
    assert ids("/match/all?exclude_entity_ids=un-1&exclude_entity_ids=x") == {"ofac-3"}
    assert ids("/match/all?changed_since=2026-11-23") == set()
    assert ids("/match/all?changed_since=2026-11-22") == {"un-1", "ofac-3"}


def test_an_unknown_dataset_is_not_found(api: Api) -> None:
    query = {"queries": {"q": {"schema": "Person", "properties": {"name": ["Kim"]}}}}
    for where in ("/match/nowhere", "/match/default?include_dataset=nowhere"):
        reply = api.post(where, query)
        assert reply.status_code == 404
        assert "nowhere" in reply.json()["detail"]


def test_threshold_decides_match_and_cutoff_what_is_shown(api: Api) -> None:
    strict = api.match("Kim Chol Nam", where="/match/default?threshold=0.99&cutoff=0.7")
    assert {result["match"] for result in strict["results"]} == {False}
    assert api.match("Kim Chol Nam", where="/match/default?threshold=1&cutoff=0.99")["results"] == []


def test_preparing_one_past_position_holds_up_neither_the_present_nor_those_at_hand(api: Api) -> None:
    view = api.service.view(SYSTEM)
    body = {"queries": {"q": {"schema": "Person", "properties": {"name": ["Kim Chol Nam"]}}}}
    at_hand = view.screener_at(1)
    with view._digging:
        with pytest.raises(RefusedError, match="another past position"):
            view.screener_at(2)
        assert view.screener_at(1) is at_hand
        assert view.screener_at(view.position) is view.screener
    assert view.screener_at(2).position == 2
    assert api.post("/match/default", body).status_code == 200


def test_as_of_answers_as_it_was_known_then(api: Api) -> None:
    assert api.found("Thae Yong Su") == ["un-1"]
    assert api.found("Thae Yong Su", where="/match/default?as_of=3") == []
    assert api.found("Thae Yong Su", where="/match/default?as_of=4") == ["un-1"]
    assert api.found("Kim Chol Nam", where="/match/default?as_of=1") == ["un-1"]
    assert api.found("Kim Chol Nam", where="/match/default?as_of=2026-11-21") == []
    assert api.found("Kim Chol Nam", where="/match/default?as_of=2026-11-22T23:00:00Z") == ["ofac-3", "un-1"]


def test_what_is_only_proposed_never_acts(api: Api) -> None:
    assert api.found("Only Proposed") == []


def test_a_key_finds_only_what_it_is_cleared_for(api: Api) -> None:
    assert api.found("Hwang Kil Su", key="red") == ["red-1"]
    assert api.found("Hwang Kil Su", key="admin") == []
    assert api.found("Pyon Kwang Chol", key="screen") == ["amber-1"]
    assert api.found("Pyon Kwang Chol", key="public") == []


def test_what_was_not_compared_is_said(api: Api) -> None:
    answer = api.match("Kim Chol Nam", shoeSize=["44"])
    assert answer["not_compared"] == ["shoeSize: not a property of Person"]
    assert answer["query"] == {"schema": "Person", "properties": {"name": ["Kim Chol Nam"]}}


@pytest.mark.parametrize(
    ("prop", "value", "why"),
    [
        ("birthDate", "19.2.1970", "is not a date"),
        ("nationality", "Atlantis", "is no country"),
        ("alias", "???", "has no letter"),
    ],
)
def test_a_value_that_cannot_be_compared_is_said(api: Api, prop: str, value: str, why: str) -> None:
    query = {"schema": "Person", "properties": {"name": ["Kim Chol Nam"], prop: [value]}}
    reply = api.post("/match/default", {"queries": {"q": query}}).json()
    (said,) = reply["responses"]["q"]["not_compared"]
    assert said.startswith(f"{prop}: '{value}' {why}")


def test_an_identifier_of_the_wrong_form_is_said(api: Api) -> None:
    (said,) = api.match("Chon Ma San", "Vessel", imoNumber=["12"])["not_compared"]
    assert said == "imoNumber: '12' has not the form of such a number"


def test_an_identifier_that_fails_its_check_is_said(api: Api) -> None:
    (said,) = api.match("Chon Ma San", "Vessel", imoNumber=["7937318"])["not_compared"]
    assert "imoNumber 7937318: fails the check of its kind (IMO number)" in said


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ({"schema": "Person", "properties": {}}, "nothing can be compared"),
        ({"schema": "Person", "properties": {"birthDate": ["1970"]}}, "nothing can be compared"),
        ({"schema": "Person", "properties": {"name": ["?!"]}}, "nothing can be compared"),
        ({"schema": "Vessel", "properties": {"imoNumber": ["12"]}}, "nothing can be compared"),
        ({"schema": "Persson", "properties": {"name": ["x"]}}, "did you mean Person"),
        ({"schema": "Sanction", "properties": {"name": ["x"]}}, "cannot be matched"),
        ({"schema": "Person", "properties": {"name": ["a\x00b"]}}, "NUL"),
        ({"schema": "Person", "properties": {"name": ["x" * 2001]}}, "longer than 2000"),
        ({"schema": "Person", "properties": {"name": ["x"] * 201}}, "more than 200 values"),
    ],
)
def test_a_query_that_cannot_be_compared_is_refused_and_named(api: Api, query: object, part: str) -> None:
    reply = api.post("/match/default", {"queries": {"cell 7": query}})
    assert reply.status_code == 400
    assert part in reply.json()["detail"]
    assert "queries.cell 7" in reply.json()["detail"]


@pytest.mark.parametrize(
    "where",
    [
        "/match/default?threshold=1.1",
        "/match/default?threshold=nan",
        "/match/default?cutoff=-1",
        "/match/default?limit=501",
        "/match/default?limit=-1",
        "/match/default?limit=many",
        "/match/default?algorithm=magic",
        "/match/default?changed_since=yesterday",
        "/match/default?as_of=99",
        "/match/default?as_of=soon",
        "/match/default?exclude_schema=Nothing",
    ],
)
def test_a_parameter_out_of_range_is_refused(api: Api, where: str) -> None:
    reply = api.post(where, {"queries": {"q": {"schema": "Person", "properties": {"name": ["Kim"]}}}})
    assert reply.status_code == 400
    assert reply.json()["detail"]


def test_weights_of_another_algorithm_are_refused_clearly(api: Api) -> None:
    queries = {"q": {"schema": "Person", "properties": {"name": ["Kim"]}}}
    for extra in ({"weights": {"name_match": 0.5}}, {"config": {"nm_name": 1}}):
        reply = api.post("/match/default", {"queries": queries, **extra})
        assert reply.status_code == 400
        assert "not supported" in reply.json()["detail"]
    assert api.post("/match/default", {"queries": queries, "weights": {}, "config": {}}).status_code == 200


def test_values_may_be_single_and_numbers(api: Api) -> None:
    assert api.found("Kim Chol Nam", birthDate=1970) == api.found("Kim Chol Nam", birthDate=["1970"])


@pytest.mark.parametrize("value", ["8.1.1970", "19/02/1970", "1970-13-45", "unknown"])
def test_a_birth_date_that_cannot_be_read_hides_nobody(api: Api, value: str) -> None:
    with_it = api.match("Kim Chol Nam", birthDate=[value])
    without = api.match("Kim Chol Nam")
    assert [one["score"] for one in with_it["results"]] == [one["score"] for one in without["results"]]
    assert any(value in one for one in with_it["not_compared"])
