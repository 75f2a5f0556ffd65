"""What is appended while things go wrong: small deliveries, each a pure function of a seed, a worker and a number."""

from __future__ import annotations

from random import Random

from watchgate.model.delivery import Delivery
from watchgate.model.handling import PUBLIC, UNMARKED, Handling, Tlp
from watchgate.model.statement import (
    Confirmation,
    Entry,
    ListRecord,
    Locator,
    Marking,
    Retraction,
    Statement,
    Status,
)

_PROPS = ("name", "alias", "address", "birthDate", "nationality", "notes", "passportNumber")
_HANDLING = (PUBLIC, UNMARKED, Handling(tlp=Tlp.RED, originator="unit-7", originator_control=True))


def draft(seed: int, worker: str, number: int) -> Delivery:
    """Delivery `number` of `worker`; its note says so, and stands on no other delivery.

    Mostly a handful of statements, now and then one with a text that needs overflow pages, with retractions,
    confirmations and markings of statements of the same delivery.
    """
    random = Random(f"{seed}/{worker}/{number}")
    entries: list[Entry] = [_statement(random, ordinal) for ordinal in range(random.choice((1, 1, 2, 5, 12, 30)))]
    for ordinal, entry in enumerate(entries[:]):
        target = Locator(0, ordinal)
        if isinstance(entry, Statement) and entry.status is Status.PROPOSED:
            entries.append(Confirmation(target=target, by="second", reason="seen again"))
        elif random.random() < 0.1:
            entries.append(Retraction(target=target, reason="taken back"))
        elif random.random() < 0.05:
            entries.append(Marking(target=target, handling=random.choice(_HANDLING)))
    return Delivery(
        source=f"list-{random.randrange(4)}",
        entries=tuple(entries),
        grade=random.choice(("A1", "B2", "F6")),
        handling=random.choice(_HANDLING),
        snapshot_date=f"2026-0{random.randrange(1, 10)}-01",
        note=note(worker, number),
    )


def note(worker: str, number: int) -> str:
    """By which a delivery is known again."""
    return f"{worker}/{number}"


def _statement(random: Random, ordinal: int) -> Statement:
    length = random.choice((4, 12, 30, 30, 90, 400)) if random.random() < 0.98 else 20_000
    return Statement(
        entity_id=f"entity-{random.randrange(60)}",
        schema="Person",
        prop=random.choice(_PROPS),
        value="".join(random.choices("abcdefgh ijklmnop Пхеньян 평양", k=length)),
        dataset="made_up",
        status=Status.PROPOSED if random.random() < 0.1 else Status.CONFIRMED,
        evidence=ListRecord(record_id=str(ordinal)),
    )
