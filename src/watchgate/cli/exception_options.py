"""What is said of an exception when it is proposed, and how that is told: of a payment's match or of a customer's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from watchgate.cli.output import emit, json_option
from watchgate.model.exception import MatchException

Command = TypeVar("Command", bound=Callable[..., Any])

author_option = click.option("--author", help="Who acts. Default: WATCHGATE_AUTHOR, else the user of this system.")


def finding_options(role: str) -> Callable[[Command], Command]:
    """Which entity, what was found and for how long, who says so, and the form of the answer. `role`: its help."""
    options = (
        click.option("--entity", required=True, help="The listed entity that was met."),
        click.option("--role", help=role),
        click.option("--reason", required=True, help="What was looked at and found."),
        click.option("--same", is_flag=True, help="It is the listed party, for certain then. Default: it is not."),
        click.option(
            "--days",
            type=click.FloatRange(min=0, min_open=True),
            default=90.0,
            show_default=True,
            help="After so many days it ends; the policy sets the most.",
        ),
        author_option,
        json_option,
    )

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def tell_proposed(found: MatchException, *, as_json: bool) -> None:
    """Say what was proposed, and who has to act now."""
    if as_json:
        emit(found)
    else:
        click.echo(f"proposed {found.id[:12]}; it counts when somebody else confirms it:")
        click.echo(f"  watchgate gate exceptions confirm {found.id[:12]}")
