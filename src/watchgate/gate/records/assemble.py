"""The elements of a transaction, flat, to its parties, texts, sums and references."""

from __future__ import annotations

import msgspec

from watchgate.gate.records.actions import Assembly
from watchgate.gate.records.refused import RefusedError
from watchgate.gate.records.spotted import spotted
from watchgate.gate.records.together import together
from watchgate.gate.records.walk import Found
from watchgate.model.record import Amount, NotCompared, RecordParty, Text

MOST_PARTS = 50_000
"""Parties and texts of one transaction."""

AMOUNTS = ("settlement", "instructed", "equivalent")
"""Which sum stands first: what is settled between the banks."""


class Part(msgspec.Struct):
    """What a header, a batch or a transaction says. `count`: how many transactions the message says it has."""

    parties: list[RecordParty]
    texts: list[Text]
    amounts: list[Amount]
    references: dict[str, str]
    not_compared: list[NotCompared]
    date: str | None = None
    message_id: str = ""
    count: str = ""


def assemble(found: Found) -> Part:
    """The parts of `found`. RefusedError for a text that is too long to be compared."""
    assembly = Assembly()
    skipped = assembly.skipped
    for element, text in found:
        if element.is_skipped:
            skipped[element] = None
        else:
            element.act(assembly, element, text)
    return _part(assembly)


def joined(above: Part, below: Part) -> Part:
    """Both as one; where both say it, what stands below counts."""
    return Part(
        parties=[*above.parties, *below.parties],
        texts=[*above.texts, *below.texts],
        amounts=below.amounts,
        references={**above.references, **below.references},
        not_compared=[*above.not_compared, *below.not_compared],
        date=below.date or above.date,
        message_id=below.message_id or above.message_id,
        count=below.count,
    )


def _part(assembly: Assembly) -> Part:
    """All of it, parties finished, the identifiers that stand in free text spotted."""
    parties: list[RecordParty] = []
    for building in assembly.parties:
        finished = building.finished()
        if finished is not None:
            parties.append(finished)
        assembly.texts += building.texts
        assembly.told += building.not_compared
    texts = together(assembly.texts) if len(assembly.texts) > 1 else assembly.texts
    for text in texts:
        parties += spotted(text)
    if len(parties) + len(assembly.texts) > MOST_PARTS:
        raise RefusedError(f"has more than {MOST_PARTS:,} parties and texts")
    if len(assembly.amounts) > 1:
        assembly.amounts.sort(key=lambda pair: AMOUNTS.index(pair[0]))
    return Part(
        parties=parties,
        texts=texts,
        amounts=[amount for _, amount in assembly.amounts],
        references=assembly.references,
        not_compared=[*assembly.told, *(element.not_compared for element in assembly.skipped)],
        date=assembly.date,
        message_id=assembly.message_id,
        count=assembly.count,
    )
