"""When sharing ends is found without reading the whole ledger: as by reading it delivery by delivery."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from support.parties import delivered, says
from watchgate.ledger.open import open_ledger
from watchgate.model.handling import SYSTEM, Handling, Tlp
from watchgate.model.statement import Entry, Locator, Marking, Retraction
from watchgate.risk.expiries import Expiries

FAR_US = 1 << 60


@pytest.mark.parametrize("seed", range(6))
def test_what_is_to_come_is_that_of_every_delivery(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    ledger = open_ledger(tmp_path / "ledger")
    there: list[Locator] = []

    def shared() -> Handling:
        return Handling(tlp=Tlp.GREEN, expires_at=random.choice((None, FAR_US + random.randrange(1_000))))

    for position in range(1, 40):
        entries: list[Entry] = [*says(f"e{random.randrange(12)}", "Person", name=[f"n{position}", f"m{position}"])]
        if there and random.random() < 0.5:
            target = there.pop(random.randrange(len(there)))
            entries.append(
                random.choice((Marking(target=target, handling=shared()), Retraction(target=target, reason="x")))
            )
        ledger.append(delivered(*entries, source=f"s{position}", handling=shared()))
        there += [Locator(position, ordinal) for ordinal in range(2)]
    plain = Expiries()
    plain.add(ledger.follow(0, reader=SYSTEM), ledger.as_of(reader=SYSTEM))
    found = Expiries.of(ledger)
    copied = found.copy()
    assert plain.due(FAR_US) == []
    steps = range(FAR_US, FAR_US + 1_001, 100)
    told = [set(plain.due(at)) for at in steps]
    assert any(told), f"seed {seed}"
    assert [set(found.due(at)) for at in steps] == told, f"seed {seed}"
    assert set(copied.due(FAR_US + 2_000)) == set().union(*told), f"seed {seed}"
    ledger.close()
