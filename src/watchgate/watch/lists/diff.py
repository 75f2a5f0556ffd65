"""A newer snapshot against what is in force from its source: what is new, what changed, what is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from watchgate.model.statement import Locator
from watchgate.watch.lists.entry import ListEntry, RefusedEntry
from watchgate.watch.lists.fit import why_unfit
from watchgate.watch.lists.in_force import InForce, key_head, key_of
from watchgate.watch.lists.spool import Spool

REPORT_EVERY = 4_096


class Difference:
    """What reading a snapshot gave.

    `added`: statements not in force. `replaced`: by entity, statements in force whose property has a new value in this
    snapshot (a change). `withdrawn`: by entity, those that are gone without a successor. `kept_back`: statements of
    records that could not be read this time: neither confirmed nor withdrawn. `records`: the publisher's ids of every
    record of the snapshot. `lost`: how many of the withdrawn statements are of records that are still there.
    """

    def __init__(self) -> None:
        self.added = Spool()
        self.replaced: dict[str, list[Locator]] = {}
        self.withdrawn: dict[str, list[Locator]] = {}
        self.refused: list[RefusedEntry] = []
        self.unknown_refused = 0
        self.kept_back = 0
        self.records: set[str] = set()
        self.lost = 0
        self.entries = 0
        self.statements = 0
        self.unchanged = 0

    @property
    def nothing_new(self) -> bool:
        """Whether the snapshot says what is in force already, withdrawals aside."""
        return not len(self.added) and not self.replaced


def compare(
    read: Iterable[ListEntry | RefusedEntry],
    in_force: InForce,
    dataset: str,
    tick: Callable[[int], None] | None = None,
) -> Difference:
    """Read the snapshot once and compare; an identical statement said twice by it counts once.

    `tick` is told now and then how many statements were read.
    """
    found = Difference()
    places = in_force.places
    still = bytearray(len(in_force))
    new_keys: set[bytes] = set()
    renewed: set[tuple[str, str]] = set()
    refused_records: set[str] = set()
    left_out: set[str] = set()
    for item in read:
        if isinstance(item, RefusedEntry):
            found.refused.append(item)
            refused_records.add(item.record_id)
            continue
        found.entries += 1
        found.records.add(item.record_id)
        listed = item.entity_id in in_force.entities
        evidence = item.evidence()
        for claim, key in zip(item.claims, _keys(item, dataset), strict=True):
            found.statements += 1
            if tick is not None and not found.statements % REPORT_EVERY:
                tick(found.statements)
            place = places.get(key)
            if place is not None:
                still[place] = 1
                continue
            statement = item.statement(claim, dataset, evidence)
            if (unfit := why_unfit(statement)) is not None:
                found.refused.append(RefusedEntry(record_id=item.record_id, reason=f"left out: {unfit}"))
                left_out.add(item.record_id)
            elif key not in new_keys:
                new_keys.add(key)
                found.added.add(statement)
                if listed:
                    renewed.add((statement.entity_id, statement.prop))
    found.unchanged = sum(still)
    known = (refused_records | left_out) & set(in_force.of_record) if refused_records or left_out else set()
    found.unknown_refused = len(refused_records - known)
    _sort_the_gone(found, in_force, still, renewed, known)
    return found


def _keys(item: ListEntry, dataset: str) -> Iterator[bytes]:
    """The `statement_key` of each claim's statement, most of which need not be made: they are in force."""
    head = key_head(item.entity_id, item.record_id, item.dataset or dataset, item.schema)
    for claim in item.claims:
        yield key_of(
            head,
            claim.prop,
            claim.value,
            claim.lang,
            claim.original,
            claim.valid_from,
            claim.valid_to,
            claim.origin,
            claim.external,
        )


def _sort_the_gone(
    found: Difference,
    in_force: InForce,
    still: bytearray,
    renewed: set[tuple[str, str]],
    refused_records: set[str],
) -> None:
    """`refused_records`: those in force of which something could not be read this time."""
    for place, seen in enumerate(still):
        if seen:
            continue
        entity = in_force.of_entity[place]
        if in_force.of_record[place] in refused_records:
            found.kept_back += 1
            found.records.add(in_force.of_record[place])
            continue
        changed = (entity, in_force.of_prop[place]) in renewed
        found.lost += not changed and in_force.of_record[place] in found.records
        gone = found.replaced if changed else found.withdrawn
        gone.setdefault(entity, []).append(in_force.locators[place])
    if in_force.repeated:
        found.replaced.setdefault("", []).extend(in_force.repeated)
