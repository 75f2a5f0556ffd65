"""Stop rules as commands and HTTP tell and set them."""

from __future__ import annotations

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.ledger.proposals import propose
from watchgate.model.clock import iso
from watchgate.model.errors import BadInputError
from watchgate.model.grade import Grade
from watchgate.model.handling import UNMARKED, Handling, Reader
from watchgate.model.statement import Locator
from watchgate.risk.exposure.attribution import Attribution
from watchgate.risk.exposure.stop_rules import StopRule, every_shipped, rule_statement


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that a statement says, with who said it, when (RFC 3339), how it is graded, and why."""

    rule: StopRule
    author: str
    source: str
    grade: str
    recorded_at: str
    reason: str
    remark: str = ""


class Stops(msgspec.Struct, frozen=True, kw_only=True):
    """The rules in force at `position`: what statements `said`, the last one last, over the `shipped` set."""

    said: tuple[Told, ...]
    shipped: tuple[StopRule, ...]
    position: int


def stops(tags: Attribution, ledger: Ledger, reader: Reader) -> Stops:
    """All of them."""
    snapshot = ledger.as_of(reader=reader, position=tags.position)
    without_effect = tags.rules.of_no_effect()
    found = []
    for rule in tags.rules.said():
        delivery = snapshot.delivery(int(rule.statement.partition(".")[0]))
        if delivery is not None:
            found.append(
                Told(
                    rule=rule,
                    author=delivery.author or "",
                    source=delivery.source,
                    grade=delivery.grade,
                    recorded_at=iso(delivery.recorded_at),
                    reason=delivery.note or "",
                    remark="without effect: a listed party's wallets end every trail" if rule in without_effect else "",
                )
            )
    return Stops(said=tuple(found), shipped=every_shipped(), position=tags.position)


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that somebody proposes. It holds once somebody else confirms it."""

    rule: StopRule
    author: str
    position: int


def proposed(
    ledger: Ledger, rule: StopRule, *, author: str, reason: str, grade: Grade, handling: Handling = UNMARKED
) -> Proposed:
    """Propose a rule; BadInputError where it can be none, or no reason is given."""
    if not reason.strip():
        raise BadInputError("a reason is needed", where="reason", hint="a stop rule says why")
    receipt = propose(
        ledger,
        rule_statement(rule),
        author=author,
        source=author,
        grade=grade,
        handling=handling,
        note=" ".join(reason.split()),
    )
    statement = str(Locator(receipt.position, 0))
    return Proposed(rule=msgspec.structs.replace(rule, statement=statement), author=author, position=receipt.position)
