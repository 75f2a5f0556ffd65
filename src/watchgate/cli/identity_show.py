"""What the identity commands look up and how it looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from watchgate.cli.output import shown
from watchgate.ledger.interface import Ledger
from watchgate.model.clock import now_us
from watchgate.model.errors import NotFoundError
from watchgate.model.ground import Ground
from watchgate.model.handling import SYSTEM
from watchgate.model.policy_file import load_policy
from watchgate.risk.grounds.view import Grounds
from watchgate.risk.identity import acts
from watchgate.risk.identity.suggest import Suggestion, suggested_for, suggestions

VIEWS = "views"


def found_suggestions(
    ledger: Ledger, home: Path, *, entity: str | None, threshold: float, limit: int
) -> list[Suggestion]:
    """Suggestions between entities of different sources on which nobody has judged yet."""
    from watchgate.risk.watchlist import Watchlist

    snapshot = ledger.as_of(reader=SYSTEM)
    watchlist = Watchlist.at(ledger, SYSTEM, views=home / VIEWS)
    grounds = Grounds.at(ledger, SYSTEM, load_policy(home=home), views=home / VIEWS)
    if entity is None:
        found: Iterator[Suggestion] = suggestions(watchlist.parties())
    else:
        party = watchlist.party(entity)
        if party is None:
            raise NotFoundError(f"there is no party {entity}")
        hits = watchlist.query_names(party, round(threshold * 1000))
        found = suggested_for(party, hits, watchlist.parties())
    fresh: list[Suggestion] = []
    for one in found:
        if grounds.judged(one.left, one.right) or not _of_two_sources(grounds, one):
            continue
        if any(one.right in (said.judgement.left, said.judgement.right) for said in acts.about(snapshot, one.left)):
            continue
        fresh.append(one)
        if len(fresh) == limit:
            break
    return fresh


def print_suggestions(found: Sequence[Suggestion], proposed: Sequence[str]) -> None:
    """A paragraph a pair."""
    for number, one in enumerate(found):
        left, right = (f"{name} ({side})" for name, side in zip(one.names, (one.left, one.right), strict=True))
        click.echo(shown(f"{left}  =?  {right}"))
        for reason in one.reasons:
            click.echo(shown(f"  {reason}"))
        if proposed:
            click.echo(f"  proposed as {proposed[number]}")
        else:
            click.echo(shown(f"  watchgate identity propose {one.left} {one.right} --reason '{one.reasons[0]}'"))
    click.echo(f"{len(found):,} suggested; a machine suggests, two people judge", err=True)


def print_pending(ledger: Ledger, home: Path, found: acts.Pending) -> None:
    """A judgement, and what is of concern on either side: what each brings the other."""
    one = found.judgement
    click.echo(shown(f"{one.id}: {one.left} and {one.right}, {one.word}, {found.status}, proposed by {found.by}"))
    click.echo(shown(f"  {one.reason}"))
    grounds = Grounds.at(ledger, SYSTEM, load_policy(home=home), views=home / VIEWS)
    for side in (one.left, one.right):
        click.echo(shown(f"{side}:"))
        for line in grounds_in_words(grounds.of(side, now_us())):
            click.echo(shown(f"  {line}"))


def grounds_in_words(found: Sequence[Ground]) -> Iterator[str]:
    """A line a ground."""
    if not found:
        yield "nothing of concern is known"
    for one in found:
        since = f" since {one.valid_from}" if one.valid_from else ""
        yield f"{one.detail}{since}" + (f" (in doubt: {one.doubt})" if one.doubt else "")


def shown_identity(ledger: Ledger, home: Path, entity: str, position: int | None) -> dict[str, Any]:
    """With whom it is one party, by what, what was judged, and the grounds; NotFoundError for nobody."""
    snapshot = ledger.as_of(reader=SYSTEM, position=position)
    if not snapshot.entity(entity):
        raise NotFoundError(f"there is no entity {entity}")
    grounds = Grounds.at(ledger, SYSTEM, load_policy(home=home), position, views=home / VIEWS)
    cluster = grounds.cluster(entity)
    return {
        "entity": entity,
        "position": grounds.position,
        "members": list(cluster.members),
        "links": [
            {"left": link.left, "right": link.right, "why": link.why, "stands_on": [str(at) for at in link.stands_on]}
            for link in cluster.links
        ],
        "judgements": [
            {
                "id": one.judgement.id,
                "left": one.judgement.left,
                "right": one.judgement.right,
                "judgement": one.judgement.word,
                "reason": one.judgement.reason,
                "status": one.status,
                "proposed_by": one.by,
            }
            for one in acts.about(snapshot, entity)
        ],
        "grounds": [
            {**_ground(one), "stands_on": [str(at) for at in one.stands_on]} for one in grounds.of(entity, now_us())
        ],
    }


def print_identity(found: dict[str, Any]) -> None:
    """The same for a person to read."""
    others = [one for one in found["members"] if one != found["entity"]]
    click.echo(shown(f"{found['entity']} is one party with {', '.join(others) if others else 'nobody else'}"))
    for link in found["links"]:
        click.echo(shown(f"  {link['left']} = {link['right']}: {link['why']} [{', '.join(link['stands_on'])}]"))
    for one in found["judgements"]:
        click.echo(shown(f"{one['id']}: {one['left']} and {one['right']}, {one['judgement']}, {one['status']}"))
        click.echo(shown(f"  by {one['proposed_by']}: {one['reason']}"))
    for one in found["grounds"]:
        doubt = f" (in doubt: {one['doubt']})" if one.get("doubt") else ""
        click.echo(shown(f"{one['kind']}: {one['detail']}{doubt} [{', '.join(one['stands_on'])}]"))
    if not found["grounds"]:
        click.echo("nothing of concern is known")


def _of_two_sources(grounds: Grounds, one: Suggestion) -> bool:
    return grounds.datasets(one.left) != grounds.datasets(one.right)


def _ground(one: Ground) -> dict[str, Any]:
    from msgspec import to_builtins

    fields: dict[str, Any] = to_builtins(one)
    return fields
