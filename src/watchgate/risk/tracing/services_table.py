"""An estimate as a table for a spreadsheet."""

from __future__ import annotations

from watchgate.risk.tracing.estimating import Estimated
from watchgate.risk.tracing.graph import table

_COLUMNS = (
    *("period", "category", "service", "units", "share", "lower", "upper"),
    *("hops", "addresses", "cents", "unpriced", "statements"),
)


def services_csv(found: Estimated) -> str:
    """One line a service and period."""
    return table(_COLUMNS, ({name: _cell(getattr(one, name)) for name in _COLUMNS} for one in found.estimate.reached))


def _cell(value: object) -> object:
    return " ".join(value) if isinstance(value, tuple) else value
