"""What sources call an interest, and what it counts as. A table for domain people.

Words are compared in lower case, with spaces for hyphens and underscores, and camel case taken apart.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Counts(StrEnum):
    """SHARES: capital, or what stands for it where there is none. VOTES: voting rights, which are control.

    CONTROL: control as such. LINK: a connection that is neither. JOINT: its two ends act together.
    """

    SHARES = "shares"
    VOTES = "votes"
    CONTROL = "control"
    LINK = "link"
    JOINT = "joint"


SHARES = (
    "shareholding",
    "ownership of shares",
    "shares",
    "capital",
    "equity",
    "right to share surplus assets",
    "rights to surplus assets",
    "rights to surplus assets on dissolution",
    "rights to profit or income",
)
VOTES = ("voting rights",)

CERTAIN_CONTROL = (
    "control",
    "controls",
    "controlling interest",
    "controlling shareholder",
    "majority control",
    "accounting consolidation",
    "right to appoint and remove directors",
    "right to appoint and remove members",
    "appointment of board",
    "control via company rules or articles",
    "control by legal framework",
)
"""The power itself: to appoint the majority of the board, or so much of it that the accounts are consolidated."""

POSSIBLE_CONTROL = (
    "significant influence or control",
    "other influence or control",
    "right to appoint and remove person",
    "right to appoint and remove personnel",
    "rights granted by contract",
    "conditional rights granted by contract",
    "sole director",
    "general partner",
    "fund manager",
    "parent company",
    "settlor",
    "trustee",
    "protector",
    "beneficiary of legal arrangement",
    "nominator",
    "nominee",
    "front person",
    "acting on behalf",
)
"""An indication of control, which a person has to weigh."""

JOINT = ("joint arrangement",)

DOUBTS = {
    "trust": "held through a trust",
    "firm": "held through a firm",
    "nominee": "held through a nominee",
}
"""Words in what an interest is called that leave open whose it is."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TAIL = re.compile(r"( as (trust|firm)| limited liability partnership| registered overseas entity)+$")
_BAND = re.compile(r"( (more than )?\d+( to \d+)? percent| more than \d+ percent)(?= |$)")


def plain(text: str) -> str:
    """`right-to-appoint-and-remove-directors-as-firm` in words."""
    return " ".join(_CAMEL.sub(" ", text).replace("-", " ").replace("_", " ").casefold().split())


def counts_as(text: str) -> tuple[Counts, str] | None:
    """What an interest so called counts as, and the doubt about it; None for words that are not in the tables."""
    words = plain(text)
    doubt = next((said for word, said in DOUBTS.items() if word in words.split()), "")
    core = _BAND.sub("", _TAIL.sub("", words)).strip()
    if core.startswith("indirect "):
        core = core.removeprefix("indirect ")
    for known, counts in ((SHARES, Counts.SHARES), (VOTES, Counts.VOTES), (CERTAIN_CONTROL, Counts.CONTROL)):
        if core in known:
            return counts, doubt
    if core in POSSIBLE_CONTROL:
        return Counts.CONTROL, doubt or f"{core}: an indication of control, not control itself"
    return (Counts.JOINT, "") if core in JOINT else None


def indirect(text: str) -> bool:
    """Whether an interest so called runs through others."""
    return "indirect" in plain(text).split()
