"""`watchgate bench gate_samples`: every sample message has its answer: a record for each transaction, or the reason.

Transactions and message ids are counted in the raw bytes by a search of their own, not by the reader. MT messages and
ISO 20022 messages of one payment (same UETR, sender, receiver and sum) must give the same roles and names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from harness import Result, shared
from watchgate.gate.records.read import read_messages
from watchgate.model.party import NameKind
from watchgate.model.record import Message, Outcome, Record

DECIDED = ("pacs.004", "pacs.008", "pacs.009", "pain.001", "MT103", "MT202")
_NAMESPACE = re.compile(rb"xmlns(?::\w+)?=[\"'][^\"']*?((?:pacs|pain)\.\d{3}\.\d{3}\.\d{2})[^\"']*[\"']")
_TRANSACTION = re.compile(rb"<(?:[\w-]+:)?(CdtTrfTxInf|TxInf)[\s>]")
_SECTION = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_FIN = re.compile(rb"\{2:[IO](103|202)")


def run(full: bool) -> list[Result]:
    """All samples, XML and MT; `full` makes no difference: the default run is the whole."""
    del full
    answers = dict(_answers(shared() / "samples" / "iso20022"))
    _print_table(answers)
    refused = [(path, one) for path, found in answers.items() for one in found if one.outcome is Outcome.REFUSED]
    for path, one in refused:
        print(f"refused: {path.name}: {one.element}: {one.reason}")
    whole = [path for path, found in answers.items() if found and all(_whole(one) for one in found)]
    lost = [path.name for path, found in answers.items() if _lost(path.read_bytes(), found)]
    unknown = {
        text.element
        for found in answers.values()
        for one in found
        for record in one.records
        for text in record.texts
        if text.role == "unknown"
    }
    same, other = _pairs([record for found in answers.values() for one in found for record in one.records])
    return [
        Result(
            measure="sample files that end as records, unsupported or refused with a reason",
            value=len(whole),
            unit="files",
            target=len(answers),
            note=f"{len(refused)} messages refused",
        ),
        Result(
            measure="files with another number of records than transactions counted in their bytes",
            value=len(lost),
            unit="files",
            target=0,
            at_most=True,
            note=", ".join(lost) or None,
        ),
        Result(
            measure="elements without a row in the element table (compared as text)",
            value=len(unknown),
            unit="elements",
            note=", ".join(sorted(unknown)[:20]) or None,
        ),
        Result(
            measure="pairs of MT and ISO 20022 messages of one payment with the same roles and names",
            value=same,
            unit="pairs",
            target=same + len(other),
            note="; ".join(other) or None,
        ),
    ]


def _answers(folder: Path) -> Iterator[tuple[Path, list[Message]]]:
    for path in sorted([*folder.glob("*.xml"), *(folder / "mt").iterdir()]):
        if path.suffix != ".tsv":
            yield path, list(read_messages(path.read_bytes(), name=path.name))


def _whole(one: Message) -> bool:
    return bool(one.records) if one.outcome is Outcome.READ else bool(one.reason) and not one.records


def _print_table(answers: dict[Path, list[Message]]) -> None:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for found in answers.values():
        for one in found:
            table[one.kind][one.outcome] += 1
            table[one.kind]["transactions"] += len(one.records)
    columns = ("read", "transactions", "unsupported", "refused")
    print(f"{'type':24}" + "".join(f"{name:>14}" for name in columns))
    for kind, counts in sorted(table.items()):
        print(f"{kind:24}" + "".join(f"{counts[name] or '':>14}" for name in columns))


def _lost(data: bytes, found: list[Message]) -> bool:
    """Whether the records are fewer or more than the bytes have transactions of the types that are decided."""
    records = sum(len(one.records) for one in found)
    if any(one.outcome is Outcome.UNSUPPORTED and not one.kind.startswith("MT") for one in found):
        data = _SECTION.sub(b"", data)  # another message, as text in a report about it
    namespaces = {kind.decode()[:8] for kind in _NAMESPACE.findall(data)}
    if namespaces & set(DECIDED):
        return records != max(1, len(_TRANSACTION.findall(data)))
    return records != len(_FIN.findall(data))


def _pairs(records: list[Record]) -> tuple[int, list[str]]:
    """How many pairs agree, and those that do not. References that several payments of the samples share tell nothing
    apart, so that a pair needs sender, receiver and sum as well."""
    by_payment: dict[tuple[object, ...], dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        uetr = record.references.get("uetr")
        if uetr and record.amounts:
            family = {"MT103": "customer", "pacs.008": "customer"}.get(_family(record), _family(record))
            family = "banks" if family in ("MT202", "pacs.009") else family
            covers = any(one.role.startswith("underlying_") for one in record.parties)
            key = (uetr, family, covers, _bic(record, "sender"), _bic(record, "receiver"), record.amounts[0])
            by_payment[key]["mt" if record.kind.startswith("MT") else "mx"].append(record)
    same = 0
    other: list[str] = []
    for found in by_payment.values():
        for mt in found["mt"]:
            for mx in found["mx"]:
                difference = _names(mt) ^ _names(mx)
                same += not difference
                if difference:
                    other.append(f"{mt.kind} {mt.message_id} / {mx.kind} {mx.message_id}: {sorted(difference)}")
    return same, sorted(set(other))


def _family(record: Record) -> str:
    return record.kind[:5] if record.kind.startswith("MT") else record.kind[:8]


def _bic(record: Record, role: str) -> str:
    return next((n.value[:8] for one in record.parties if one.role == role for n in one.party.identifiers), "")


def _names(record: Record) -> set[tuple[str, str]]:
    """Roles and first names; MT joins lines to aliases, which ISO 20022 need not. The number of an agent among its kind
    is no role: converters leave out repeated ones."""
    return {
        (one.role.rstrip("_0123456789"), name.text.upper())
        for one in record.parties
        for name in one.party.names
        if name.kind is NameKind.PRIMARY
    }


if __name__ == "__main__":
    for result in run(False):
        print(result.measure, result.value, result.unit, result.met, result.note or "")
