"""`watchgate gate wallets`: addresses, transactions and IVMS101 payloads, decided, durable, one JSON line each."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from watchgate.cli.gate_files import LARGEST_BYTES
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, opened_private, shown
from watchgate.model.errors import BadInputError

if TYPE_CHECKING:
    from watchgate.gate.service import Gate
    from watchgate.gate.service_answers import Answer

AT_ONCE = 256
"""Addresses that share a commit."""
SHOWN = 40
"""Decisions shown one by one; all of them are in the history, and in --out."""
ROWS = 5
"""Of what was not traced or not compared, as many are shown beside a decision."""
_HASH = re.compile(r"(?:0x)?[0-9a-f]{64}")
_TRANSACTION = re.compile(r"[a-z][a-z0-9-]{0,30}:(?:0x)?[0-9a-f]{64}")
_STYLES = {"pass": "green", "stop": "red"}


def decide_wallets(
    asked: Sequence[str],
    out: Path | None,
    *,
    chain: str,
    customer: str,
    rail: str | None,
    policy_file: Path | None,
    as_json: bool,
) -> int:
    """Decide all that is `asked`. The exit code."""
    from watchgate.gate.service import Gate
    from watchgate.model.policy_file import load_policy

    inputs = list(_inputs(asked, chain, customer))
    with opened(fill=True) as (ledger, home):
        policy = load_policy(policy_file, home=home)
        if rail is not None and rail not in policy.rails:
            known = ", ".join(sorted(policy.rails)) or "none"
            raise BadInputError(f"the policy knows no rail {rail!r}", where="--rail", hint=f"it knows: {known}")
        file = opened_private(out, anew=True) if out is not None else None
        gate = Gate(home, policy, ledger=ledger)
        try:
            counts: dict[str, int] = {}
            for name, data in inputs:
                for message in gate.decide_wallets(data, name, rail=rail):
                    for answer in message.transactions:
                        counts[answer.verdict] = counts.get(answer.verdict, 0) + 1
                        if file is not None:
                            file.write(msgspec.json.encode(answer) + b"\n")
                        elif as_json:
                            emit(answer)
                        if not as_json and sum(counts.values()) <= SHOWN:
                            _show(gate, answer)
        finally:
            gate.close()
            if file is not None:
                file.close()
    if not as_json:
        more = sum(counts.values()) - SHOWN
        if more > 0:
            click.echo(f"... and {more:,} more, {f'in {out}' if out else 'shown by: watchgate gate list'}")
        told = ", ".join(f"{many:,} {verdict}" for verdict, many in sorted(counts.items()))
        click.echo(f"{told}; a pass says not found, which is not the same as clean")
    elif out is not None:
        emit({"decisions": sum(counts.values()), "verdicts": counts, "out": str(out)})
    return 0


def _inputs(asked: Sequence[str], chain: str, customer: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of what the gate is given: addresses and transactions together, each file by itself."""
    typed: list[dict[str, Any]] = []
    files: list[tuple[str, bytes]] = []
    for one in asked:
        text = one.strip()
        if _TRANSACTION.fullmatch(text.lower()) or _HASH.fullmatch(text.lower()):
            typed.append({"transaction": text.lower() if ":" in text else f"{chain}:{text.lower()}"})
        elif _is_file(text):
            files += _of_file(Path(text), customer)
        elif "/" in text or "." in text:
            raise BadInputError("there is no such file, and no address is written so", where=text[:200])
        else:
            typed.append({"wallet": text})
    yield from _together("typed", typed, customer)
    yield from files


def _is_file(text: str) -> bool:
    """Whether a file is called so; what is too long to be called anything is none."""
    try:
        return Path(text).is_file()
    except OSError:
        return False


def _of_file(path: Path, customer: str) -> Iterator[tuple[str, bytes]]:
    if path.stat().st_size > LARGEST_BYTES:
        raise BadInputError(f"is larger than {LARGEST_BYTES >> 20} MB", where=str(path))
    data = path.read_bytes()
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        if customer:
            raise BadInputError("says by itself whom it is about", where=str(path), hint="leave --customer out")
        yield str(path), data
        return
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BadInputError("is neither JSON nor UTF-8 with one address a line", where=str(path)) from error
    addresses = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not addresses:
        raise BadInputError("holds no address", where=str(path), hint="write one a line")
    yield from _together(str(path), [{"wallet": one} for one in addresses], customer)


def _together(name: str, items: Sequence[dict[str, Any]], customer: str) -> Iterator[tuple[str, bytes]]:
    more = {"customer": customer} if customer else {}
    for start in range(0, len(items), AT_ONCE):
        yield name, msgspec.json.encode([{**one, **more} for one in items[start : start + AT_ONCE]])


def _show(gate: Gate, answer: Answer) -> None:
    from rich.text import Text

    from watchgate.cli.plain import PlainConsole

    console = PlainConsole(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False)
    stored = gate.history.get(str(answer.number))
    named = [one.value for party in stored.record.parties for one in party.party.identifiers] if stored.record else []
    about = stored.record.references.get("blockchain_transaction", "") if stored.record else ""
    head = Text(f"{answer.verdict.value.upper():<8}", style=f"bold {_STYLES.get(answer.verdict.value, 'yellow')}")
    who = about or ", ".join(named[:3]) + (f" and {len(named) - 3:,} more" if len(named) > 3 else "")
    head.append(f"{shown(who)}  decision {answer.number}", style="not bold")
    console.print(head)
    console.print(Text(f"        {shown(answer.reason)}"))
    rows = stored.decision.not_compared if stored.decision is not None else ()
    read = frozenset(stored.record.not_compared if stored.record is not None else ())
    told = [row.reason for row in rows if row not in read]  # what was not traced goes before codes of a payload
    told += [f"{row.element}: {row.reason}" if row.element else row.reason for row in rows if row in read]
    matches = stored.decision.matches if stored.decision is not None else ()
    told = [f"beware: {one.text} {one.remark}" for one in matches if not one.score] + told
    for line in told[:ROWS]:
        console.print(Text(f"        {shown(line)}", style="dim"))
    if len(told) > ROWS:
        console.print(Text(f"        and {len(told) - ROWS:,} more: watchgate gate show {answer.number}", style="dim"))
