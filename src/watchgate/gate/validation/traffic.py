"""Parties of past payments, drawn from the history."""

from __future__ import annotations

import random
from collections.abc import Iterator

from watchgate.gate.history.history import History
from watchgate.gate.validation.line import Asked


def asked_of_traffic(history: History, size: int, seed: int) -> Iterator[Asked]:
    """At most `size` distinct parties that stood in payments, every one with the same chance; erased ones are left
    out."""
    last = history.read(lambda connection: int(connection.execute("SELECT coalesce(max(key), 0) FROM party").get or 0))
    rng = random.Random(f"{seed} traffic")  # noqa: S311 - a sample that can be drawn again
    for key in sorted(rng.sample(range(1, last + 1), min(size, last))):
        for number, party in history.parties_after(key - 1, 1):
            if number == key and party.names:
                yield Asked(party)
