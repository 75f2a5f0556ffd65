"""What commands say: JSON lines on standard output, one clear error line on standard error."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec

from watchgate.ledger.home import PRIVATE_FILE


def fail(message: str) -> None:
    """One line on standard error: what went wrong and what to do."""
    click.echo("watchgate: " + shown(" ".join(message.split())), err=True)


def shown(text: str) -> str:
    """`text` with a replacement character for each control character but the line feed, and each bidirectional mark
    that turns what follows round: a terminal would obey them."""
    return text if text.isprintable() else text.translate(_OBEYED)


_OBEYED = dict.fromkeys(
    [*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd"
)


def emit(value: Any) -> None:
    """One JSON line on standard output."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")


json_option = click.option("--json", "as_json", is_flag=True, help="JSON lines instead of readable output.")


def opened_private(path: Path, *, anew: bool) -> BinaryIO:
    """A file for the owner alone: what stands in it is about customers. `anew`: empty; else as it is, to go on."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | (os.O_TRUNC if anew else 0)
    file = os.fdopen(os.open(path, flags, PRIVATE_FILE), "r+b")
    os.fchmod(file.fileno(), PRIVATE_FILE)
    return file
