"""Random evidence, random changes of the base: from the other side all is found that a full screening finds."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from support.customers import Base
from support.gate_home import add
from support.gate_world import listed
from support.past_blocks import small_blocks
from watchgate.model.statement import Locator, Retraction

GIVEN = ("Ada", "Anna", "Otto", "Ottokar", "Kim", "Wanda")
FAMILY = ("Neuberger", "Neuburger", "Habermann", "Quist", "Cheol Su", "Chol Su")
DATES = ("", "1962-03-01", "1962", "1970-01-02")
ROUNDS = 6


@pytest.mark.parametrize("is_kept", [False, True], ids=["made each time", "kept between starts"])
def test_reverse_finds_what_a_full_screening_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, *, is_kept: bool
) -> None:
    if is_kept:
        small_blocks(monkeypatch)
    rng = random.Random(seed)
    base = Base(tmp_path)
    base.load(rows(rng, range(30)))
    base.follow()
    taken: list[tuple[int, int]] = []
    for number in range(ROUNDS):
        entries = listed(f"us-r{number}", "Person", name=name(rng), birthDate=rng.choice(DATES[1:]))
        taken.append((add(base.home, *entries), len(entries)))
        if rng.random() < 0.4:
            position, count = taken.pop(rng.randrange(len(taken)))
            add(base.home, *(Retraction(target=Locator(position, one), reason="delisted") for one in range(count)))
        if rng.random() < 0.5:
            base.load(rows(rng, rng.sample(range(40), 6)), delta=True)
        base.follow()
        before = len(base.alerts())
        attested = base.attest()
        assert (attested.compared, attested.position) == (attested.customers, base.head()), f"seed {seed}"
        screened = base.screen()
        assert (screened.customers, screened.alerts) == (attested.customers, {}), f"seed {seed}, round {number}"
        assert len(base.alerts()) == before, f"seed {seed}"


def rows(rng: random.Random, numbers: Iterable[int]) -> str:
    said = []
    for number in numbers:
        said.append(f"c{number},{rng.choice(('person', ''))},{name(rng)},{rng.choice(DATES)},,,,,,\n")
        if rng.random() < 0.3:
            said.append(f"o{number},person,{name(rng)},{rng.choice(DATES)},,,c{number},{rng.choice((25, 50))},,\n")
    return "".join(said)


def name(rng: random.Random) -> str:
    return f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
