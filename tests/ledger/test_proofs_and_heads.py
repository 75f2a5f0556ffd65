"""What the ledger proves to somebody who does not trust its file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from support.ledger_backends import TestClock
from support.ledger_drafts import delivered, said
from watchgate.ledger.canonical import StatementRow
from watchgate.ledger.heads import (
    KEY_NAME,
    check_continuation,
    check_signature,
    public_key,
    read_head,
    sign_head,
    write_head,
)
from watchgate.ledger.interface import Proof
from watchgate.ledger.open import open_ledger
from watchgate.ledger.proof import check_consistency, check_proof, proved_entry
from watchgate.ledger.sqlite_ledger import SqliteLedger
from watchgate.model.errors import BadInputError, LedgerDamagedError, NotFoundError
from watchgate.model.handling import ANYONE, PUBLIC, SYSTEM, Handling, Tlp
from watchgate.model.statement import Locator, Marking, Retraction

SIGNED_AT = 1_764_000_000_000_000


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    with closing(open_ledger(tmp_path / "home", clock=TestClock())) as found:
        for size in (1, 5, 0, 3, 8, 2, 1):
            found.append(delivered(*[said(f"{size}.{i}") for i in range(size)], author="kim"))
        yield found


def test_every_entry_is_proved_without_the_ledger(ledger: SqliteLedger) -> None:
    for delivery, size in ((1, 1), (2, 5), (4, 3), (5, 8), (6, 2), (7, 1)):
        for ordinal in range(size):
            proof = ledger.prove(Locator(delivery, ordinal), reader=SYSTEM)
            again = msgspec.json.decode(msgspec.json.encode(proof), type=Proof)
            assert check_proof(again)
            row = proved_entry(again)
            assert isinstance(row, StatementRow)
            assert row.value == f"{size}.{ordinal}"


def test_nothing_is_proved_to_who_may_not_see_it(ledger: SqliteLedger) -> None:
    secret = Handling(tlp=Tlp.RED)
    ledger.append(delivered(said("open"), said("hidden later"), handling=PUBLIC))
    ledger.append(delivered(Marking(target=Locator(8, 1), handling=secret), handling=PUBLIC))
    ledger.append(delivered(said("closed"), handling=secret))
    ledger.append(delivered(Marking(target=Locator(10, 0), handling=PUBLIC), handling=PUBLIC))
    ledger.append(delivered(Retraction(target=Locator(8, 1), reason="wrong"), handling=PUBLIC))
    assert check_proof(ledger.prove(Locator(8, 0), reader=ANYONE))
    told = set()
    for hidden in (Locator(8, 1), Locator(9, 0), Locator(10, 0), Locator(12, 0), Locator(99, 0)):
        with pytest.raises(NotFoundError) as refused:
            ledger.prove(hidden, reader=ANYONE)
        told.add(str(refused.value).replace(str(hidden), "X"))
    assert len(told) == 1
    assert check_proof(ledger.prove(Locator(10, 0), reader=SYSTEM))


def test_any_flipped_byte_of_a_proof_fails(ledger: SqliteLedger) -> None:
    proof = ledger.prove(Locator(5, 3), reader=SYSTEM)
    fields = msgspec.json.decode(msgspec.json.encode(proof))
    tried = 0
    for name, value in fields.items():
        if name in ("locator", "delivery_entries", "head"):
            continue
        for part, text in enumerate(value if isinstance(value, list) else [value]):
            for at in range(0, len(text), 2):
                flipped = text[:at] + f"{int(text[at : at + 2], 16) ^ 0x01:02x}" + text[at + 2 :]
                changed = [*value[:part], flipped, *value[part + 1 :]] if isinstance(value, list) else flipped
                assert not check_proof(msgspec.convert({**fields, name: changed}, Proof)), (name, part, at)
                tried += 1
    assert tried > 400
    replace = msgspec.structs.replace
    for other in (Locator(5, 2), Locator(4, 3), Locator(5, -1), Locator(0, 3)):
        assert not check_proof(replace(proof, locator=other))
    for entries in (0, 7, 9):
        assert not check_proof(replace(proof, delivery_entries=entries))
    for position in (0, 4, 16):
        assert not check_proof(replace(proof, head=replace(proof.head, position=position)))
    assert not check_proof(replace(proof, head=replace(proof.head, root="00" * 32)))
    assert not check_proof(replace(proof, salt="zz"))
    assert not check_proof(replace(proof, log_path=(*proof.log_path, "00" * 32)))


def test_an_opened_entry_opens_no_other(ledger: SqliteLedger) -> None:
    opened = {ordinal: ledger.prove(Locator(5, ordinal), reader=SYSTEM) for ordinal in range(8)}
    assert len({proof.salt for proof in opened.values()}) == 8
    shown = msgspec.json.encode(opened[0]).decode()
    for ordinal in range(1, 8):
        assert opened[ordinal].salt not in shown
        assert opened[ordinal].canonical not in shown
    swapped = msgspec.structs.replace(opened[1], salt=opened[0].salt)
    assert not check_proof(swapped)


def test_what_is_not_there_is_not_proved(ledger: SqliteLedger) -> None:
    for locator in (Locator(3, 0), Locator(1, 1), Locator(0, 0), Locator(8, 0), Locator(1, -1)):
        with pytest.raises(NotFoundError):
            ledger.prove(locator, reader=SYSTEM)


def test_each_head_is_proved_to_continue_every_older_one(ledger: SqliteLedger, tmp_path: Path) -> None:
    with closing(open_ledger(tmp_path / "grown", clock=TestClock())) as grown:
        heads = [grown.head()]
        for i in range(12):
            grown.append(delivered(said(str(i))))
            heads.append(grown.head())
        for old in heads:
            for new in heads[old.position :]:
                path = grown.consistency(old.position, new.position)
                assert check_consistency(old, new, path)
                if old.position:
                    assert not check_consistency(msgspec.structs.replace(old, root="11" * 32), new, path)
        for wrong in ((5, 3), (-1, 3), (3, 13)):
            with pytest.raises(BadInputError):
                grown.consistency(*wrong)


def test_a_signed_head_survives_a_file_and_shows_any_change(ledger: SqliteLedger, tmp_path: Path) -> None:
    keys = ledger.home.keys
    assert public_key(keys) is None
    signed = sign_head(ledger.head(), keys, SIGNED_AT)
    write_head(signed, tmp_path / "head.json")
    assert read_head(tmp_path / "head.json") == signed
    assert check_signature(signed)
    assert signed.public_key == public_key(keys) == sign_head(ledger.head(), keys, SIGNED_AT + 1).public_key
    replace = msgspec.structs.replace
    head = signed.head
    for changed in (
        replace(signed, signed_at=SIGNED_AT + 1),
        replace(signed, head=replace(head, position=6)),
        replace(signed, head=replace(head, entries=6)),
        replace(signed, head=replace(head, recorded_at=6)),
        replace(signed, head=replace(head, root="11" * 32)),
        replace(signed, signature="11" * 64),
        replace(signed, public_key="11" * 32),
        replace(signed, public_key="no hex"),
    ):
        assert not check_signature(changed)
    assert (keys / KEY_NAME).stat().st_mode & 0o777 == 0o600


def test_the_ledger_continues_what_was_signed_before(ledger: SqliteLedger) -> None:
    signed = sign_head(ledger.head(), ledger.home.keys, SIGNED_AT)
    ledger.append(delivered(Retraction(target=Locator(1, 0), reason="x")))
    assert check_continuation(signed, ledger, signed.public_key) == ledger.head()


def _history(home: Path, first: str) -> SqliteLedger:
    ledger = open_ledger(home, clock=TestClock())
    ledger.append(delivered(said(first)))
    ledger.append(delivered(said("second")))
    return ledger


def test_a_rewrite_that_verifies_by_itself_is_caught_by_the_head_kept_outside(tmp_path: Path) -> None:
    true = _history(tmp_path / "true", "as it was said")
    signed = sign_head(true.head(), true.home.keys, SIGNED_AT)
    true.close()
    # Somebody with the file and the key writes another past: whole, consistent, well signed.
    forged = _history(tmp_path / "forged", "as it suits")
    forged.append(delivered(said("third")))
    shutil.copytree(true.home.keys, forged.home.keys, dirs_exist_ok=True)
    with closing(forged):
        assert forged.verify().damages == ()
        assert check_signature(sign_head(forged.head(), forged.home.keys, SIGNED_AT))
        with pytest.raises(LedgerDamagedError, match="does not continue the log signed at position 2"):
            check_continuation(signed, forged, signed.public_key)


def test_a_ledger_cut_short_is_caught(ledger: SqliteLedger, tmp_path: Path) -> None:
    signed = sign_head(ledger.head(), ledger.home.keys, SIGNED_AT)
    shorter = _history(tmp_path / "shorter", "x")
    with closing(shorter), pytest.raises(LedgerDamagedError, match="deliveries were taken away"):
        check_continuation(signed, shorter, signed.public_key)


def test_a_head_changed_or_signed_by_another_is_refused(ledger: SqliteLedger, tmp_path: Path) -> None:
    signed = sign_head(ledger.head(), ledger.home.keys, SIGNED_AT)
    other = tmp_path / "other"
    other.mkdir()
    strange = sign_head(ledger.head(), other, SIGNED_AT)
    with pytest.raises(BadInputError, match="another key"):
        check_continuation(strange, ledger, signed.public_key)
    with pytest.raises(BadInputError, match="its signature does not fit"):
        check_continuation(msgspec.structs.replace(signed, signed_at=1), ledger, signed.public_key)


def test_a_head_that_cannot_be_written_is_said(ledger: SqliteLedger, tmp_path: Path) -> None:
    signed = sign_head(ledger.head(), ledger.home.keys, SIGNED_AT)
    with pytest.raises(BadInputError, match="cannot be written"):
        write_head(signed, tmp_path / "none" / "head.json")


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 5_000, b"\xff\xfe", b"x" * 70_000])
def test_a_file_that_is_no_head_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "head.json"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=r"head\.json: "):
        read_head(path)
    with pytest.raises(BadInputError):
        read_head(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"head": "\xff"}', b"\x00\xff", b'{"head": 7}'])
def test_a_file_that_is_no_signed_head_is_refused_by_its_name(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "head.json").write_bytes(content)
    with pytest.raises(BadInputError, match=r"head\.json: not a signed head"):
        read_head(tmp_path / "head.json")
