"""The steps of an investigation: each question with what it was asked of and the sha256 of its answer, so that all of
it can be asked again, as of the same position, by somebody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
import msgspec

from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option, shown
from watchgate.model.errors import BadInputError, WatchgateError

record_option = click.option(
    "--record",
    "record_to",
    type=click.Path(path_type=Path),
    help="Add this question and its answer's sha256 to a file of steps.",
)


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question: its command, whom it was about, how it was asked, and on what it was answered."""

    command: str
    chain: str
    about: str
    options: dict[str, Any]
    position: int
    sha256: str
    at: str


class Replayed(msgspec.Struct, frozen=True):
    """Whether the answer is the same; `error`: why it could not be made."""

    number: int
    command: str
    about: str
    same: bool
    error: str = ""


def record(path: Path | None, command: str, chain: str, about: str, options: dict[str, Any], answer: Any) -> None:
    """Add a step to `path`, where one is given. `answer` has the position it stands on."""
    from watchgate.cli.output import opened_private
    from watchgate.model.clock import iso, now_us

    if path is None:
        return
    step = Step(command, chain, about, options, answer.position, digest(answer), iso(now_us()))
    with opened_private(path, anew=False) as file:
        file.seek(0, 2)
        file.write(msgspec.json.encode(step) + b"\n")


def digest(answer: Any) -> str:
    """sha256 over the answer as JSON."""
    return sha256(msgspec.json.encode(answer)).hexdigest()


@click.command(epilog="Examples: watchgate chain replay case.jsonl; watchgate chain replay case.jsonl --json")
@click.argument("path", type=click.Path(path_type=Path))
@json_option
def replay(path: Path, as_json: bool) -> int:
    """Ask every question of PATH again, as of the position it was asked at, and compare the answers.

    PATH is what `--record` of expose, trace, estimate, patterns and clusters wrote. Exit code 1 when an answer is
    another one, or cannot be made: a chain that has forked since has lost the blocks it was asked of.
    """
    steps = list(_read(path))
    same = 0
    with opened() as (ledger, home):
        for number, step in enumerate(steps, 1):
            error = ""
            found = ""
            try:
                found = digest(_again(ledger, home, step))
            except WatchgateError as failed:
                error = str(failed)
            told = Replayed(number, step.command, step.about, found == step.sha256, error)
            same += told.same
            if as_json:
                emit(told)
            else:
                said = "the same" if told.same else error or "ANOTHER ANSWER"
                click.echo(shown(f"{number}. {step.command} {step.about} at position {step.position}: {said}"))
    if not as_json:
        click.echo(f"{same:,} of {len(steps):,} come out the same")
    return 0 if same == len(steps) else 1


def _read(path: Path) -> Iterator[Step]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"cannot be read: {error}", where=str(path)) from error
    if not lines:
        raise BadInputError("holds no step", where=str(path), hint="write steps with --record")
    for number, line in enumerate(lines, 1):
        try:
            yield msgspec.convert(json.loads(line), Step)
        except (ValueError, RecursionError) as error:
            raise BadInputError(f"line {number} is no step: {error}", where=str(path)) from error


def _again(ledger: Any, home: Path, step: Step) -> Any:
    from watchgate.risk.tracing.asked import Asked
    from watchgate.risk.tracing.estimating import Question, estimated
    from watchgate.risk.tracing.evidence import Evidence
    from watchgate.risk.tracing.expose import exposed
    from watchgate.risk.tracing.money import Money
    from watchgate.risk.tracing.patterns import patterns_from
    from watchgate.risk.tracing.together import together
    from watchgate.risk.tracing.trace import traced

    def fail(error: WatchgateError) -> None:
        raise error

    options = step.options
    try:
        evidence = Evidence(ledger, home, position=step.position)
        usual = Money()
        age = _within({"age_hours": usual.age_hours, **options}, "age_hours", 0.0, 24.0 * 366)
        money = Money.of(str(options.get("currency", usual.currency)), float(age))
        if step.command == "expose":
            rule, eps = str(options["rule"]), float(_within(options, "eps", 0.0, 0.5))
            cluster, poison = (options.get(name) is True for name in ("cluster", "poison"))
            how = Asked(rule=rule, eps=eps, money=money, whole_cluster=cluster, poison=poison)
            return next(iter(exposed(evidence, step.chain, [step.about], how, fail)))
        hops = int(_within(options, "hops", 1, 40)) if step.command in {"trace", "patterns"} else 0
        if step.command == "trace":
            asset = str(options.get("asset", ""))
            rule = str(options.get("rule", "haircut"))
            return traced(evidence, step.chain, step.about, hops=hops, asset=asset, rule=rule, money=money)[0]
        if step.command == "patterns":
            asset = str(options.get("asset", ""))
            return patterns_from(evidence, step.chain, step.about, hops=hops, asset=asset)
        if step.command == "estimate":
            return estimated(evidence, step.chain, msgspec.convert(options, Question))
        if step.command == "clusters":
            return together(evidence, step.chain, step.about)[0]
    except (KeyError, TypeError, msgspec.ValidationError) as error:
        raise BadInputError(f"the options of {step.command} are not understood: {options}") from error
    raise BadInputError(f"{step.command!r} is no question that is asked again")


def _within(options: dict[str, Any], name: str, least: float, most: float) -> float:
    """A number among the options, as the command itself would take it."""
    found = options[name]
    if not isinstance(found, int | float) or isinstance(found, bool) or not least <= found <= most:
        raise BadInputError(f"{name} is {str(found)[:40]!r}, no number from {least:g} to {most:g}")
    return found
