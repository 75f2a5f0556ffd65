"""`watchgate gate show`: one decision, with whom it met, why, and where each part of it was said."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from watchgate.cli.gate_opened import opened_history
from watchgate.cli.output import emit
from watchgate.cli.plain import PlainConsole
from watchgate.model.clock import iso
from watchgate.model.errors import NotFoundError

if TYPE_CHECKING:
    from watchgate.gate.history.entry import Stored
    from watchgate.gate.service_explained import Explained
    from watchgate.model.decision import Decision, Match
    from watchgate.model.record import Record
    from watchgate.risk.sources import Source

ERASED = "the record was erased: what is left are its hashes, and that it was decided"


def show_decision(reference: str, *, as_json: bool) -> None:
    """Print the decision meant by `reference`."""
    from watchgate.cli.opened import opened
    from watchgate.gate.service_explained import explained
    from watchgate.model.handling import SYSTEM

    with opened() as (ledger, home), opened_history(home) as history:
        stored = history.get(reference)
        told = explained(stored, history, ledger, SYSTEM)
    if as_json:
        emit(told)
    else:
        print_explained(stored, told)


def print_explained(stored: Stored, told: Explained) -> None:
    """A decision as tables and sentences: `told` is `stored` with its sources and what belongs to it."""
    console = PlainConsole(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False)
    _print_head(console, stored)
    if stored.record is not None and (stored.record.parties or stored.record.texts):
        console.print(_parties(stored.record, stored))
    if stored.decision is not None:
        if stored.decision.matches:
            console.print(_matches(stored.decision.matches, told.sources))
        _print_rest(console, stored, stored.decision)
    for other in told.related:
        console.print(Text(f"Same payment: decision {other.number}, {other.kind}, {other.verdict}"))
    _print_basis(console, stored)


def print_original(reference: str) -> None:
    """The bytes as they came in, on standard output."""
    from watchgate.ledger.home import home_path

    with opened_history(home_path()) as history:
        stored = history.get(reference)
        data = history.original(stored.original)
    if data is None:
        raise NotFoundError(f"the original of decision {stored.number} was erased")
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _print_head(console: PlainConsole, stored: Stored) -> None:
    style = {"pass": "green", "hold": "yellow", "stop": "red"}.get(stored.verdict.value, "yellow")
    line = Text(f"Decision {stored.number}: ")
    line.append(stored.verdict.value.upper(), style=f"bold {style}")
    console.print(line)
    if stored.decision is None:
        console.print(Text(ERASED, style="yellow"))
        return
    console.print(Text(stored.decision.reason))
    record = stored.record
    if record is not None:
        ids = [record.kind, f"from {record.sender}" if record.sender else "", f"message {record.message_id}"]
        ids += [f"transaction {record.transaction_id}" if record.transaction_id else "", f"rail {record.rail}"]
        amounts = ", ".join(dict.fromkeys(_amount(one.asset, one.units) for one in record.amounts))
        console.print(Text(", ".join(part for part in (*ids, amounts) if part), style="dim"))
        if record.references:
            said = ", ".join(f"{name} {value}" for name, value in record.references.items())
            console.print(Text(said, style="dim"))


def _parties(record: Record, stored: Stored) -> Table:
    table = Table(show_lines=False)
    for title in ("Role", "As written", "Numbers", "Element", "Party"):
        table.add_column(title, overflow="fold")
    for one, number in zip(record.parties, stored.parties, strict=True):
        names = [name.text for name in one.party.names] + list(one.party.addresses)
        numbers = [f"{identifier.kind} {identifier.value}" for identifier in one.party.identifiers]
        table.add_row(
            Text(one.role.replace("_", " ")),
            Text("\n".join(names)),
            Text("\n".join([*numbers, *one.party.countries, *one.party.birth_dates])),
            Text(_short(one.element)),
            Text(f"#{number}"),
        )
    for text in record.texts:
        table.add_row(
            Text(text.role.replace("_", " ")), Text(text.text), Text(""), Text(_short(text.element)), Text("")
        )
    return table


def _matches(matches: Iterable[Match], sources: dict[str, tuple[Source, ...]]) -> Table:
    from watchgate.cli.screen_table import said_by, why

    table = Table(show_lines=True)
    table.add_column("Score", justify="right", no_wrap=True)
    table.add_column("Of the record", ratio=3, overflow="fold")
    table.add_column("Met", ratio=3, overflow="fold")
    table.add_column("Why", ratio=4, overflow="fold")
    table.add_column("Said by", ratio=4, overflow="fold")
    for one in matches:
        score = Text(f"{one.score / 1000:.3f}", style="bold")
        certain = "certain" if one.exact or one.confirmed_by else one.effect.value
        score.append(f"\n{certain}", style="red" if one.effect.value != "pass" else "dim")
        met = Text(one.name or one.entity_id, style="bold")
        met.append(f"\n{one.entity_id}", style="not bold dim")
        for ground in one.grounds:
            met.append(f"\n{_ground(ground)}", style="not bold")
        for said in (one.remark, f"waived by exception {one.waived_by[:12]}" if one.waived_by else ""):
            if said:
                met.append(f"\n{said}", style="not bold yellow")
        compared = Text(one.text)
        compared.append(f"\n{one.role.replace('_', ' ')}, {_short(one.element)}", style="dim")
        table.add_row(score, compared, met, why(one.reasons), said_by(sources.get(one.entity_id, ())))
    return table


def _print_rest(console: PlainConsole, stored: Stored, decision: Decision) -> None:
    if decision.not_compared:
        console.print(Text("Not compared:", style="dim"))
        for row in decision.not_compared:
            console.print(Text(f"  {_short(row.element) or 'all'}: {row.reason}", style="dim"))
    for warning in decision.warnings:
        console.print(Text(f"Warning: {warning}", style="yellow"))
    if decision.hold_until is not None:
        console.print(Text(f"The hold ends at {iso(decision.hold_until)}, then: {decision.after_hold}"))
    if decision.decide_again_on:
        console.print(Text(f"To be decided again on {decision.decide_again_on}"))
    if stored.previous is not None:
        console.print(Text(f"Takes the place of decision {stored.previous}"))
    if stored.conflict is not None:
        console.print(Text(f"Its ids were used before, for other bytes: decision {stored.conflict}", style="yellow"))


def _print_basis(console: PlainConsole, stored: Stored) -> None:
    console.print(
        Text(
            f"Decided {iso(stored.decided_at)} at evidence position {stored.position}, exceptions position "
            f"{stored.exceptions_position}, policy {stored.policy_sha256[:12]}, {stored.engine}, weights "
            f"{stored.weights}; sha256 {stored.sha256}; decide it again with: watchgate replay {stored.number}",
            style="dim",
        )
    )


def _ground(ground: Any) -> str:
    said = ground.detail or " ".join(part for part in (ground.kind.value, ground.authority, ground.programme) if part)
    since = f", since {ground.valid_from}" if ground.valid_from else ""
    doubt = f", in doubt: {ground.doubt}" if ground.doubt else ""
    return f"{said}{since}{doubt}"


def _amount(asset: str, units: int) -> str:
    """`EUR 1250.75`; what is no currency is shown in its smallest units."""
    from watchgate.gate.records.money import decimals

    if len(asset) != len("EUR"):
        return f"{units:,} smallest units of {asset}"
    places = decimals(asset)
    digits = f"{abs(units):0{places + 1}}"
    point = f".{digits[-places:]}" if places else ""
    return f"{asset} {'-' if units < 0 else ''}{digits[: len(digits) - places]}{point}"


def _short(element: str) -> str:
    """The end of an element's path: who looks it up needs no more."""
    return "/".join(element.split("/")[-3:])
