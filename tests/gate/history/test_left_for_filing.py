"""What is left for filing: packing, sealing and hashing wait, and what earlier versions wrote is filed as well."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from support.gate_entries import decided, entry, payment
from watchgate.gate.history.history import History, open_history
from watchgate.gate.history.packing import DEFLATED_WORDS, RECORD_WORDS, committed, deflate, pack
from watchgate.gate.history.preparing import Part, Prepared, beside, packed_small, prepare
from watchgate.gate.history.sealing import Sealer
from watchgate.gate.history.verifying import verify
from watchgate.model.policy_file import default_policy


@pytest.fixture
def history(tmp_path: Path) -> History:
    found = open_history(tmp_path)
    found.know_policy(default_policy())
    return found


def _as_before(prepared: Prepared, sealer: Sealer) -> Prepared:
    """As earlier versions made it ready: deflated, sealed and committed to as deflated, parts with their digests."""
    content = prepared.content
    packed = deflate(content.plain, DEFLATED_WORDS)
    said = beside([one.content for one in content.parties], [one.content for one in content.texts])
    sealed, commitment = sealer.seal_committed(content.secret, packed, said)
    parties = tuple(Part(one.content, sealer.digest(b"party", one.content)) for one in content.parties)
    before = msgspec.structs.replace(content, plain=b"", sealed=sealed, commitment=commitment, parties=parties)
    original = msgspec.structs.replace(prepared.original, packed=packed_small(prepared.original.packed))
    return msgspec.structs.replace(prepared, content=before, original=original)


def test_rows_of_both_versions_stand_beside_each_other_and_verify(history: History) -> None:
    records = [payment(number) for number in range(6)]
    for number, record in enumerate(records):
        (prepared,) = prepare([entry(record)], history.sealer)
        history._keeping.keep([prepared if number % 2 else _as_before(prepared, history.sealer)])
    stored = list(history.all())
    assert [one.record for one in stored] == records
    assert [one.decision for one in stored] == [decided(record) for record in records]
    assert [history.original(one.original) for one in stored] == [entry(one).received.data for one in records]
    found = verify(history)
    assert (found.damages, found.decisions) == ((), 6)


def test_nothing_is_deflated_or_sealed_by_itself_before_it_is_filed(history: History) -> None:
    record = payment(1)
    (prepared,) = prepare([entry(record)], history.sealer)
    assert prepared.content.plain == pack(record, decided(record))
    assert prepared.content.sealed == b""
    assert prepared.original.packed[1:] == entry(record).received.data


def test_a_row_says_whether_it_is_committed_to_as_it_is_or_as_it_reads() -> None:
    plain = pack(payment(1), decided(payment(1)))
    assert committed(deflate(plain, RECORD_WORDS)) == plain
    assert committed(deflate(plain, DEFLATED_WORDS)) == deflate(plain, DEFLATED_WORDS)
