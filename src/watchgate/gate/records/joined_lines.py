"""Names that go on in the next line: MT lines are 35 characters wide, and names are cut there."""

from __future__ import annotations

import re
from collections.abc import Sequence

WIDTH = 35
"""Characters of a line. Names that are longer stand in a format of their own and are whole."""

NEARLY_FULL = 28
"""Characters; a name line that long may go on in the next line (words are moved there whole, mostly)."""

CUT = 33
"""Characters; a line that long may have been cut within a word."""

MOST_WORDS = 8
"""Words of a name that goes on in the next lines; more are a name and its address."""

MOST_LINES = 3
"""Lines a name may stand on: four are all there are, and the address needs one."""

_ENDS_A_NAME = re.compile(
    r"\b(?:LTD|LIMITED|LLC|LLP|INC|CORP|CORPORATION|CO|COMPANY|GMBH|AG|SA|SAS|SARL|SPA|SRL|BV|NV|AB|AS|OY|PLC|PTE|PTY|"
    r"FZE|FZCO|FZC|OOO|OJSC|JSC|PJSC|ZAO|EST|GROUP|BANK|TRADING|INDUSTRIES|HOLDING|HOLDINGS)\.?$",
    re.IGNORECASE,
)
_COMPLETE = re.compile(
    r"\w.*\b(?:LTD|LIMITED|LLC|LLP|INC|GMBH|AG|SARL|SPA|SRL|BV|NV|AB|OY|PLC|FZE|FZCO|OOO|OJSC|JSC|PJSC|ZAO)\.?$",
    re.IGNORECASE,
)
"""What ends a name of a company: the next line is its address, if this one is not full."""


def joined_lines(name: str, following: Sequence[str]) -> tuple[str, ...]:
    """What the name may be with the lines below it, with a space between and, where it may be cut in a word, without.

    Candidates beside the name as written: whether a line below is name, street or town is not said. Lines without a
    digit are joined whatever they are (`STATE COMMITTEE` over `OF MILITARY INDUSTRY`); below a long name, or where the
    line ends as names of companies do, those with digits too.
    """
    if len(name) > WIDTH:
        return ()
    found: list[str] = []
    whole, before = name, name
    for line in following[: MOST_LINES - 1]:
        if len(before) < NEARLY_FULL and _COMPLETE.search(before):
            break
        if not (_goes_on(before, line) or _words_alone(whole, line)):
            break
        found.append(f"{whole} {line}")
        if len(before) >= CUT:
            found.append(whole + line)
        whole, before = f"{whole} {line}", line
    return tuple(found)


def _goes_on(name: str, following: str) -> bool:
    return len(name) >= NEARLY_FULL or _ENDS_A_NAME.search(following) is not None


def _words_alone(name: str, following: str) -> bool:
    text = f"{name} {following}"
    return len(text.split()) <= MOST_WORDS and not any(sign.isdigit() for sign in text)
