"""`watchgate chain stops`: at whose addresses trails end, since when, and who says so; and saying otherwise."""

from __future__ import annotations

import click

from watchgate.cli.as_of import as_of_option, position_of
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option, shown
from watchgate.cli.person import author_name
from watchgate.model.errors import BadInputError


@click.command(
    epilog="Examples: watchgate chain stops; watchgate chain stops exchange --goes-on --from 2024-01-01 --reason 'its "
    "deposits are swept one by one' --author kim; watchgate statement confirm 70.0 --author lee"
)
@click.argument("about", required=False, default="")
@click.option("--ends/--goes-on", "ends", default=None, help="Propose that trails end there, or go on.")
@click.option("--from", "since", metavar="DATE", help="Of what came there from then on (UTC); else from the beginning.")
@click.option("--until", metavar="DATE", help="Of what came there before that.")
@click.option("--reason", default="", help="Why, one line.")
@click.option("--grade", default="F6", show_default=True, help="Admiralty code: reliability A-F, credibility 1-6.")
@click.option("--author", help="Who proposes. Default: WATCHGATE_AUTHOR, else the user of this system.")
@as_of_option
@json_option
def stops(
    about: str,
    ends: bool | None,
    since: str | None,
    until: str | None,
    reason: str,
    grade: str,
    author: str | None,
    as_of: str | None,
    as_json: bool,
) -> None:
    """The stop rules in force: at which tagged addresses a trail ends, with the date and reason of each.

    With --ends or --goes-on a rule is proposed about ABOUT, a category of tags or one address; it holds once somebody
    else confirms it (watchgate statement confirm), and what it went before holds again when it is taken back
    (watchgate statement retract). Wallets of official lists end every trail.
    """
    from watchgate.ledger.home import Home
    from watchgate.model.grade import parse_grade
    from watchgate.model.handling import SYSTEM
    from watchgate.risk.exposure.attribution import Attribution
    from watchgate.risk.exposure.stop_rules import rule_of
    from watchgate.risk.tracing.stops import proposed
    from watchgate.risk.tracing.stops import stops as told

    if ends is None and (about or since or until or reason):
        raise BadInputError("what shall hold there?", hint="--ends or --goes-on")
    if ends is not None and as_of is not None:
        raise BadInputError("a rule is proposed now", hint="leave --as-of out")
    with opened() as (ledger, home):
        if ends is not None:
            rule = rule_of(about, ends=ends, since=since, until=until)
            said = proposed(ledger, rule, author=author_name(author), reason=reason, grade=parse_grade(grade))
            if as_json:
                emit(said)
                return
            click.echo(shown(f"proposed by {said.author}: {said.rule.sentence}"))
            click.echo(
                f"it changes nothing until somebody else confirms it: watchgate statement confirm {said.rule.statement}"
            )
            return
        tags = Attribution.at(ledger, SYSTEM, position_of(ledger, as_of), views=Home(home).views)
        found = told(tags, ledger, SYSTEM)
    if as_json:
        emit(found)
        return
    for one in found.said:
        remark = f"; {one.remark}" if one.remark else ""
        click.echo(
            shown(f"{one.rule.sentence} {one.grade}, {one.author}, {one.recorded_at[:10]}: {one.reason}{remark}")
        )
    for shipped in found.shipped:
        click.echo(shown(f"{shipped.sentence}: {shipped.reason}"))
    click.echo(f"addresses of any other category end a trail; position {found.position}")
