"""Statements and parties written short, for tests of screening."""

from __future__ import annotations

from itertools import count

from watchgate.model.delivery import Delivery
from watchgate.model.grade import OFFICIAL
from watchgate.model.handling import PUBLIC, Handling
from watchgate.model.party import Name, Party
from watchgate.model.statement import Entry, ListRecord, Statement, Status

_ids = count()


def says(
    entity_id: str,
    schema: str,
    dataset: str = "test_list",
    *,
    status: Status = Status.CONFIRMED,
    record: str | None = None,
    **properties: str | list[str],
) -> list[Statement]:
    """Statements of one entity: `says("a", "Person", name="Kim Chol", country=["kp", "ru"])`."""
    return [
        Statement(
            entity_id=entity_id,
            schema=schema,
            prop=prop,
            value=value,
            dataset=dataset,
            status=status,
            evidence=ListRecord(record_id=record) if record else None,
        )
        for prop, values in properties.items()
        for value in ([values] if isinstance(values, str) else values)
    ]


def listing(entity_id: str, programme: str, dataset: str = "test_list", record: str | None = None) -> list[Statement]:
    """The Sanction entity that lists `entity_id` under `programme`."""
    return says(
        f"{entity_id}-sanction",
        "Sanction",
        dataset,
        record=record,
        entity=entity_id,
        authority="TEST",
        program=programme,
        listingDate="2020-01-02",
    )


def delivered(
    *entries: Entry,
    source: str = "test_list",
    handling: Handling = PUBLIC,
    snapshot_date: str | None = None,
    complete: bool = False,
) -> Delivery:
    """A delivery of an official list."""
    return Delivery(
        source=source,
        entries=entries,
        grade=OFFICIAL,
        handling=handling,
        snapshot_date=snapshot_date,
        complete=complete,
    )


def person(name: str, **fields: object) -> Party:
    """A query about a person."""
    return Party(id=f"q{next(_ids)}", schema="Person", names=(Name(name),), **fields)  # type: ignore[arg-type]
