"""Random histories of a ledger: deliveries with statements, and acts upon what was said before."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

from support.ledger_backends import START_US
from watchgate.model.delivery import Delivery
from watchgate.model.handling import ANYONE, PUBLIC, SYSTEM, UNMARKED, Handling, Reader, Tlp
from watchgate.model.statement import Confirmation, Entry, Locator, Marking, Retraction, Statement, Status

ENTITIES = ("ru-1", "kp-2", "мир-3", "김-4")
SOURCES = ("un_sc", "analyst:kim")
ORGANISATIONS = ("RUSI", "MSMT")

READERS = (
    SYSTEM,
    ANYONE,
    Reader(name="analyst", clearance=Tlp.AMBER_STRICT, organisations=frozenset({"RUSI"})),
    Reader(name="partner", clearance=Tlp.GREEN, organisations=frozenset({"MSMT"})),
    Reader(name="duty", clearance=Tlp.RED, organisations=frozenset({"MSMT", "RUSI"})),
)

handlings = st.one_of(
    st.sampled_from([PUBLIC, UNMARKED]),
    st.builds(
        Handling,
        tlp=st.sampled_from(Tlp),
        releasable_to=st.frozensets(st.sampled_from(ORGANISATIONS)),
        originator=st.one_of(st.none(), st.sampled_from(ORGANISATIONS)),
        originator_control=st.booleans(),
        expires_at=st.one_of(st.none(), st.integers(START_US - 50, START_US + 50)),
    ),
)
dates = st.one_of(st.none(), st.sampled_from(["2023", "2024", "2024-03", "2024-03-15", "2025-01-01"]))
statements = st.builds(
    Statement,
    entity_id=st.sampled_from(ENTITIES),
    schema=st.just("Person"),
    prop=st.sampled_from(["name", "owner", "country"]),
    value=st.sampled_from([*ENTITIES, "Kim", "Ким\u0000", "김정은"]),
    dataset=st.just("un_sc"),
    valid_from=dates,
    valid_to=dates,
    status=st.sampled_from([Status.CONFIRMED, Status.PROPOSED]),
)


class Act(NamedTuple):
    """An act whose target is the nth of the statements known when it is made; `inside` prefers its own delivery."""

    kind: str
    pick: int
    inside: bool
    handling: Handling


acts = st.builds(Act, st.sampled_from("rcm"), st.integers(0, 40), st.booleans(), handlings)


class Step(NamedTuple):
    """One delivery and how far the clock moved before it, in microseconds."""

    source: str
    handling: Handling
    entries: list[Statement | Act]
    moved_us: int


steps = st.builds(
    Step,
    st.sampled_from(SOURCES),
    handlings,
    st.lists(st.one_of(statements, statements, acts), max_size=6),
    st.integers(-30, 30),
)
histories = st.lists(steps, min_size=1, max_size=8)


def delivery_of(step: Step, known: list[Locator]) -> Delivery:
    """The step as a draft, its acts aimed at `known` or at what stands before them in the delivery."""
    entries: list[Entry] = []
    inside: list[Locator] = []
    for entry in step.entries:
        if isinstance(entry, Statement):
            inside.append(Locator(0, len(entries)))
            entries.append(entry)
            continue
        targets = inside if entry.inside and inside else known
        target = targets[entry.pick % len(targets)] if targets else Locator(1, entry.pick)
        if entry.kind == "r":
            entries.append(Retraction(target=target, reason="withdrawn"))
        elif entry.kind == "c":
            entries.append(Confirmation(target=target, by="duty"))
        else:
            entries.append(Marking(target=target, handling=entry.handling))
    return Delivery(source=step.source, handling=step.handling, entries=tuple(entries))
