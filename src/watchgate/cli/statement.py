"""`watchgate statement`: what people add to the evidence, and the second act upon it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from watchgate.cli.as_of import as_of_option, position_of
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option, shown
from watchgate.cli.person import author_name

if TYPE_CHECKING:
    from watchgate.model.handling import Handling

author_option = click.option("--author", help="Who acts. Default: WATCHGATE_AUTHOR, else the user of this system.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group(
    epilog="Examples: watchgate statement add --entity ofac-15582 --schema Person --prop alias --value 'Pak Un' "
    "--grade B2; watchgate statement confirm 68.0 --author lee; watchgate statement show ofac-15582"
)
def command() -> None:
    """Add, confirm, retract or show a statement.

    What is added is proposed and acts on nothing until somebody else confirms it.
    """


@command.command(
    epilog="Examples: watchgate statement add --entity ofac-15582 --schema Person --prop alias --value 'Pak Un' "
    "--evidence report.txt --grade B2 --tlp GREEN; watchgate statement add --entity kp-x1 --schema CryptoWallet --prop "
    "publicKey --value bc1q... --evidence report.txt:120-162 --grade C3 --releasable-to un-panel"
)
@click.option("--entity", required=True, help="Whom or what it is about: an entity id, there already or new.")
@click.option(
    "--schema", required=True, help="What that is: Person, Company, Vessel, CryptoWallet ... (FollowTheMoney)"
)
@click.option("--prop", required=True, help="Which property: name, alias, birthDate, country, imoNumber ...")
@click.option("--value", required=True, help="What the property is.")
@click.option(
    "--dataset", default="proposals", show_default=True, help="Where it shall appear; not the name of a list."
)
@click.option("--source", help="Who says it. Default: the author.")
@click.option("--grade", default="F6", show_default=True, help="Admiralty code: reliability A-F, credibility 1-6.")
@click.option("--tlp", default="AMBER+STRICT", show_default=True, help="Who may see it: CLEAR to RED.")
@click.option("--releasable-to", multiple=True, metavar="ORGANISATION", help="Only for it; may repeat.")
@click.option("--originator", help="The organisation it came from, which always may see it.")
@click.option("--orcon", is_flag=True, help="Originator control: only the originator and those it is releasable to.")
@click.option("--expires", metavar="WHEN", help="From then on only the originator may see it: a date or an instant.")
@click.option("--evidence", metavar="WHERE", help="FILE[:START-END], list:SHA256#RECORD, chain:..., scene:...")
@click.option("--valid-from", metavar="DATE", help="When it begins to hold in the world.")
@click.option("--valid-to", metavar="DATE", help="When it ceases to hold.")
@click.option("--lang", help="Language of the value, ISO 639-3.")
@click.option("--note", help="One line for people.")
@author_option
@json_option
def add(  # one parameter an option
    entity: str,
    schema: str,
    prop: str,
    value: str,
    dataset: str,
    source: str | None,
    grade: str,
    tlp: str,
    releasable_to: tuple[str, ...],
    originator: str | None,
    orcon: bool,
    expires: str | None,
    evidence: str | None,
    valid_from: str | None,
    valid_to: str | None,
    lang: str | None,
    note: str | None,
    author: str | None,
    as_json: bool,
) -> None:
    """Propose that ENTITY, a SCHEMA, has VALUE for PROP. Somebody else has to confirm it."""
    from watchgate.cli.evidence_argument import read_evidence
    from watchgate.cli.statement_show import told
    from watchgate.ledger.proposals import checked, propose
    from watchgate.model.grade import parse_grade
    from watchgate.model.statement import Locator, Statement

    person = author_name(author)
    handling = _handling(tlp, releasable_to, originator, orcon=orcon, expires=expires)
    draft = checked(
        Statement(
            entity_id=entity,
            schema=schema,
            prop=prop,
            value=value,
            dataset=dataset,
            lang=lang,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    )
    with opened(fill=True) as (ledger, _home):
        from msgspec.structs import replace

        from watchgate.cli.statement_rules import refuse_list_names, warn_of_identifier

        refuse_list_names(ledger, source=source or person, dataset=dataset)
        if evidence is not None:
            draft = replace(draft, evidence=read_evidence(evidence, value, ledger.originals))
        receipt = propose(
            ledger,
            draft,
            author=person,
            source=source or person,
            grade=parse_grade(grade),
            handling=handling,
            note=note,
        )
        warnings = warn_of_identifier(prop, draft.value)
    locator = Locator(receipt.position, 0)
    if as_json:
        emit({**told(locator, "proposed", receipt), "warnings": warnings})
    else:
        click.echo(shown(f"proposed as {locator} by {person}: {entity} {prop} = {draft.value}"))
        click.echo(f"it acts on nothing until somebody else confirms it: watchgate statement confirm {locator}")


@command.command(epilog="Example: watchgate statement confirm 68.0 --author lee --reason 'seen in the report'")
@click.argument("locator")
@click.option("--reason", default="", help="Why, one line.")
@author_option
@yes_option
@json_option
def confirm(locator: str, reason: str, author: str | None, yes: bool, as_json: bool) -> int:
    """Confirm the proposed statement LOCATOR (or its id): the second act, by somebody else than proposed it.

    First it is said what this adds to screening, and how many exceptions it touches.
    """
    from watchgate.cli.exceptions_touched import touched_by
    from watchgate.cli.screened_part import screened_parts
    from watchgate.cli.statement_rules import agreed, require_confirmable
    from watchgate.cli.statement_show import parts_in_words, told
    from watchgate.ledger import proposals
    from watchgate.model.handling import SYSTEM
    from watchgate.model.statement import Confirmation

    person = author_name(author)
    with opened(fill=True) as (ledger, home):
        target = ledger.find(locator, reader=SYSTEM)
        statement = require_confirmable(ledger, target, person)
        exceptions = touched_by(ledger, home, Confirmation(target=target, by=person))
        parts = screened_parts(ledger.as_of(reader=SYSTEM), statement)
        if not as_json:
            click.echo(shown(f"{target}: {statement.entity_id} {statement.prop} = {statement.value}"))
            for line in (*parts_in_words(parts), *exceptions.lines):
                click.echo(shown(line))
        if not agreed("Confirm it?", yes=yes):
            return 1
        receipt = proposals.confirm(ledger, target, author=person, reason=reason, reader=SYSTEM)
    if as_json:
        emit({**told(target, "confirmed", receipt), "adds": parts, "exceptions": exceptions.ids})
    else:
        click.echo(f"confirmed by {person}; in screening since position {receipt.position}")
    return 0


@command.command(epilog="Example: watchgate statement retract 68.0 --reason 'another person of the same name'")
@click.argument("locator")
@click.option("--reason", required=True, help="Why, one line.")
@author_option
@yes_option
@json_option
def retract(locator: str, reason: str, author: str | None, yes: bool, as_json: bool) -> int:
    """Take back the statement LOCATOR (or its id), for a reason. The past keeps showing it.

    A confirmed one is taken out of screening by this, so what falls with it, and how many exceptions that touches, is
    shown first.
    """
    from watchgate.cli.exceptions_touched import touched_by
    from watchgate.cli.screened_part import screened_parts
    from watchgate.cli.statement_rules import agreed
    from watchgate.cli.statement_show import parts_in_words, told
    from watchgate.ledger import proposals
    from watchgate.model.handling import SYSTEM
    from watchgate.model.statement import Retraction, Status

    person = author_name(author)
    with opened(fill=True) as (ledger, home):
        target = ledger.find(locator, reader=SYSTEM)
        statement = proposals.standing_of(ledger, target, reader=SYSTEM).statement
        if statement.status is Status.CONFIRMED:
            if not as_json:
                click.echo(shown(f"{target}: {statement.entity_id} {statement.prop} = {statement.value}"))
                parts = screened_parts(ledger.as_of(reader=SYSTEM), statement)
                exceptions = touched_by(ledger, home, Retraction(target=target, reason=reason))
                for line in (*parts_in_words(parts, taken=True), *exceptions.lines):
                    click.echo(shown(line))
            if not agreed("It is confirmed. Take it back?", yes=yes):
                return 1
        receipt = proposals.retract(
            ledger, target, author=person, reason=reason, reader=SYSTEM, may_retract_confirmed=True
        )
    if as_json:
        emit(told(target, "retracted", receipt))
    else:
        click.echo(f"retracted by {person} at position {receipt.position}: {reason}")
    return 0


@command.command(
    epilog="Examples: watchgate statement show 68.0; watchgate statement show ofac-15582 --as-of 2026-11-01"
)
@click.argument("what")
@as_of_option
@json_option
def show(what: str, as_of: str | None, as_json: bool) -> None:
    """Show WHAT: one statement by its locator (68.0) or id, or all statements of an entity."""
    from watchgate.cli.statement_rules import named
    from watchgate.cli.statement_show import print_statements, statement_fields

    with opened(fill=True) as (ledger, _home):
        from watchgate.model.handling import SYSTEM

        snapshot = ledger.as_of(reader=SYSTEM, position=position_of(ledger, as_of))
        statements = named(ledger, snapshot, what)
        if as_json:
            for one in statements:
                emit(statement_fields(one))
        else:
            print_statements(statements, snapshot)


def _handling(
    tlp: str, releasable_to: tuple[str, ...], originator: str | None, *, orcon: bool, expires: str | None
) -> Handling:
    from watchgate.model.clock import parse_instant
    from watchgate.model.errors import BadInputError
    from watchgate.model.handling import Handling, parse_tlp

    try:
        level = parse_tlp(tlp)
    except ValueError as error:
        raise BadInputError(str(error), where="--tlp") from error
    try:
        expires_at = parse_instant(expires) if expires else None
    except (ValueError, OverflowError) as error:
        raise BadInputError(f"{expires!r} is no date", where="--expires", hint="2027-01-31, or with a time") from error
    if orcon and originator is None:
        raise BadInputError("originator control needs the originator", where="--orcon", hint="name it: --originator")
    return Handling(
        tlp=level,
        releasable_to=frozenset(releasable_to),
        originator=originator,
        originator_control=orcon,
        expires_at=expires_at,
    )
