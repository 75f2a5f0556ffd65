"""Poison is told however thin it is, and of nobody it never touched."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from support.account_chains import Move, batch_of
from watchgate.ledger.transfers.account_appending import append_moves
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import Counts
from watchgate.risk.exposure.marking import Marked
from watchgate.risk.exposure.poison import Poison
from watchgate.risk.exposure.views import Labels, exposure_back

STEPS = 60


def test_what_thinned_below_any_number_is_poisoned_still(tmp_path: Path) -> None:
    """At each of 60 steps one part in a million goes on: a share of 10^-360 is none to a floating-point number."""
    moves = [Move(1, 1, "thief", "p0", "", 1), Move(2, 2, "other thief", "elsewhere", "", 1)]
    for at in range(STEPS):
        moves.append(Move(3 + at, 3 + 2 * at, "", f"p{at}", "", 10**6))
        moves.append(Move(3 + at, 4 + 2 * at, f"p{at}", f"p{at + 1}", "", 1))
    chain = AccountChain(tmp_path, Counts())
    append_moves(chain, batch_of(moves))
    categories = np.zeros(chain.counts.addresses, np.uint8)
    for at, name in enumerate(("thief", "other thief"), 1):
        categories[chain.address(name)] = at
    known = Marked(Labels.of_addresses(chain, categories), ["", "theft", "hack"], {})
    last = chain.outputs_to(chain.address(f"p{STEPS}") or 0)
    assert exposure_back(chain, known.labels, last, eps=0.0).hops[1] == 0
    poison = Poison(chain, known)
    assert poison.of(last) == ("theft",)
    assert poison.of(chain.outputs_to(chain.address("elsewhere") or 0)) == ("hack",)
    assert poison.of(np.zeros(0, np.int64)) == ()
