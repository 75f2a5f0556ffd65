"""The customer base: a list change of 500 entries against it, attested, and everybody compared again, as daily.

Customers are made (names_generator): one name as it is borne, birth date, country, and for every fourth company one or
two owners. The list change names 400 new parties, of whom every fifth is a customer as another hand spells it, adds an
alias to 50 who are listed and withdraws 50. Nothing may be found by the full screening after it that the change did not
find from the other side. Times are of the clock, with the processor's beside them.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import msgspec

from customers_base import WORKERS, Made, base, people, spent
from gate_home import policy
from harness import Result
from names_generator import parties
from names_generator_scripts import altered
from watchgate.gate.customers.attesting import attest
from watchgate.gate.customers.everybody import Screened, screen_everybody
from watchgate.gate.customers.following import Asked, Following
from watchgate.gate.history.history import History, open_history
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.customer import Attestation
from watchgate.model.delivery import Delivery
from watchgate.model.grade import OFFICIAL
from watchgate.model.handling import PUBLIC, SYSTEM
from watchgate.model.party import Party
from watchgate.model.statement import Entry, Locator, Retraction, Statement
from watchgate.risk.names.engine.warm import warm

SIZE, QUICK = 1_000_000, 20_000
NEW, CHANGED, WITHDRAWN = 400, 50, 50
CHANGE_S, DAILY_S = 60.0, 900.0
LIST = "us_ofac_sdn"


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds by the clock, and of the processor (`_cpu`) with those of workers."""

    customers: int
    made: Made
    begin_s: float
    begin_cpu: float
    change: Asked
    change_s: float
    change_cpu: float
    attested: Attestation
    daily: Screened
    daily_s: float
    daily_cpu: float


def run(full: bool) -> list[Result]:
    """`full`: a million customers, as the bars are stated for; else 20,000, and figures scaled to a million beside."""
    warm()
    found = measured(SIZE if full else QUICK)
    scale = SIZE / found.customers
    of = f"{found.customers:,} customers, {found.made.owners:,} owners, all lists"
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in _kinds(found.change).items())
    scaled = f"; at a million {found.daily_s * scale:,.0f} s by this" if not full else ""
    attested = found.attested
    return [
        Result(
            measure=f"a list change of {NEW + CHANGED + WITHDRAWN} entries met and attested ({of})",
            value=round(found.change_s, 2),
            unit="s",
            target=CHANGE_S,
            at_most=True,
            note=(
                f"CPU {found.change_cpu:.2f} s; {found.change.customers:,} customers compared, {kinds}; attested "
                f"{attested.compared:,} of {attested.customers:,} at position {attested.position}; load {load}; "
                f"base indexed before in {found.begin_s:.0f} s (CPU {found.begin_cpu:.0f})"
            ),
        ),
        Result(
            measure=f"everybody compared again, {WORKERS} processes ({of})",
            value=round(found.daily_s, 1),
            unit="s",
            target=DAILY_S if full else None,
            at_most=True,
            note=(
                f"CPU {found.daily_cpu:.0f} s, {found.daily_cpu / found.customers * 1e3:.3f} ms a customer with its "
                f"owners, the workers' start included{scaled}"
            ),
        ),
        Result(
            measure="alerts of that screening that the list change had not raised",
            value=sum(found.daily.alerts.values()),
            unit="alerts",
            target=0,
            at_most=True,
        ),
        Result(
            measure="customers left by the attestation",
            value=attested.customers - attested.compared,
            unit="customers",
            target=0,
            at_most=True,
        ),
        Result(
            measure="loading, rows made and sealed",
            value=round(found.customers / found.made.load_s) if found.made.load_s else 0,
            unit="customers/s",
            note=f"CPU {found.made.load_cpu / found.customers * 1e6:.0f} us a customer",
        ),
    ]


