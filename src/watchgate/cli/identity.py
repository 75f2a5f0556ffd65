"""`watchgate identity`: which entities are one party, by judgements that two people make and anybody can follow."""

from __future__ import annotations

import click
from msgspec import to_builtins

from watchgate.cli.as_of import as_of_option, position_of
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option, shown
from watchgate.cli.person import author_name

author_option = click.option("--author", help="Who acts. Default: WATCHGATE_AUTHOR, else the user of this system.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group(
    epilog="Examples: watchgate identity suggest; watchgate identity propose ofac-18299 un-6908555 --reason 'the same "
    "passport'; watchgate identity confirm judgement-2f0c --author lee; watchgate identity show ofac-18299"
)
def command() -> None:
    """Which entities of different lists are one party.

    A judgement is evidence: proposed by one person, confirmed by another, and taken back when it was wrong. What two
    entities stand for is then said of both; their ids stay as they are.
    """


@command.command(
    epilog="Examples: watchgate identity suggest --limit 20; watchgate identity suggest --entity gb-psc-0944 "
    "--threshold 0.85; watchgate identity suggest --limit 5 --propose --author kim"
)
@click.option("--entity", help="For this entity alone, and by name too, misspelt and reordered ones included.")
@click.option("--threshold", type=click.FloatRange(0.6, 1.0), default=0.85, show_default=True, help="With --entity.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many.")
@click.option("--propose", is_flag=True, help="Propose each as one party; somebody else has to confirm it.")
@author_option
@json_option
def suggest(entity: str | None, threshold: float, limit: int, propose: bool, author: str | None, as_json: bool) -> None:
    """Which entities may be one party, and why: a unique number, a name and a birth date. Judges nothing by itself."""
    from watchgate.cli.identity_show import found_suggestions, print_suggestions
    from watchgate.risk.identity import acts
    from watchgate.risk.identity.judgement import Word

    person = author_name(author)
    with opened(fill=True) as (ledger, home):
        found = found_suggestions(ledger, home, entity=entity, threshold=threshold, limit=limit)
        proposed = []
        for one in found if propose else ():
            reason = f"suggested: {'; '.join(one.reasons)}"[:2_000]
            proposed.append(acts.propose(ledger, one.left, one.right, Word.POSITIVE, author=person, reason=reason)[0])
    if as_json:
        for number, one in enumerate(found):
            emit({**_fields(one), **({"judgement": proposed[number]} if propose else {})})
    else:
        print_suggestions(found, proposed)


@command.command(
    epilog="Examples: watchgate identity propose ofac-18299 un-6908555 --reason 'the same passport'; watchgate "
    "identity propose ofac-1 gb-RUS7 --judgement negative --reason 'born in another year'"
)
@click.argument("left")
@click.argument("right")
@click.option(
    "--judgement",
    "word",
    type=click.Choice(["positive", "negative", "unsure"]),
    default="positive",
    show_default=True,
    help="One party; two, however alike; or looked at and open.",
)
@click.option("--reason", required=True, help="Why, one line.")
@author_option
@json_option
def propose(left: str, right: str, word: str, reason: str, author: str | None, as_json: bool) -> None:
    """Propose that LEFT and RIGHT are one party, or are not. Somebody else has to confirm it."""
    from watchgate.risk.identity import acts
    from watchgate.risk.identity.judgement import Word

    person = author_name(author)
    with opened(fill=True) as (ledger, _home):
        found, receipt = acts.propose(ledger, left, right, Word(word), author=person, reason=reason)
    if as_json:
        emit({"judgement": found, "status": "proposed", "position": receipt.position if receipt else None})
        return
    state = "proposed" if receipt else "stands there already"
    click.echo(shown(f"{found}: {left} and {right}, {word}: {state}"))
    click.echo(f"it acts on nothing until somebody else confirms it: watchgate identity confirm {found}")


