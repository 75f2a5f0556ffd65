"""Cells that hold several values with `;` between them, quoted where a value holds a `;` or a quotation mark itself."""

from __future__ import annotations

import re

_VALUE = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?=;|\Z)|([^;]+))(?:;|\Z)')


def values(cell: str) -> list[str]:
    """The values in order: `"Foo; Bar"; Baz` holds two."""
    if ";" not in cell and '"' not in cell:
        return [cell] if cell else []
    found: list[str] = []
    for match in _VALUE.finditer(cell):
        value = match[1].replace('""', '"') if match[1] is not None else match[2]
        if value.strip():
            found.append(value.strip())
    return found
