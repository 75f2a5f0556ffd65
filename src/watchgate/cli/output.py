"""What commands say: JSON lines on standard output, one clear error line on standard error."""

from __future__ import annotations

import sys
from typing import Any

import click
import msgspec


def fail(message: str) -> None:
    """One line on standard error: what went wrong and what to do."""
    click.echo("watchgate: " + " ".join(message.split()), err=True)


def emit(value: Any) -> None:
    """One JSON line on standard output."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")


json_option = click.option("--json", "as_json", is_flag=True, help="JSON lines instead of readable output.")
