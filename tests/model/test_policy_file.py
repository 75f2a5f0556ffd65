"""Where the policy comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchgate.model.errors import BadInputError
from watchgate.model.policy_file import default_policy, load_policy


def test_a_home_without_policy_uses_the_built_in_one(tmp_path: Path) -> None:
    assert load_policy(home=tmp_path) == default_policy()


def test_the_policy_of_the_home_is_used_and_a_named_one_before_it(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("[screening]\nthreshold = 0.9\n")
    assert load_policy(home=tmp_path).screening.threshold == 0.9
    named = tmp_path / "other.toml"
    named.write_text("[screening]\nthreshold = 0.7\n")
    assert load_policy(named, home=tmp_path).screening.threshold == 0.7


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[screening]\ntreshold = 0.9", "unknown key 'treshold'"),
        (b"[screening]\nthreshold = 1.9", "threshold"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[screening", "policy.toml"),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused_with_its_file(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "policy.toml").write_bytes(content)
    with pytest.raises(BadInputError, match=said) as raised:
        load_policy(home=tmp_path)
    assert "policy.toml" in str(raised.value)


def test_a_policy_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="cannot be read"):
        load_policy(tmp_path / "none.toml")
    with pytest.raises(BadInputError, match="cannot be read"):
        load_policy(tmp_path)
