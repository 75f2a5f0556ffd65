"""What others wrote, on a terminal: shown as characters, never obeyed.

A name in a list, a note or a quotation may hold escape sequences, which a terminal would run, marks that turn the
reading direction round, so that a line reads as something else, and brackets, which rich takes for its own markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from watchgate.cli.output import shown


class PlainConsole(Console):
    """A console that takes texts as they are: no markup in them, no control characters from them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Rich's own segments, with every text made harmless; styles are added after this."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(shown(segment.text), segment.style)
