from __future__ import annotations

import pytest

from watchgate.model.errors import BadInputError
from watchgate.model.policy import parse_policy


def test_a_policy_names_its_lists_and_the_rest_follow_the_default() -> None:
    policy = parse_policy(
        "[screening]\nthreshold = 0.85\n[lists.un_sc_sanctions]\nmax_age_hours = 24\nrequired = true\n"
    )
    assert policy.screening.threshold == 0.85
    assert policy.for_list("un_sc_sanctions").required
    assert policy.for_list("us_ofac_sdn").max_age_hours == 72.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[screening]\ntreshold = 0.8\n", "treshold"),
        ("[screening]\nthreshold = 1.8\n", "1.0"),
        ("[screening\n", "Expected"),
        ('sha256 = "00"\n', "sha256"),
    ],
)
def test_an_unknown_or_impossible_key_is_named(text: str, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        parse_policy(text)


def test_the_hash_of_a_policy_changes_with_its_text() -> None:
    assert parse_policy("").sha256 != parse_policy("[screening]\nthreshold = 0.9\n").sha256
