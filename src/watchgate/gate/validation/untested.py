"""What a validation does not show, said in the report itself: some always, some because of what was found here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchgate.gate.validation.alterations import CLASSES
from watchgate.gate.validation.feeds import FeedCount
from watchgate.gate.validation.tally import Recall
from watchgate.model.policy import Policy

ALWAYS = (
    "The lists themselves: whether a publisher's list is complete or right, and who should be on it.",
    "What a file says was read again by the same readers that loaded it. An entry that a reader does not see at all is "
    "seen only where the bundled manifest states another count; `watchgate bench recall` reads the raw files by other "
    "means.",
    "Messages were generated. How often real payments carry a name cut, moved into the wrong element or left out is "
    "not known from here.",
    "Alterations were made one at a time; two together lower recall further. Translations of names of organisations, "
    "cover names and nicknames were not tried.",
    "Transliteration was tried from Cyrillic and Hangul into Latin letters only; Arabic, Persian and Chinese names "
    "have no mechanical spelling and were tried as written and in the classes that apply to any script.",
    "Grounds other than a listing (ownership, control, measures on goods and places, exposure, links): none was "
    "planted.",
    "Interception before the gate: that every payment reaches it is for the systems around it to show.",
    "What people do with what is held: their judgements, their delays, and their four-eyes checks.",
    "Speed and availability under load: `watchgate bench gate`.",
)


def untested(policy: Policy, feeds: Sequence[FeedCount], recall: Sequence[Recall], *, everything: bool) -> list[str]:
    """One sentence each, what was found here first."""
    return [*_here(policy, feeds, recall, everything=everything), *ALWAYS]


def _here(policy: Policy, feeds: Sequence[FeedCount], recall: Sequence[Recall], *, everything: bool) -> Iterator[str]:
    loaded = {one.dataset for one in feeds}
    for name, authority in sorted(policy.authorities.items()):
        missing = [one for one in authority.lists if one not in loaded]
        if missing:
            yield f"{name}: {', '.join(missing)} is named by the policy and not loaded, so nothing of it was tried."
    for one in feeds:
        if one.note:
            yield f"{one.source}: not reconciled with its file, {one.note}."
        elif not one.stated:
            yield f"{one.source}: no count of its entries by other means is at hand."
    tried = {one.class_ for one in recall}
    for group in sorted({one.group for one in recall}):
        classes = {one.class_ for one in recall if one.group == group}
        left = [class_ for class_ in CLASSES if class_ not in classes and class_ in tried]
        if left:
            yield f"{group}: no name to which these apply: {', '.join(left)}."
    never = [class_ for class_ in CLASSES if class_ not in tried]
    if never:
        yield f"No list has a name to which these apply: {', '.join(never)}."
    if not everything:
        yield "A sample was tried, not every name: the intervals say what follows from it. `--all` tries every name."
    for name, rail in sorted(policy.rails.items()):
        if rail.not_in_flight:
            lists = ", ".join(rail.not_in_flight)
            yield f"Rail {name}: {lists} is checked on the customers and not in flight; only the wire rail was tried."
