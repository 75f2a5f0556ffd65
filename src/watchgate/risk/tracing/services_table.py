"""An estimate as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io

from watchgate.model.plain_text import shown
from watchgate.risk.tracing.estimating import Estimated

_COLUMNS = (
    *("period", "category", "service", "units", "share", "lower", "upper"),
    *("hops", "addresses", "cents", "unpriced", "statements"),
)


def services_csv(found: Estimated) -> str:
    """One line a service and period. What a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in found.estimate.reached:
        cells = [" ".join(value) if isinstance(value := getattr(one, name), tuple) else value for name in _COLUMNS]
        plain = [shown(str(cell)).replace("\n", " ").lstrip() for cell in cells]
        writer.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in plain])
    return text.getvalue()
