"""Bytes flipped at rest in the ledger's file: every answer is true or names the damage, none is quietly wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from shutil import ignore_patterns

import msgspec
import pytest

from support.faulty_vfs_workload import draft
from watchgate.ledger.heads import check_continuation, sign_head
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.errors import LedgerDamagedError, WatchgateError
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Locator, Statement, Status

SEED = 4
DELIVERIES = 40
FLIPS = 120
LONG_FLIPS = 1_500

Answers = dict[str, object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a closed ledger of `DELIVERIES` deliveries; never written to again."""
    home = tmp_path_factory.mktemp("sound") / "home"
    with closing(open_ledger(home)) as ledger:
        for number in range(DELIVERIES):
            ledger.append(draft(SEED, "flips", number))
    return home


@pytest.fixture(scope="module")
def truth(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    home = tmp_path_factory.mktemp("truth") / "home"
    shutil.copytree(sound, home)
    with closing(open_ledger(home)) as ledger:
        assert ledger.verify().damages == ()
        return {name: ask(ledger) for name, ask in _questions()}


def test_flipped_byte_is_named_or_changes_no_answer(sound: Path, truth: Answers, tmp_path: Path) -> None:
    named = sum(_flip(seed, sound, truth, tmp_path) for seed in range(FLIPS))
    assert named > FLIPS // 3, f"only {named} of {FLIPS} flips were noticed: the flips miss what is stored"


@pytest.mark.long
@pytest.mark.timeout(600)
def test_flipped_byte_is_named_or_changes_no_answer_often(sound: Path, truth: Answers, tmp_path: Path) -> None:
    named = sum(_flip(seed, sound, truth, tmp_path) for seed in range(10_000, 10_000 + LONG_FLIPS))
    assert named > LONG_FLIPS // 3


@pytest.mark.parametrize("position", [1, 7, DELIVERIES])
def test_flip_in_a_statement_is_named_by_verify_and_by_reading_it(sound: Path, tmp_path: Path, position: int) -> None:
    home = tmp_path / "home"
    shutil.copytree(sound, home)
    with closing(open_ledger(home)) as ledger:
        statement = next(
            entry
            for delivery in ledger.follow(position - 1, reader=SYSTEM)
            for entry in delivery.entries
            if isinstance(entry, Statement) and len(entry.value) >= 12
        )
        position = statement.position
    _flip_text(home / "ledger.sqlite", statement.value.encode())
    with closing(open_ledger(home)) as ledger:
        damages = ledger.verify().damages
        assert any(str(statement.locator) in damage for damage in damages), damages
        with pytest.raises(LedgerDamagedError, match=str(statement.locator)):
            ledger.entity(statement.entity_id, reader=SYSTEM)
        with pytest.raises(LedgerDamagedError, match=str(statement.locator)):
            list(ledger.follow(position - 1, reader=SYSTEM))


def test_flip_in_a_delivery_header_is_named_by_verify_and_by_reading_it(sound: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(sound, home)
    _flip_text(home / "ledger.sqlite", b'"flips/17"')
    with closing(open_ledger(home)) as ledger:
        damages = ledger.verify().damages
        assert any("delivery 18" in damage for damage in damages), damages
        with pytest.raises(LedgerDamagedError, match="delivery 18"):
            list(ledger.follow(17, reader=SYSTEM))


def test_flip_in_an_entity_id_is_named_by_verify(sound: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(sound, home)
    path = home / "ledger.sqlite"
    data = path.read_bytes()
    with closing(open_ledger(home)) as ledger:
        entity = next(iter(ledger.as_of(reader=SYSTEM).entity_ids())).encode()
    # The places that are not part of a statement's text, where a quotation mark would stand before it.
    places = [at for at in _find_all(data, entity) if data[at - 1 : at] != b'"']
    assert places
    for at in places:
        path.write_bytes(
            data[: at + len(entity) - 1] + bytes([data[at + len(entity) - 1] ^ 1]) + data[at + len(entity) :]
        )
        with closing(open_ledger(home)) as ledger:
            assert ledger.verify().damages != (), f"byte {at}"


def test_flip_in_the_log_takes_away_a_tail_at_most_and_a_head_kept_outside_shows_it(tmp_path: Path) -> None:
    """SQLite reads its log up to the first frame that does not give its check sum, and takes that for its end.

    So damage to what was not yet moved into the file looks like an older ledger, sound in itself. What was signed and
    kept elsewhere tells the difference.
    """
    whole = tmp_path / "whole"
    with closing(open_ledger(whole)) as ledger:
        for number in range(12):
            ledger.append(draft(SEED, "log", number))
        head, stored = ledger.head(), list(ledger.follow(0, reader=SYSTEM))
        signed = sign_head(head, whole / "keys", 1)
        homes = [
            shutil.copytree(whole, tmp_path / str(seed), ignore=ignore_patterns("*.sock", "*-shm"))
            for seed in range(20)
        ]
    shorter = 0
    for seed, home in enumerate(homes):
        random = Random(seed)
        path = home / "ledger.sqlite-wal"
        data = bytearray(path.read_bytes())
        data[random.randrange(len(data))] ^= random.randrange(1, 256)
        path.write_bytes(data)
        with closing(open_ledger(home)) as ledger:
            assert ledger.verify().damages == (), f"seed {seed}"
            left = list(ledger.follow(0, reader=SYSTEM))
            assert left == stored[: len(left)], f"seed {seed}"
            if len(left) < len(stored):
                shorter += 1
                with pytest.raises(LedgerDamagedError, match="taken away"):
                    check_continuation(signed, ledger, signed.public_key)
    assert shorter > 5


def _flip(seed: int, sound: Path, truth: Answers, folder: Path) -> bool:
    """Whether a flip drawn from `seed` was named by anything. No answer may be wrong unless `verify` names damage."""
    random = Random(seed)
    home = folder / str(seed)
    shutil.copytree(sound, home)
    path = home / "ledger.sqlite"
    data = bytearray(path.read_bytes())
    page = random.randrange(len(data) // 4096) * 4096
    places = [page + random.randrange(random.choice((16, 100, 4096))) for _ in range(random.choice((1, 1, 2, 8)))]
    for place in places:
        data[place] ^= random.randrange(1, 256)
    path.write_bytes(data)
    said = f"seed {seed}, bytes {places}"
    try:
        with closing(open_ledger(home)) as ledger:
            damages = _damages(ledger)
            refused = _ask_all(ledger, truth, damages, said)
    except WatchgateError:
        return True
    finally:
        shutil.rmtree(home)
    return bool(damages) or refused


def _ask_all(ledger: Ledger, truth: Answers, damages: tuple[str, ...], said: str) -> bool:
    refused = False
    for name, ask in _questions():
        try:
            answer = ask(ledger)
        except WatchgateError:
            refused = True
            continue
        if answer != truth[name]:
            assert damages, f"{said}: {name} answers wrongly, and verify finds nothing"
            assert _was_stored(answer, truth[name], truth["follow"]), f"{said}: {name} gives what was never stored"
    return refused


def _damages(ledger: Ledger) -> tuple[str, ...]:
    try:
        return ledger.verify().damages
    except WatchgateError as error:
        return (str(error),)


def _was_stored(answer: object, true: object, stored: object) -> bool:
    """Whether a wrong answer at least holds nothing that was never stored.

    An index may hide a row, and with the row of an act how a statement stands; no row may lie. Only `verify`, which
    reads the indexes against the tables, can see that; a statement's content is checked by every read.
    """
    if not isinstance(answer, list | tuple) or not isinstance(true, list | tuple) or not isinstance(stored, list):
        return False
    asserted = {part.id: _content(part) for part in stored if isinstance(part, Statement)}
    return all(
        asserted.get(part.id) == _content(part) if isinstance(part, Statement) else part in true for part in answer
    )


def _content(statement: Statement) -> Statement:
    return msgspec.structs.replace(statement, status=Status.CONFIRMED)


def _questions() -> Iterator[tuple[str, Callable[[Ledger], object]]]:
    yield "head", lambda ledger: [ledger.head()]
    yield "follow", lambda ledger: [part for one in ledger.follow(0, reader=SYSTEM) for part in (one, *one.entries)]
    yield "entity_ids", lambda ledger: sorted(ledger.as_of(reader=SYSTEM).entity_ids())
    yield (
        "entities",
        lambda ledger: sorted(
            (statement for _, found in ledger.as_of(reader=SYSTEM).entities() for statement in found), key=_place
        ),
    )
    yield "past", lambda ledger: ledger.as_of(reader=SYSTEM, position=20).entity("entity-3")
    yield "deliveries", lambda ledger: list(ledger.as_of(reader=SYSTEM).deliveries())
    for number in range(0, 60, 7):
        yield f"entity-{number}", partial(_entity, f"entity-{number}")
    for number in range(4):
        yield f"list-{number}", partial(_source, f"list-{number}")
    for position in (1, 9, 30):
        yield f"statement {position}.0", partial(_statement, Locator(position, 0))


def _entity(entity_id: str, ledger: Ledger) -> object:
    return ledger.entity(entity_id, reader=SYSTEM)


def _source(name: str, ledger: Ledger) -> object:
    return list(ledger.as_of(reader=SYSTEM).source(name))


def _statement(locator: Locator, ledger: Ledger) -> object:
    return [ledger.as_of(reader=SYSTEM).statement(locator)]


def _place(statement: Statement) -> Locator:
    return statement.locator


def _flip_text(path: Path, text: bytes) -> None:
    data = bytearray(path.read_bytes())
    places = list(_find_all(bytes(data), text))
    assert places, "the text is not in the file as it was written"
    for place in places:
        data[place + len(text) // 2] ^= 1
    path.write_bytes(data)


def _find_all(data: bytes, text: bytes) -> Iterator[int]:
    at = data.find(text)
    while at >= 0:
        yield at
        at = data.find(text, at + 1)
