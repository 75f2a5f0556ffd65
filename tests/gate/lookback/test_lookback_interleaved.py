"""Evidence that arrives during traffic, several processes, kills: the alerts are those of deciding everything again."""

from __future__ import annotations

from pathlib import Path
from random import randrange

import pytest

from support.lookback_rounds import lookback_round


def test_the_alerts_are_those_of_deciding_every_record_again_at_every_delivery(tmp_path: Path) -> None:
    seed = randrange(1 << 30)
    toll = lookback_round(tmp_path / "home", seed, deliveries=14, kills=2)
    assert toll.broken == [], f"seed {seed}"
    assert toll.alerts > 0, f"seed {seed}"


@pytest.mark.long
@pytest.mark.timeout(1_500)
def test_so_they_are_in_many_rounds_with_many_kills(tmp_path: Path) -> None:
    for turn in range(12):
        seed = randrange(1 << 30)
        toll = lookback_round(tmp_path / f"home{turn}", seed, deliveries=40, kills=8)
        assert toll.broken == [], f"seed {seed}"
        assert toll.alerts > 0, f"seed {seed}"
