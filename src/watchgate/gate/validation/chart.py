"""Pictures as inline SVG: recall with its interval, and ages of lists against what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from watchgate.gate.validation.feeds import FeedCount
from watchgate.gate.validation.tally import Recall

ROW, LEFT, WIDTH, FIGURES = 22, 220, 560, 170
"""Pixels: height of a row, room for its name, for the scale, and for the figures."""


def recall_chart(rows: Sequence[Recall]) -> str:
    """A dot for the share met, a line for its 95 % interval, from 0 to 100 %."""
    height = ROW * len(rows) + 30
    parts = [_scale(height)]
    for number, one in enumerate(rows):
        middle = 22 + ROW * number + ROW // 2
        low, high, dot = (LEFT + round(WIDTH * share) for share in (one.low, one.high, one.share))
        colour = "#12633a" if one.share >= 0.95 else "#9a6a00" if one.share >= 0.8 else "#a31621"
        parts.append(
            f'<text x="{LEFT - 8}" y="{middle + 4}" text-anchor="end">{escape(one.class_)}</text>'
            f'<line x1="{low}" x2="{high}" y1="{middle}" y2="{middle}" stroke="{colour}" stroke-width="3"/>'
            f'<circle cx="{dot}" cy="{middle}" r="5" fill="{colour}"/>'
            f'<text x="{LEFT + WIDTH + 14}" y="{middle + 4}">{one.met:,} of {one.tried:,}</text>'
        )
    return _picture(height, "Share of cases met, by class, with 95 % intervals", parts)


def age_chart(feeds: Sequence[FeedCount]) -> str:
    """How old each source is, as a multiple of what the policy allows; the line is the limit."""
    most = max([2.0, *(one.age_hours / one.max_age_hours for one in feeds)])
    height = ROW * len(feeds) + 30
    limit = LEFT + round(WIDTH / most)
    parts = []
    for number, one in enumerate(feeds):
        top = 22 + ROW * number + 4
        length = max(2, round(WIDTH * one.age_hours / one.max_age_hours / most))
        colour = "#a31621" if one.stale else "#12633a"
        said = f"{one.age_hours / 24:,.1f} of {one.max_age_hours / 24:g} days"
        parts.append(
            f'<text x="{LEFT - 8}" y="{top + 11}" text-anchor="end">{escape(one.source)}</text>'
            f'<rect x="{LEFT}" y="{top}" width="{length}" height="14" fill="{colour}"/>'
            f'<text x="{LEFT + WIDTH + 14}" y="{top + 11}">{said}</text>'
        )
    parts.append(
        f'<line x1="{limit}" x2="{limit}" y1="16" y2="{height - 6}" stroke="#1c2430" stroke-dasharray="4 3"/>'
        f'<text x="{limit}" y="12" text-anchor="middle">limit</text>'
    )
    return _picture(height, "Age of each source against the policy's limit", parts)


def _scale(height: int) -> str:
    parts = []
    for share in (0, 25, 50, 75, 100):
        place = LEFT + WIDTH * share // 100
        parts.append(
            f'<line x1="{place}" x2="{place}" y1="18" y2="{height - 6}" stroke="#d6dce5"/>'
            f'<text x="{place}" y="12" text-anchor="middle">{share} %</text>'
        )
    return "".join(parts)


def _picture(height: int, title: str, parts: Iterable[str]) -> str:
    width = LEFT + WIDTH + FIGURES
    return (
        f'<svg viewBox="0 0 {width} {height}" width="100%" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
