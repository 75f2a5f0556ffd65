"""Damage is named where it is: by `verify`, and by the read that meets it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from support.ledger_drafts import delivered, said
from watchgate.ledger.open import open_ledger
from watchgate.ledger.rows import key_of, row_crc
from watchgate.model.errors import LedgerDamagedError
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Locator, Retraction


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with closing(open_ledger(tmp_path)) as ledger:
        for number in range(1, 6):
            statements = [said(f"{number}.{i}", entity_id=f"e{i}") for i in range(3)]
            ledger.append(delivered(*statements, said("e1", entity_id="own", prop="owner"), source=f"s{number}"))
        ledger.append(delivered(Retraction(target=Locator(2, 0), reason="withdrawn")))
        assert ledger.verify().damages == ()
    return tmp_path


def _change(home: Path, sql: str, *values: object) -> None:
    connection = apsw.Connection(str(home / "ledger.sqlite"))
    connection.execute(sql, values)
    assert connection.changes() > 0
    connection.close()


def _damages(home: Path) -> str:
    with closing(open_ledger(home)) as ledger:
        return "\n".join(ledger.verify().damages)


FLIP = "cast(substr({0}, 1, 9) || x'21' || substr({0}, 11) AS BLOB)"


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        (f"UPDATE entry SET payload = {FLIP.format('payload')} WHERE at = {key_of(3, 1)}", "entry 3.1 "),
        (f"UPDATE entry SET crc = crc + 1 WHERE at = {key_of(3, 1)}", "entry 3.1 does not give its check sum"),
        (f"UPDATE entry SET entity = entity + 1 WHERE at = {key_of(3, 1)}", "entry 3.1"),
        (f"UPDATE entry SET refers = 1 WHERE at = {key_of(3, 1)}", "entry 3.1: the dictionary row"),
        (f"UPDATE entry SET refers = NULL WHERE at = {key_of(3, 3)}", "entry 3.3: the dictionary row"),
        (f"UPDATE entry SET target = {key_of(1, 1)} WHERE at = {key_of(6, 0)}", "entry 6.0: its target column"),
        (f"DELETE FROM entry WHERE at = {key_of(3, 1)}", "delivery 3: 3 of its 4 entries are there"),
        (f"UPDATE entry SET at = {key_of(3, 9)} WHERE at = {key_of(3, 1)}", "entry 3.9"),
        ("UPDATE entity SET id = 'e9' WHERE id = 'e2'", "entry 1.2: the dictionary row of its entity"),
        ("DELETE FROM entity WHERE id = 'e2'", "entry 1.2: the dictionary row of its entity"),
        ("UPDATE source SET name = 's9' WHERE name = 's2'", "delivery 2: its columns or its source's dictionary row"),
        ("UPDATE delivery SET source = 1 WHERE position = 2", "delivery 2: its columns or its source's"),
        ("UPDATE delivery SET recorded_at = 5 WHERE position = 2", "delivery 2: its columns"),
        ("UPDATE delivery SET total = 5 WHERE position = 2", "delivery 2: its columns"),
        ("UPDATE delivery SET secret = randomblob(32) WHERE position = 2", "delivery 2: its entries or its secret"),
        ("UPDATE delivery SET id = randomblob(32) WHERE position = 2", "delivery 2: its header does not give its id"),
        (f"UPDATE delivery SET header = {FLIP.format('header')} WHERE position = 2", "delivery 2: its header"),
        ("DELETE FROM delivery WHERE position = 2", "delivery 2 is missing"),
        ("UPDATE log_node SET hash = randomblob(32) WHERE number = 3", "log nodes 2 to 3"),
        ("DELETE FROM log_node WHERE number = 1", "log nodes 1 to 1"),
        ("INSERT INTO entry VALUES (5, 1, NULL, NULL, 0, x'00')", "21 are stored|entries are stored"),
        ("UPDATE delivery SET header = x'00' WHERE position = 4", "delivery 4: its header cannot be read"),
    ],
)
def test_whatever_is_changed_is_named(home: Path, sql: str, named: str) -> None:
    _change(home, sql)
    found = _damages(home)
    assert any(part in found for part in named.split("|")), found


def test_an_entry_rewritten_with_its_check_sum_is_still_found(home: Path) -> None:
    at = key_of(3, 1)
    connection = apsw.Connection(str(home / "ledger.sqlite"))
    entity, payload = connection.execute("SELECT entity, payload FROM entry WHERE at = ?", (at,)).fetchall()[0]
    assert isinstance(entity, int)
    assert isinstance(payload, bytes)
    other = payload.replace(b"3.1", b"3.7")
    crc = row_crc(at, entity, other)
    connection.execute("UPDATE entry SET payload = ?, crc = ? WHERE at = ?", (other, crc, at))
    connection.close()
    assert "delivery 3: its entries or its secret do not give its root" in _damages(home)
    with closing(open_ledger(home)) as ledger, pytest.raises(LedgerDamagedError, match="delivery 3"):
        ledger.prove(Locator(3, 0), reader=SYSTEM)


@pytest.mark.parametrize("what", ["entity", "entities", "source", "statement", "follow"])
def test_a_read_that_meets_a_damaged_row_names_it(home: Path, what: str) -> None:
    _change(home, f"UPDATE entry SET payload = {FLIP.format('payload')} WHERE at = {key_of(3, 1)}")
    with closing(open_ledger(home)) as ledger:
        snapshot = ledger.as_of(reader=SYSTEM)
        reads: dict[str, Callable[[], object]] = {
            "entity": lambda: snapshot.entity("e1"),
            "entities": lambda: list(snapshot.entities()),
            "source": lambda: list(snapshot.source("s3")),
            "statement": lambda: snapshot.statement(Locator(3, 1)),
            "follow": lambda: list(ledger.follow(0, reader=SYSTEM)),
        }
        with pytest.raises(LedgerDamagedError, match=r"entry 3\.1 does not give"):
            reads[what]()


def test_a_read_that_meets_a_damaged_header_names_it(home: Path) -> None:
    _change(home, f"UPDATE delivery SET header = {FLIP.format('header')} WHERE position = 2")
    with closing(open_ledger(home)) as ledger, pytest.raises(LedgerDamagedError, match="the header of delivery 2"):
        list(ledger.as_of(reader=SYSTEM).deliveries())


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"not a database, but long enough to look at " * 50)
    with pytest.raises(LedgerDamagedError, match=r"ledger\.sqlite"):
        open_ledger(tmp_path)


def test_every_overwritten_page_is_named(home: Path) -> None:
    file = home / "ledger.sqlite"
    clean = file.read_bytes()
    for page in range(1, len(clean) // 4096):
        file.write_bytes(clean[: page * 4096] + bytes(4096) + clean[(page + 1) * 4096 :])
        try:
            found = _damages(home)
        except LedgerDamagedError as error:
            found = str(error)
        assert found, f"page {page + 1} was overwritten and nothing was said"
