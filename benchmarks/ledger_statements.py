"""Statements like those of real lists, made from a seed.

Shares of properties and lengths of values are those of the official lists: OFAC SDN with its aliases and addresses
(2022-01, 2023-11) and the UN consolidated list (2026-02-27), counted in characters at the 10th, 25th, 50th, 75th, 90th
and 99th percentile. Their values: mean 25-35 characters, median 8-24. What is made here: mean 24, median 12, about
11 statements a person and 4 its listing, which is an entity of its own; one text in twelve is not Latin.

A list arrives entity by entity; of every seven entities one had statements before, and gets more.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from watchgate.model.delivery import Delivery
from watchgate.model.grade import OFFICIAL
from watchgate.model.handling import PUBLIC
from watchgate.model.statement import ListRecord, Statement

DATASETS = ("us_ofac_sdn", "un_sc_sanctions", "gb_fcdo_sanctions", "eu_fsf")

PROPERTIES: tuple[tuple[str, str, float, tuple[int, ...]], ...] = (
    ("Person", "name", 1.1, (11, 15, 23, 30, 38, 71)),
    ("Person", "alias", 2.2, (12, 15, 21, 29, 38, 68)),
    ("Person", "weakAlias", 0.3, (4, 6, 9, 14, 20, 40)),
    ("Person", "nationality", 0.7, (2, 2, 2, 2, 2, 2)),
    ("Person", "country", 0.9, (2, 2, 2, 2, 2, 2)),
    ("Person", "birthDate", 0.7, (4, 4, 10, 10, 10, 10)),
    ("Person", "birthPlace", 0.5, (7, 12, 20, 33, 48, 80)),
    ("Person", "address", 1.3, (22, 34, 52, 72, 95, 150)),
    ("Person", "idNumber", 0.4, (7, 8, 9, 11, 22, 54)),
    ("Person", "passportNumber", 0.4, (7, 8, 9, 11, 14, 22)),
    ("Person", "topics", 1.0, (8, 8, 8, 8, 8, 13)),
    ("Person", "notes", 0.5, (42, 81, 125, 192, 272, 557)),
    ("Sanction", "entity", 1.0, (9, 10, 12, 14, 25, 25)),
    ("Sanction", "authority", 1.0, (9, 21, 30, 38, 45, 45)),
    ("Sanction", "program", 1.2, (4, 5, 6, 14, 15, 32)),
    ("Sanction", "listingDate", 0.7, (10, 10, 10, 10, 10, 10)),
)
"""Schema, property, statements of it an entity, value length at the percentiles above."""

_SHARES = (0.0, 0.10, 0.25, 0.50, 0.75, 0.90, 0.99)
_LATIN = (
    "al ba chol dong eun fa gor hak il jong kim lev min nov oleg pak qu ri song tae un vik won xi yong zhou ov skaya"
)
_OTHER = "ким чен ын россия банк 김정은 평양 조선 金 银行 公司 البنك كوريا شركة"


class ListStatements:
    """Deliveries of `size` statements each, the same for the same seed. `entities` are the ids given out so far."""

    def __init__(self, seed: int, size: int = 1_000) -> None:
        self._random = Random(seed)
        self._size = size
        self._latin = self._text(_LATIN)
        self._other = self._text(_OTHER)
        self.entities: list[str] = []
        self._pending = self._statements()

    def deliveries(self, count: int) -> Iterator[Delivery]:
        """The next `count` deliveries."""
        for number in range(count):
            dataset = DATASETS[number % len(DATASETS)]
            yield Delivery(
                source=dataset,
                entries=tuple(next(self._pending) for _ in range(self._size)),
                grade=OFFICIAL,
                handling=PUBLIC,
                snapshot_date="2026-11-22",
            )

    def _statements(self) -> Iterator[Statement]:
        draw = self._random.random
        while True:
            known = self.entities and draw() < 1 / 7
            entity = self._random.choice(self.entities) if known else self._new_entity()
            dataset = DATASETS[len(entity) % len(DATASETS)]
            evidence = ListRecord(record_id=entity.rpartition("-")[2])
            for schema, prop, often, lengths in PROPERTIES:
                times = int(often + draw())
                for _ in range(times):
                    yield Statement(
                        entity_id=entity if schema == "Person" else f"{entity}-s",
                        schema=schema,
                        prop=prop,
                        value=entity if prop == "entity" else self._value(lengths),
                        dataset=dataset,
                        evidence=evidence,
                    )

    def _new_entity(self) -> str:
        # Half as OFAC and the UN number them, half as OpenSanctions does, which lie in no order.
        number = len(self.entities)
        entity = f"us-ofac-{number + 2600}" if number % 2 else f"NK-{self._random.getrandbits(88):022x}"
        self.entities.append(entity)
        return entity

    def _value(self, lengths: tuple[int, ...]) -> str:
        length = self._length(lengths)
        text = self._other if length > 12 and self._random.random() < 1 / 12 else self._latin
        start = int(self._random.random() * (len(text) - length))
        return text[start : start + length]

    def _length(self, lengths: tuple[int, ...]) -> int:
        if lengths[0] == lengths[-1]:
            return lengths[0]
        share = self._random.random()
        for upper in range(1, len(_SHARES)):
            if share < _SHARES[upper]:
                below, above = _SHARES[upper - 1], _SHARES[upper]
                short = lengths[upper - 2] if upper > 1 else max(1, lengths[0] // 2)
                part = (share - below) / (above - below)
                return int(short + part * (lengths[upper - 1] - short))
        return lengths[-1]

    def _text(self, words: str) -> str:
        return " ".join(self._random.choices(words.split(), k=200_000))
