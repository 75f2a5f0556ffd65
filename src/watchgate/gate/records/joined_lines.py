"""Names that go on in the next line: MT lines are 35 characters wide, and names are cut there."""

from __future__ import annotations

import re

WIDTH = 35
"""Characters of a line. Names that are longer stand in a format of their own and are whole."""

NEARLY_FULL = 28
"""Characters; a name line that long may go on in the next line (words are moved there whole, mostly)."""

CUT = 33
"""Characters; a line that long may have been cut within a word."""

MOST_SHORT = 2
"""Words of a name that may be a part of one (`VLADIMIR` over `PUTIN`), and of the line that goes on with it."""

_ENDS_A_NAME = re.compile(
    r"\b(?:LTD|LIMITED|LLC|LLP|INC|CORP|CORPORATION|CO|COMPANY|GMBH|AG|SA|SAS|SARL|SPA|SRL|BV|NV|AB|AS|OY|PLC|PTE|PTY|"
    r"FZE|FZCO|FZC|OOO|OJSC|JSC|PJSC|ZAO|EST|GROUP|BANK|TRADING|INDUSTRIES|HOLDING|HOLDINGS)\.?$",
    re.IGNORECASE,
)


def joined_lines(name: str, following: str) -> tuple[str, ...]:
    """What the name may be with the line below it, with a space between and, where it may be cut in a word, without.

    Candidates beside the name as written: whether the line below is name or street is not said.
    """
    goes_on = len(name) >= NEARLY_FULL or _ENDS_A_NAME.search(following) or _both_short(name, following)
    if len(name) > WIDTH or not goes_on:
        return ()
    apart = f"{name} {following}"
    return (apart, name + following) if len(name) >= CUT else (apart,)


def _both_short(name: str, following: str) -> bool:
    """Few words over few words, none with a digit: family name below first name, or a town below a whole one."""
    both = (name.split(), following.split())
    return all(0 < len(words) <= MOST_SHORT for words in both) and not any(sign.isdigit() for sign in name + following)
