"""What is in force from one source, as far as a newer snapshot of it must know it: keys, not statements."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from watchgate.model.statement import ListRecord, Locator, Statement

KEY_BYTES = 16


def statement_key(statement: Statement) -> bytes:
    """What makes a row unchanged: claim, wording, validity and record; not the file, nor when it was seen.

    16 bytes of BLAKE2b: two rows that differ share a key once in 10^26 pairs, and a list has 10^12.
    """
    evidence = statement.evidence
    record = evidence.record_id if isinstance(evidence, ListRecord) else ""
    head = key_head(statement.entity_id, record, statement.dataset, statement.schema)
    return key_of(
        head,
        statement.prop,
        statement.value,
        statement.lang,
        statement.original_value,
        statement.valid_from,
        statement.valid_to,
        statement.origin,
        statement.external,
    )


def key_head(entity_id: str, record_id: str, dataset: str, schema: str) -> str:
    """What the keys of all statements of one record about one entity begin with."""
    return f"{entity_id}\x1f{record_id}\x1f{dataset}\x1f{schema}\x1f"


def key_of(
    head: str,
    prop: str,
    value: str,
    lang: str | None,
    original_value: str | None,
    valid_from: str | None,
    valid_to: str | None,
    origin: str | None,
    external: bool,
) -> bytes:
    """The `statement_key` of the statement with these fields."""
    text = (
        f"{head}{prop}\x1f{value}\x1f{lang or ''}\x1f{original_value or ''}\x1f{valid_from or ''}\x1f"
        f"{valid_to or ''}\x1f{origin or ''}\x1f{'x' if external else ''}"
    )
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


class InForce:
    """The statements of a source by key, with where each stands, whose it is, what it is about, which record says it.

    A statement that stands there twice (it cannot by this loader) counts once; the second is listed in `repeated`.
    """

    __slots__ = ("entities", "locators", "of_entity", "of_prop", "of_record", "places", "records", "repeated")

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.places: dict[bytes, int] = {}
        self.locators: list[Locator] = []
        self.of_entity: list[str] = []
        self.of_prop: list[str] = []
        self.of_record: list[str] = []
        self.repeated: list[Locator] = []
        words: dict[str, str] = {}
        for statement in statements:
            key = statement_key(statement)
            if key in self.places:
                self.repeated.append(statement.locator)
                continue
            self.places[key] = len(self.locators)
            self.locators.append(statement.locator)
            self.of_entity.append(words.setdefault(statement.entity_id, statement.entity_id))
            self.of_prop.append(words.setdefault(statement.prop, statement.prop))
            evidence = statement.evidence
            record = evidence.record_id if isinstance(evidence, ListRecord) else ""
            self.of_record.append(words.setdefault(record, record))
        self.entities = frozenset(self.of_entity)
        self.records = frozenset(self.of_record)

    def __len__(self) -> int:
        return len(self.locators)
