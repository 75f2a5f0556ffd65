"""`watchgate trace STATEMENT`: follow one fact through the house."""

from __future__ import annotations

import click

from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option


@click.command(epilog="Examples: watchgate trace 12.340; watchgate trace 3fa0c1de --json")
@click.argument("statement")
@json_option
def command(statement: str, as_json: bool) -> None:
    """Follow STATEMENT (a locator like 12.340, or an id) from its original to screening.

    Shows the original it was read from, the delivery that brought it, its entry in the ledger with the check of its
    proof, what later changed it, the entity it belongs to, and since when it is compared in screening.
    """
    from watchgate.cli.trace_follow import trace
    from watchgate.cli.trace_show import print_trace

    with opened(fill=True) as (ledger, _home):
        found = trace(ledger, statement)
    if as_json:
        emit(found)
    else:
        print_trace(found)