def measured(size: int) -> Measured:
    """A base of that size, loaded and screened, changed upon and screened again."""
    before = _delivery([one for n in range(WITHDRAWN) for one in _listed(f"gone-{n}", _made(n))])
    kept, made = base(size, before)
    with TemporaryDirectory(prefix="watchgate-bench-") as folder:
        home = Path(folder) / "home"
        shutil.copytree(kept, home)
        ledger, history = open_ledger(home), open_history(home)
        try:
            return _changed(home, ledger, history, size, made)
        finally:
            history.close()
            ledger.close()


def _changed(
    home: Path,
    ledger: Ledger,
    history: History,
    size: int,
    made: Made,
) -> Measured:
    following = Following(ledger, history, policy(), views=home / "views")
    assert following.take()
    took, cpu = time.perf_counter(), spent()
    following.begin()
    begin_s, begin_cpu = time.perf_counter() - took, spent() - cpu
    ledger.append(_change(size, made.before, ledger))
    took, cpu = time.perf_counter(), spent()
    (asked,) = following.run(Event())
    attested = attest(ledger, history, policy())
    change_s, change_cpu = time.perf_counter() - took, spent() - cpu
    following.close()
    took, cpu = time.perf_counter(), spent()
    daily = _everybody(home, history, ledger)
    return Measured(
        customers=size,
        made=made,
        begin_s=begin_s,
        begin_cpu=begin_cpu,
        change=asked,
        change_s=change_s,
        change_cpu=change_cpu,
        attested=attested,
        daily=daily,
        daily_s=time.perf_counter() - took,
        daily_cpu=spent() - cpu,
    )


def _change(size: int, before: int, ledger: Ledger) -> Delivery:
    rng = random.Random(6)
    step = max(1, size // NEW)
    entries: list[Entry] = []
    others = parties(1 << 40, seed=88)
    for number, customer in zip(range(NEW * step), people(), strict=False):
        if number % step:
            continue
        party = customer if (number // step) % 5 == 0 else next(others)
        spelled = altered(party.names[0].text, rng, person=party.schema == "Person")
        entries += _listed(f"new-{number}", party, spelled)
    for number in range(CHANGED):
        alias = next(others).names[0].text
        entries.append(_says(f"gone-{number}", "Person", "alias", alias))
    stood = next(one for one in ledger.follow(before - 1, reader=SYSTEM) if one.position == before)
    entries += [Retraction(target=Locator(before, n), reason="bench") for n in range(len(stood.entries))]
    return _delivery(entries)


def _listed(entity_id: str, party: Party, name: str = "") -> list[Entry]:
    schema = party.schema if party.schema == "Person" else "Organization"
    found: list[Entry] = [_says(entity_id, schema, "name", name or party.names[0].text)]
    found += [_says(entity_id, schema, "birthDate", one) for one in party.birth_dates if schema == "Person"]
    found += [_says(entity_id, schema, "country", one) for one in party.countries]
    listing = f"{entity_id}-listing"
    found.append(_says(listing, "Sanction", "entity", entity_id))
    found.append(_says(listing, "Sanction", "startDate", "2026-01-02"))
    return found


def _made(number: int) -> Party:
    return next(one for one in parties(1 << 40, seed=1_000 + number) if one.schema == "Person")


def _says(entity_id: str, schema: str, prop: str, value: str) -> Statement:
    return Statement(entity_id=entity_id, schema=schema, prop=prop, value=value, dataset=LIST)


def _delivery(entries: list[Entry]) -> Delivery:
    return Delivery(source=LIST, grade=OFFICIAL, handling=PUBLIC, entries=tuple(entries))


def _everybody(home: Path, history: History, ledger: Ledger) -> Screened:
    return screen_everybody(home, history, policy(), position=ledger.head().position, workers=WORKERS)


def _kinds(asked: Asked) -> dict[str, int]:
    kinds = [one.kind.value for one in asked.alerts]
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)} or {"alerts": 0}
