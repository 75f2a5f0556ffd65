"""Evidence as it may arrive: designations, aliases, dates, owners, shared numbers and withdrawals, at random."""

from __future__ import annotations

from random import Random

from support.gate_home import FRESH
from support.gate_world import listed
from support.parties import delivered, says
from watchgate.ledger.interface import Ledger
from watchgate.model.delivery import Delivery
from watchgate.model.statement import Entry, Locator, Retraction

PEOPLE = ("Ada Neuberger", "Otto Habermann", "Viktor Grinshteyn", "Kim Yong Nam", "김영남", "Mohammed Ali al-Hassan")
COMPANIES = ("Brightwater Freight Limited", "Tornado Shipping Company", "Harbour Tools GmbH", "Namgang Trading")
SHIP, LONG = "Lady Kestrel", "Consolidated Northern Machinery Import Export"
AS_PAID = (f"MV {SHIP}", LONG[:35])
"""A ship where a party stands, and a name that its field cut: met letter by letter alone."""
LEIS = ("5493001KJTIIGC8Y1R12", "529900T8BM49AURSDO55", "213800WAVVOPS85N2205")
OWNED = 'ownership = { percent = 50.0, inclusive = true, aggregate = "all", control = false }'
POLICY = FRESH.replace('York"', f'York"\n{OWNED}').replace('Brussels"', f'Brussels"\n{OWNED}')
LISTS = ("us_list", "eu_list")


class Arrivals:
    """Deliveries one after the other; what was said can be taken back later."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        self._ledger = ledger
        self._random = Random(seed)
        self._said: list[list[Locator]] = []
        self._number = 0

    def next(self) -> int:
        """One more delivery; its position."""
        random = self._random
        if self._said and random.random() < 0.25:
            return self._withdraw(self._said.pop(random.randrange(len(self._said))))
        entries = [entry for _ in range(random.choice((1, 1, 2))) for entry in self._something()]
        receipt = self._ledger.append(delivered(*entries, source=random.choice(LISTS)))
        self._said.append([Locator(receipt.position, at) for at in range(len(entries))])
        return receipt.position

    def _something(self) -> list[Entry]:
        random = self._random
        self._number += 1
        list_ = random.choice(LISTS)
        start = random.choice(("2020-01-02", "2026-11-22", "2027-01-01"))
        person = f"p-{random.randrange(len(PEOPLE))}"
        company = random.randrange(len(COMPANIES))
        kind = random.randrange(10)
        if kind in (0, 1):
            name = random.choice(PEOPLE)
            return listed(f"n-{self._number}", "Person", list_, start=start, programme=f"P{kind}", name=name)
        if kind == 2:
            return listed(f"c-{company}", "Company", list_, start=start, name=COMPANIES[company])
        if kind == 3:
            return [*says(person, "Person", list_, alias=random.choice(PEOPLE))]
        if kind == 4:
            return listed(person, "Person", list_, name=PEOPLE[int(person[2:])], birthDate="1962-03-01")
        if kind == 5:
            named = says(f"c-{company}", "Company", "register", name=COMPANIES[company])
            share = random.choice(("30", "55", "100"))
            owner = random.choice((person, f"c-{random.randrange(len(COMPANIES))}"))
            edge = says(
                f"own-{self._number}", "Ownership", "register", owner=owner, asset=f"c-{company}", percentage=share
            )
            return [*named, *edge]
        if kind == 7:
            return listed(f"v-{self._number}", "Vessel", list_, start=start, name=SHIP)
        if kind == 8:
            return listed(f"g-{self._number}", "Company", list_, name=LONG)
        if kind == 6:
            return [*says(f"c-{company}", "Company", "register", leiCode=random.choice(LEIS))]
        return listed(f"l-{self._number}", "Company", list_, name=f"Elsewhere {self._number}", leiCode=LEIS[0])

    def _withdraw(self, said: list[Locator]) -> int:
        taken = tuple(Retraction(target=one, reason="withdrawn") for one in said)
        return self._ledger.append(Delivery(source="us_list", entries=taken)).position
