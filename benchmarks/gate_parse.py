"""`watchgate bench gate_parse`: bytes to records, per transaction, beside the bare parser on the same bytes.

CPU time of this process, each message's best of several rounds: the cores are shared. What is remembered of IBANs and
account numbers is forgotten between rounds, because in traffic they are new; BICs are the same banks again and stay.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from unittest.mock import patch

from lxml import etree

from harness import Result, shared
from watchgate.gate.records import iso20022
from watchgate.gate.records.element_table import root_element
from watchgate.gate.records.envelope import messages_in
from watchgate.gate.records.message_types import ROOTS
from watchgate.gate.records.numbers import valid_iban
from watchgate.gate.records.read import read_messages
from watchgate.gate.records.shapes import of_known_shape
from watchgate.gate.records.walk import walk
from watchgate.risk.identifiers.normal import normal

ROUNDS = 30
PARSE_AND_WALK_US = 150.0


def run(full: bool) -> list[Result]:
    """The pacs.008 samples and the MT103; `full`: more rounds."""
    folder = shared() / "samples" / "iso20022"
    xml = [path.read_bytes() for path in sorted(folder.glob("pacs.008.*.xml"))]
    fin = [path.read_bytes() for path in sorted((folder / "mt").glob("MT103_*.fin"))]
    rounds = ROUNDS * (5 if full else 1)
    size = f"{len(xml)} messages, mean {sum(map(len, xml)) // len(xml):,} B"
    bare = _measured(_bare, xml, rounds)
    walked = _measured(_walked, xml, rounds)
    known = [one for one in xml if [_read(one) for _ in range(3)] and of_known_shape(one) is not None]
    shaped = _measured(_read, known, rounds)
    with patch.object(iso20022, "of_known_shape", lambda _: None):
        read, parsed = _measured(_read, xml, rounds), _measured(_read, known, rounds)
    mt = _measured(_read, fin, rounds)
    against = f"bare lxml {bare:.0f} us"
    return [
        Result(
            measure="pacs.008: bytes to flat elements (parse, envelope, walk)",
            value=round(walked, 1),
            unit="us/transaction",
            target=PARSE_AND_WALK_US,
            at_most=True,
            against=against,
            ratio=walked / bare,
            note=size,
        ),
        Result(
            measure="pacs.008: bytes to records (parties, identifiers, texts, reasons), parsed",
            value=round(read, 1),
            unit="us/transaction",
            against=against,
            ratio=read / bare,
            note=size,
        ),
        Result(
            measure="pacs.008: bytes to records, where a message of the same shape was read before",
            value=round(shaped, 1),
            unit="us/transaction",
            against=f"the same messages parsed {parsed:.0f} us",
            ratio=shaped / parsed,
            note=f"{len(known)} of them: the others have comments or the like",
        ),
        Result(
            measure="MT103: bytes to records", value=round(mt, 1), unit="us/transaction", note=f"{len(fin)} messages"
        ),
    ]


def _measured(work: Callable[[bytes], int], items: list[bytes], rounds: int) -> float:
    """Microseconds of CPU a transaction: each message's best round, added up."""
    best = [float("inf")] * len(items)
    transactions = sum(map(work, items))
    banks = {bic for item in items for bic in _banks(item)}
    for _ in range(rounds):
        normal.cache_clear()
        valid_iban.cache_clear()
        for bic in banks:
            normal("swiftBic", bic, None)
        for index, item in enumerate(items):
            start = time.process_time_ns()
            work(item)
            best[index] = min(best[index], time.process_time_ns() - start)
    return sum(best) / transactions / 1e3


def _banks(data: bytes) -> list[str]:
    """BICs as they are written."""
    return [found.decode() for found in re.findall(rb"BICFI>([A-Z0-9]{8,11})<", data)]


def _bare(data: bytes) -> int:
    etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    return 1


def _walked(data: bytes) -> int:
    count = 0
    for one in messages_in(data, ROOTS):
        if one.root is not None:
            count += len(walk(one.root, root_element("pacs.008")).transactions)
    return count


def _read(data: bytes) -> int:
    return sum(len(message.records) for message in read_messages(data))


if __name__ == "__main__":
    for result in run(False):
        print(result.measure, result.value, result.unit, result.met, result.against or "")
