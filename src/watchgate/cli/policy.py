"""`watchgate policy`: is a policy sound, what does it say, and what would it have decided?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchgate.cli.output import emit, json_option

if TYPE_CHECKING:
    from watchgate.gate.validation.transitions import PolicyDiff
    from watchgate.model.policy import Policy

DAY_US = 86_400_000_000


@click.group(epilog="Examples: watchgate policy check policy.toml; watchgate policy diff policy.toml --days 90")
def command() -> None:
    """Check a policy, and see what it would have decided, before it is put into force."""


@command.command(epilog="Examples: watchgate policy check policy.toml; watchgate policy check policy.toml --json")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def check(file: Path, as_json: bool) -> None:
    """Whether FILE is a policy, what it says in words, and what in it has no counterpart here.

    Names the lists that are not loaded or belong to no authority, the roles that no payment has, and every key that
    differs from the built-in policy. Exit code 0 when it can be used, whatever is remarked; 2 when it cannot.
    """
    from watchgate.gate.validation.policy_check import check_policy

    policy = _policy(file)
    found = check_policy(policy, _loaded())
    if as_json:
        emit(found)
        return
    from watchgate.cli.policy_show import show_check

    show_check(found, file)


@command.command(
    epilog="Examples: watchgate policy diff policy.toml; watchgate policy diff policy.toml --days 7 --json"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--days", type=click.FloatRange(0, min_open=True), default=30, show_default=True, help="How far back.")
@click.option("--examples", type=click.IntRange(0, 1_000), default=3, show_default=True, help="Shown of each change.")
@json_option
def diff(file: Path, days: float, examples: int, as_json: bool) -> int:
    """What the policy in FILE would have decided over the last days, compared with what was decided.

    Each stored record is decided again at its own position and instant. Nothing is written. Exit code 1 when a record
    could not be decided again.
    """
    found = _compared(_policy(file), days, examples)
    if as_json:
        emit(found)
    else:
        from watchgate.cli.policy_show import show_diff

        show_diff(found, days)
    return int(bool(found.failed))


def _compared(policy: Policy, days: float, examples: int) -> PolicyDiff:
    from watchgate.cli.gate_opened import opened_history
    from watchgate.cli.opened import opened
    from watchgate.cli.replay_progress import ReplayProgress
    from watchgate.gate.validation.policy_diff import count_since, policy_diff
    from watchgate.ledger.home import home_path

    with opened_history(home_path()) as history, opened() as (ledger, home):
        since = max(0, history.clock() - round(days * DAY_US))
        with ReplayProgress(count_since(history, since)) as progress:
            return policy_diff(
                history,
                ledger,
                home,
                policy,
                since,
                examples=examples,
                tell=lambda done, _total, changed: progress.update(done, changed),
            )


def _policy(file: Path) -> Policy:
    from watchgate.model.policy_file import load_policy

    return load_policy(file)


def _loaded() -> set[str]:
    """The datasets that were loaded whole, or none where there is no ledger yet."""
    from watchgate.cli.opened import opened
    from watchgate.model.handling import SYSTEM
    from watchgate.model.staleness import newest

    with opened() as (ledger, _home):
        return {source.split(".")[0] for source in newest(ledger.as_of(reader=SYSTEM).deliveries())}
