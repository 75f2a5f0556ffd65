"""What commands say: JSON lines on standard output, one clear error line on standard error."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec

from watchgate.ledger.home import PRIVATE_FILE
from watchgate.model.plain_text import shown as shown


def fail(message: str) -> None:
    """One line on standard error: what went wrong and what to do."""
    click.echo("watchgate: " + shown(" ".join(message.split())), err=True)


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
