"""docs/screening.md and docs/policy.md say everything there is to say: each field, option, key and kind of number."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
import pytest

from watchgate.cli.party_rows import COLUMNS
from watchgate.cli.screen import command
from watchgate.model.policy import (
    Authority,
    ExposurePolicy,
    GatePolicy,
    ListPolicy,
    Ownership,
    Policy,
    Rail,
    parse_policy,
)
from watchgate.model.policy import Screening as ScreeningPolicy
from watchgate.model.policy_file import default_policy
from watchgate.risk.explain import ScreenedHit
from watchgate.risk.screening import Screening
from watchgate.risk.sources import Source

DOCS = Path(__file__).parents[2] / "docs"
SCREENING = (DOCS / "screening.md").read_text(encoding="utf-8")
POLICY = (DOCS / "policy.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("shape", [Screening, ScreenedHit, Source])
def test_every_field_of_an_answer_is_documented(shape: type[msgspec.Struct]) -> None:
    assert [name for name in shape.__struct_fields__ if f"`{name}`" not in SCREENING] == []


def test_every_column_of_a_file_is_documented() -> None:
    assert [name for name in COLUMNS if f"`{name}`" not in SCREENING] == []


def test_every_option_is_in_the_help_with_a_sentence() -> None:
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []
    assert len(options) >= 14


def test_every_key_of_the_policy_is_documented() -> None:
    keys = [f"screening.{name}" for name in ScreeningPolicy.__struct_fields__]
    keys += [f"{table}.{name}" for table in ("default_list", "lists.NAME") for name in ListPolicy.__struct_fields__]
    assert [key for key in keys if f"`{key}`" not in POLICY] == []
    keys += [f"gate.{name}" for name in GatePolicy.__struct_fields__]
    keys += [
        f"{table}.NAME.{name}" for table, one in (("authorities", Authority), ("rails", Rail)) for name in fields(one)
    ]
    keys += [f"ownership.{name}" for name in fields(Ownership)]
    keys += [f"exposure.{name}" for name in fields(ExposurePolicy)]
    assert [key for key in keys if f"`{key}`" not in POLICY] == []
    known = {"screening", "default_list", "lists", "gate", "authorities", "rails", "exposure", "sha256"}
    assert known == set(Policy.__struct_fields__)


def fields(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return kind.__struct_fields__


def test_the_example_of_the_policy_is_a_policy() -> None:
    example = POLICY.split("```toml\n")[1].split("```")[0]
    assert parse_policy(example).screening == default_policy().screening
