"""`watchgate ledger`: what the evidence ledger holds, that it is whole, and proof of both for others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchgate.cli.output import emit, json_option

if TYPE_CHECKING:
    from watchgate.ledger.sqlite_ledger import SqliteLedger


@click.group(
    epilog="Examples: watchgate ledger head; watchgate ledger verify; watchgate ledger head --sign --out head.json; "
    "watchgate ledger check head.json; watchgate ledger prove 12.340 --out proof.json"
)
def command() -> None:
    """The evidence ledger: its head, its log, its verification, proofs and signed heads."""


@command.command(epilog="Examples: watchgate ledger head; watchgate ledger head --sign --out /media/safe/head.json")
@click.option("--sign", is_flag=True, help="Sign it with the ledger's key, which is made at the first signature.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the signed head to this file.")
@json_option
def head(sign: bool, out: Path | None, as_json: bool) -> None:
    """Show how far the log has come. Keep a signed head where the ledger's file is not: `check` compares with it."""
    from watchgate.cli.ledger_show import print_head
    from watchgate.ledger.heads import sign_head, write_head
    from watchgate.model.clock import now_us
    from watchgate.model.errors import BadInputError

    if out is not None and not sign:
        raise BadInputError("only a signed head is written to a file", where="--out", hint="add --sign")
    with _existing() as (ledger, _):
        found = ledger.head()
        signed = sign_head(found, ledger.home.keys, now_us()) if sign else None
        if signed is not None and out is not None:
            write_head(signed, out)
    if as_json:
        emit(signed or found)
    else:
        print_head(found, signed, out)


@command.command(epilog="Examples: watchgate ledger verify; watchgate ledger verify --json")
@json_option
def verify(as_json: bool) -> int:
    """Read every stored byte and compare it with every stored hash. Exit code 4 when anything is damaged."""
    from watchgate.cli.ledger_show import print_verification, verified

    with _existing() as (ledger, _):
        found = verified(ledger)
    if as_json:
        emit(found)
    else:
        print_verification(found)
    return 4 if found.damages else 0


@command.command(
    epilog="Examples: watchgate ledger prove 12.340 --out proof.json; then: watchgate ledger check proof.json"
)
@click.argument("statement")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the proof to this file.")
@json_option
def prove(statement: str, out: Path | None, as_json: bool) -> None:
    """Prove that STATEMENT (12.340, an id, or its first 8 characters) is in the log. Opens this entry alone."""
    from watchgate.cli.ledger_show import print_proof
    from watchgate.ledger.proof_file import write_proof
    from watchgate.model.handling import SYSTEM

    with _existing() as (ledger, _):
        proof = ledger.prove(ledger.find(statement, reader=SYSTEM), reader=SYSTEM)
    if out is not None:
        write_proof(proof, out)
    if as_json:
        emit(proof)
    else:
        print_proof(proof, out)


@command.command(
    epilog="Examples: watchgate ledger check head.json; watchgate ledger check head.json --quick; "
    "watchgate ledger check proof.json"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--public-key", metavar="HEX", help="The key the head must be signed with; default: this ledger's own.")
@click.option("--quick", is_flag=True, help="Compare the log only, without reading every entry again.")
@json_option
def check(file: Path, public_key: str | None, quick: bool, as_json: bool) -> int:
    """Check a signed head or a proof.

    A signed head: the present log must be an append-only continuation of it, so that a rewrite which verifies by itself
    is found. A proof: checked by itself, no ledger is needed. Exit codes: 4 when it does not hold, 2 when the file is
    neither.
    """
    from watchgate.ledger.proof_file import is_proof

    return _check_proof(file, as_json) if is_proof(file) else _check_head(file, public_key, quick, as_json)


@command.command(epilog="Examples: watchgate ledger log; watchgate ledger log --source us_ofac_sdn --last 5 --json")
@click.option("--source", metavar="SOURCE", help="Only deliveries of this source.")
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="How many, counted from the end.")
@json_option
def log(source: str | None, last: int, as_json: bool) -> None:
    """List the newest deliveries: position, instant, source, grade, handling, entries."""
    from collections import deque

    from watchgate.cli.ledger_show import print_log
    from watchgate.model.handling import SYSTEM

    with _existing() as (ledger, _):
        found = deque(ledger.as_of(reader=SYSTEM).deliveries(source), maxlen=last)
        shown = [(delivery, ledger.entry_count(delivery.position)) for delivery in found]
    if as_json:
        for delivery, entries in shown:
            emit({"delivery": delivery, "entries": entries})
    else:
        print_log(shown)


def _check_proof(file: Path, as_json: bool) -> int:
    from watchgate.cli.ledger_show import print_proof_check
    from watchgate.ledger.proof import check_proof
    from watchgate.ledger.proof_file import read_proof

    proof = read_proof(file)
    holds = check_proof(proof)
    if as_json:
        emit({"kind": "proof", "holds": holds, "locator": str(proof.locator), "head": proof.head})
    else:
        print_proof_check(proof, holds)
    return 0 if holds else 4


def _check_head(file: Path, public_key: str | None, quick: bool, as_json: bool) -> int:
    from watchgate.cli.ledger_show import print_head_check, print_verification, verified
    from watchgate.ledger.heads import HeadDoesNotHoldError, check_continuation, read_head
    from watchgate.ledger.heads import public_key as own_key
    from watchgate.model.errors import BadInputError, LedgerDamagedError

    signed = read_head(file)
    with _existing() as (ledger, _):
        key = public_key or own_key(ledger.home.keys)
        if key is None:
            raise BadInputError(
                "this ledger has signed nothing yet, so the head is not its own",
                where=str(file),
                hint="give the key it must be signed with: --public-key HEX",
            )
        try:
            now = check_continuation(signed, ledger, key.lower())
        except (HeadDoesNotHoldError, LedgerDamagedError) as error:
            if as_json:
                emit({"kind": "head", "holds": False, "signed": signed, "why": str(error)})
            raise
        found = None if quick else verified(ledger)
    damages = found.damages if found else ()
    if as_json:
        emit({"kind": "head", "holds": not damages, "signed": signed, "now": now, "damages": damages})
    else:
        if found is not None and damages:
            print_verification(found)
        else:
            print_head_check(signed, now, whole=found is not None)
    return 4 if damages else 0


@contextmanager
def _existing() -> Iterator[tuple[SqliteLedger, Path]]:
    """The ledger of this home; looking at one does not make one."""
    from watchgate.cli.opened import opened
    from watchgate.ledger.home import home_path
    from watchgate.model.errors import NotFoundError

    home = home_path()
    if not (home / "ledger.sqlite").exists():
        raise NotFoundError(
            f"there is no ledger in {home}", hint="load lists with: watchgate lists load, or set WATCHGATE_HOME"
        )
    with opened() as found:
        yield found
