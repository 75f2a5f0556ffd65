"""Names that go on in the next line: MT lines are 35 characters wide, and names are cut there."""

from __future__ import annotations

import re

WIDTH = 35
"""Characters of a line. Names that are longer stand in a format of their own and are whole."""

NEARLY_FULL = 28
"""Characters; a name line that long may go on in the next line (words are moved there whole, mostly)."""

CUT = 33
"""Characters; a line that long may have been cut within a word."""

_ENDS_A_NAME = re.compile(
    r"\b(?:LTD|LIMITED|LLC|LLP|INC|CORP|CORPORATION|CO|COMPANY|GMBH|AG|SA|SAS|SARL|SPA|SRL|BV|NV|AB|AS|OY|PLC|PTE|PTY|"
    r"FZE|FZCO|FZC|OOO|OJSC|JSC|PJSC|ZAO|EST|GROUP|BANK|TRADING|INDUSTRIES|HOLDING|HOLDINGS)\.?$",
    re.IGNORECASE,
)


def joined_lines(name: str, following: str) -> tuple[str, ...]:
    """What the name may be with the line below it, with a space between and, where it may be cut in a word, without.

    Candidates beside the name as written: whether the line below is name or street is not said.
    """
    if len(name) > WIDTH or (len(name) < NEARLY_FULL and not _ENDS_A_NAME.search(following)):
        return ()
    apart = f"{name} {following}"
    return (apart, name + following) if len(name) >= CUT else (apart,)
