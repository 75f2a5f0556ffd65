"""What commands say: JSON lines on standard output, one clear error line on standard error."""

from __future__ import annotations

import sys
from typing import Any

import click
import msgspec


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
