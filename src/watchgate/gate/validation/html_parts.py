"""The pieces of the page: every text that comes from outside is escaped, and isolated from the direction around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1c2430;background:#fff;max-width:1080px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;margin-bottom:.2rem}h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:2px solid #d6dce5}
h3{font-size:1rem;margin-top:1.4rem}.dim{color:#5c6675}.asked{color:#5c6675;font-size:.85rem;margin-top:-.4rem}
table{border-collapse:collapse;width:100%;font-size:.85rem;margin:.6rem 0}th{text-align:left;background:#eef1f6}
th,td{padding:.25rem .5rem;border-bottom:1px solid #e3e7ee;vertical-align:top;overflow-wrap:anywhere}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.good{color:#12633a}.bad{color:#a31621;font-weight:600}
.box{border-left:4px solid #8794a8;padding:.4rem .9rem;background:#f6f8fb}
.box.bad{border-color:#a31621;font-weight:400;color:inherit}.box.good{border-color:#12633a;color:inherit}
nav a{margin-right:1rem}svg text{font:12px system-ui,sans-serif;fill:#1c2430}
@media print{body{margin:0;max-width:none;font-size:11px}nav{display:none}h2{break-after:avoid}tr{break-inside:avoid}}
"""


def text(value: object) -> str:
    """Escaped; names of any direction stand by themselves."""
    return f"<bdi>{escape(str(value))}</bdi>"


def plain(value: object) -> str:
    """Escaped words of our own."""
    return escape(str(value))


def table(titles: Sequence[str], rows: Iterable[Sequence[object]], numbers: Iterable[int] = ()) -> str:
    """Cells are escaped here. `numbers`: columns that are aligned as figures."""
    right = set(numbers)
    mark = [' class="n"' if place in right else "" for place in range(len(titles))]
    head = "".join(f"<th{mark[place]}>{plain(title)}</th>" for place, title in enumerate(titles))
    body = "".join(
        "<tr>" + "".join(f"<td{mark[place]}>{text(cell)}</td>" for place, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body or _empty(len(titles))}</tbody></table>"


def section(name: str, title: str, asked: str, *parts: str) -> str:
    """One section; `asked`: whose subject it is."""
    said = f'<p class="asked">{plain(asked)}</p>' if asked else ""
    return f'<section id="{name}"><h2>{plain(title)}</h2>{said}{"".join(parts)}</section>'


def box(said: str, mood: str = "") -> str:
    """One sentence that must not be overlooked; `mood`: good or bad."""
    return f'<p class="box {mood}">{plain(said)}</p>'


def items(sentences: Iterable[str]) -> str:
    """A list of sentences."""
    return "<ul>" + "".join(f"<li>{plain(one)}</li>" for one in sentences) + "</ul>"


def percent(share: float) -> str:
    """With one decimal, never rounded up to 100."""
    return "100 %" if share >= 1 else f"{min(share * 100, 99.9):.1f} %"


def _empty(columns: int) -> str:
    return f'<tr><td colspan="{columns}" class="dim">none</td></tr>'