@command.command(epilog="Example: watchgate identity confirm judgement-2f0c --author lee --reason 'seen both entries'")
@click.argument("judgement")
@click.option("--reason", default="", help="Why, one line.")
@author_option
@yes_option
@json_option
def confirm(judgement: str, reason: str, author: str | None, yes: bool, as_json: bool) -> int:
    """Confirm the proposed JUDGEMENT: the second act, by somebody else. First it is said what each brings the other,
    and how many past records would be held and exceptions touched."""
    from watchgate.cli.exceptions_touched import touched_by
    from watchgate.cli.identity_show import print_pending
    from watchgate.cli.identity_touched import touched
    from watchgate.cli.statement_rules import agreed
    from watchgate.model.handling import SYSTEM
    from watchgate.risk.identity import acts

    person = author_name(author)
    with opened(fill=True) as (ledger, home):
        snapshot = ledger.as_of(reader=SYSTEM)
        found = acts.pending(snapshot, judgement)
        acts.refuse_own(snapshot, judgement, snapshot.entity(judgement), person)
        supposed = acts.supposed_confirmed(snapshot, judgement)
        past = touched(ledger, home, supposed)
        if not as_json:
            print_pending(ledger, home, found)
            for line in (past.sentence, *touched_by(ledger, home, *supposed).lines):
                click.echo(shown(line))
        if not agreed("Confirm it?", yes=yes):
            return 1
        receipts = acts.confirm(ledger, judgement, author=person, reason=reason)
    if as_json:
        position = receipts[-1].position
        emit({"judgement": judgement, "status": "confirmed", "position": position, "past": to_builtins(past)})
    else:
        click.echo(f"confirmed by {person} at position {receipts[-1].position}")
    return 0


@command.command(epilog="Example: watchgate identity retract judgement-2f0c --reason 'another person of that name'")
@click.argument("judgement")
@click.option("--reason", required=True, help="Why, one line.")
@author_option
@yes_option
@json_option
def retract(judgement: str, reason: str, author: str | None, yes: bool, as_json: bool) -> int:
    """Take JUDGEMENT back, for a reason: what it joined comes apart. The past keeps showing it."""
    from watchgate.cli.exceptions_touched import touched_by
    from watchgate.cli.identity_show import print_pending
    from watchgate.cli.identity_touched import touched
    from watchgate.cli.statement_rules import agreed
    from watchgate.model.handling import SYSTEM
    from watchgate.model.statement import Status
    from watchgate.risk.identity import acts

    person = author_name(author)
    with opened(fill=True) as (ledger, home):
        snapshot = ledger.as_of(reader=SYSTEM)
        found = acts.pending(snapshot, judgement)
        if found.status is Status.CONFIRMED:
            if not as_json:
                print_pending(ledger, home, found)
                supposed = acts.supposed_taken_back(snapshot, judgement)
                for line in (touched(ledger, home, supposed).sentence, *touched_by(ledger, home, *supposed).lines):
                    click.echo(shown(line))
            if not agreed("It is confirmed. Take it back?", yes=yes):
                return 1
        receipts = acts.retract(ledger, judgement, author=person, reason=reason)
    if as_json:
        emit({"judgement": judgement, "status": "retracted", "position": receipts[-1].position})
    else:
        click.echo(f"retracted by {person} at position {receipts[-1].position}")
    return 0


@command.command(epilog="Examples: watchgate identity show ofac-18299; watchgate identity show ofac-18299 --as-of 50")
@click.argument("entity")
@as_of_option
@json_option
def show(entity: str, as_of: str | None, as_json: bool) -> None:
    """Show with whom ENTITY is one party, by what, every judgement about it, and why it is of concern today."""
    from watchgate.cli.identity_show import print_identity, shown_identity

    with opened(fill=True) as (ledger, home):
        found = shown_identity(ledger, home, entity, position_of(ledger, as_of))
    if as_json:
        emit(found)
    else:
        print_identity(found)


def _fields(one: object) -> dict[str, object]:
    from msgspec import to_builtins

    fields: dict[str, object] = to_builtins(one)
    return fields
