"""Loading, screening, following and attesting the customer base, with what is said of it meanwhile."""

from __future__ import annotations

import os
import signal
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import click

from watchgate.cli.bar import Bar
from watchgate.cli.customers_show import EXIT_DAMAGED, attestation_lines, opened_base, print_attestation
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, fail, shown
from watchgate.cli.person import author_name
from watchgate.cli.screen_ended import ended_in_order, exit_code
from watchgate.gate.history.history import History, open_history
from watchgate.ledger.home import home_path
from watchgate.model.customer import Attestation

LARGE = 5_000
"""Customers from which on a second process, which has to build evidence of its own, gains."""
EXIT_REFUSED, EXIT_LEFT, ELSEWHERE = 2, 1, 3
MOST_TOLD = 20


def load_customers(
    file: Path, *, delta: bool, shrink: bool, refused: Path | None, author: str | None, as_json: bool
) -> int:
    """Load, and say what came of it."""
    from watchgate.gate.customers.loading import load_file
    from watchgate.gate.records.customer_file import CustomerFile

    unused = CustomerFile(file).unused
    if unused:
        click.echo(f"watchgate: {file}: columns that are not used: {shown(', '.join(unused))}", err=True)
    told = 0
    with ExitStack() as stack:
        # Parties of a name are written there: nobody else is to read it.
        lines = stack.enter_context(os.fdopen(_private(refused), "w")) if refused is not None else None
        bar = stack.enter_context(Bar("loading customers", file.stat().st_size, counted=False, remaining=True))

        def say(line: int, number: str, why: str) -> None:
            nonlocal told
            told += 1
            said = f"{file}, line {line}" + (f", id {number!r}" if number else "") + f": {why}"
            if lines is not None:
                lines.write(said + "\n")
            if told <= MOST_TOLD:
                fail(said)

        with ended_in_order():
            try:
                history = open_history(home_path())
                stack.callback(history.close)
                loaded = load_file(
                    history,
                    file,
                    delta=delta,
                    author=author_name(author),
                    shrink=shrink,
                    refused=say,
                    progress=lambda done: bar.tell(completed=done),
                )
            except KeyboardInterrupt as error:
                fail("ended before its work; the same command goes on where it stopped")
                return exit_code(error)
    if told > MOST_TOLD:
        fail(f"{told - MOST_TOLD:,} more rows could not be used; --refused FILE takes all of them")
    found = loaded.load
    if as_json:
        emit({"load": found, "kept": loaded.kept, "resumed": loaded.resumed})
    else:
        click.echo(
            f"load {found.number}: {found.added:,} added, {found.changed:,} changed, {found.unchanged:,} unchanged, "
            f"{found.removed:,} removed, {found.refused:,} rows refused"
        )
        if loaded.kept:
            click.echo(
                f"{loaded.kept:,} customers are not in it and were kept, because {found.unread:,} rows have no id that "
                "could be read: mend them and load it again"
            )
        click.echo("Compare them: watchgate customers screen, or let watchgate serve do it.")
    return EXIT_REFUSED if found.refused else 0


def screen_customers(workers: int | None, policy_file: Path | None, *, as_json: bool) -> int:
    """Everybody, then the attestation."""
    from watchgate.gate.customers.attesting import attest
    from watchgate.gate.customers.everybody import screen_everybody
    from watchgate.gate.customers.screening import basis_of
    from watchgate.gate.history.customer_answers import CustomerAnswers, Due
    from watchgate.model.policy_file import load_policy

    with opened(fill=True) as (ledger, home), opened_base(home) as history:
        policy = load_policy(policy_file, home=home)
        answers = CustomerAnswers(history)
        total = answers.count_due(Due(basis=basis_of(answers, policy), cutoff=history.clock()))
        processes = workers or (min(2, os.cpu_count() or 1) if total >= LARGE else 1)
        with Bar("screening customers", total, remaining=True) as bar, ended_in_order():
            try:
                found = screen_everybody(
                    home,
                    history,
                    policy,
                    position=ledger.head().position,
                    policy_file=policy_file,
                    workers=processes,
                    progress=lambda done, of: bar.tell(completed=done, total=of),
                )
            except KeyboardInterrupt as error:
                fail("ended before its work; the same command goes on where it stopped")
                return exit_code(error)
        attested = attest(ledger, history, policy)
    if as_json:
        emit({"screened": found, "attestation": attested})
    else:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in found.alerts.items()) or "no new one"
        click.echo(f"{found.customers:,} customers compared at position {found.position:,}; alerts: {kinds}")
        print_attestation(attested)
    return _supports(attested)


def follow_customers(policy_file: Path | None, *, once: bool, as_json: bool) -> int:
    """Follow until told to stop."""
    from watchgate.gate.customers.following import Following
    from watchgate.model.policy_file import load_policy

    stop = Event()
    with opened(fill=True) as (ledger, home), opened_base(home) as history:
        following = Following(ledger, history, load_policy(policy_file, home=home), views=home / "views")
        if not following.take():
            fail("customers are followed by another process of this home")
            return ELSEWHERE
        before = {one: signal.signal(one, lambda *_: stop.set()) for one in (signal.SIGTERM, signal.SIGINT)}
        try:
            following.begin()
            for asked in following.run(stop, follow=not once):
                kinds = Counter(one.kind.value for one in asked.alerts)
                if as_json:
                    emit(
                        {
                            "delivery": asked.position,
                            "source": asked.source,
                            "entities": asked.entities,
                            "customers": asked.customers,
                            "alerts": dict(kinds),
                            "took_s": round(asked.took_s, 4),
                        }
                    )
                elif asked.entities:
                    said = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items()) or "no alert"
                    click.echo(
                        f"delivery {asked.position} ({asked.source}): {asked.entities:,} entities, {asked.customers:,} "
                        f"customers compared: {said}; {asked.took_s * 1000:,.0f} ms"
                    )
            if once and not as_json:
                click.echo(f"{following.compared:,} customers were due; alerts: {following.raised:,}")
        finally:
            following.close()
            for one, handler in before.items():
                signal.signal(one, handler)
    return 0


def attest_customers(policy_file: Path | None, *, as_json: bool) -> int:
    """How the base stands."""
    from watchgate.gate.customers.attesting import attest
    from watchgate.model.policy_file import load_policy

    with opened() as (ledger, home), opened_base(home) as history:
        found = attest(ledger, history, load_policy(policy_file, home=home))
    if as_json:
        emit(found)
    else:
        print_attestation(found)
    return _supports(found)


def list_attestations(number: int | None, last: int, *, as_json: bool) -> int:
    """The newest, or one of them verified."""
    from watchgate.gate.history import attestations

    with opened_base(home_path()) as history:
        if number is None:
            for found in attestations.attestations(history, last):
                if as_json:
                    emit(found)
                else:
                    click.echo(next(attestation_lines(found)))
            return 0
        return _verify(history, number, as_json=as_json)


def _verify(history: History, number: int, *, as_json: bool) -> int:
    from watchgate.gate.history import attestations

    found, damages = attestations.attestation(history, number), attestations.verified(history, number)
    if as_json:
        emit({"attestation": found, "damages": damages})
    else:
        print_attestation(found)
        for one in damages:
            fail(one)
        if not damages:
            click.echo("verified: hash, chain and the rows of its customers are as they were")
    return EXIT_DAMAGED if damages else 0


def _supports(found: Attestation) -> int:
    return 0 if found.whole else EXIT_LEFT


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
