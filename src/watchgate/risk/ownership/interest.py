"""Interest: who holds how much of what, or controls it, on one day, as one source says it."""

from __future__ import annotations

import msgspec

from watchgate.model.statement import Locator
from watchgate.risk.grounds.days import begun, ceased, day_of
from watchgate.risk.grounds.facts import Facts, Said
from watchgate.risk.ownership.shares import Share, share_of, widest
from watchgate.risk.ownership.words import Counts, counts_as, indirect

ENDS = {
    "Ownership": ("owner", "asset"),
    "Directorship": ("director", "organization"),
    "UnknownLink": ("subject", "object"),
}
"""Schema -> the properties that name who holds and what is held."""

CALLED = ("ownershipType", "sharesType", "role")
"""What the source calls the interest."""

INACTIVE = frozenset({"inactive", "ceased", "ended", "historical", "former"})


class Interest(msgspec.Struct, frozen=True):
    """`owners` hold it together; `share` None: how much is not said. `source`: the dataset that says it.

    `doubt`: why it is not certain whose it is or what it is worth. `called`: the source's word for it.
    """

    id: str
    owners: tuple[str, ...]
    asset: str
    counts: Counts
    share: Share | None
    indirect: bool
    doubt: str
    called: str
    source: str
    stands_on: tuple[Locator, ...]


def interests_of(facts: Facts, day: str) -> tuple[Interest, ...]:
    """The interests an entity says that hold on `day`: from their start, until the day they end."""
    if facts.schema not in ENDS:
        return _of_parent(facts, day)
    holder, held = ENDS[facts.schema]
    said = tuple(one for one in facts.said if begun(day, one.valid_from) and not ceased(day, one.valid_to))
    owners = tuple(dict.fromkeys(one.value for one in said if one.prop == holder))
    assets = tuple(dict.fromkeys(one.value for one in said if one.prop == held))
    if not owners or not assets or not _holds(said, day):
        return ()
    words = [one.value for one in said if one.prop in CALLED]
    shares = [share for one in said if one.prop == "percentage" if (share := share_of(one.value)) is not None]
    counts, doubt, called = _counts(facts.schema, words)
    return tuple(
        Interest(
            id=facts.entity_id,
            owners=owners,
            asset=asset,
            counts=counts,
            share=widest(shares) if counts in (Counts.SHARES, Counts.VOTES) else None,
            indirect=any(map(indirect, words)),
            doubt=doubt,
            called=called,
            source=said[0].dataset,
            stands_on=tuple(one.locator for one in said if one.prop != held or one.value == asset),
        )
        for asset in assets
    )


def assets_of(facts: Facts) -> tuple[str, ...]:
    """What the interests of an entity may ever be in."""
    if facts.schema in ENDS:
        return tuple(dict.fromkeys(one.value for one in facts.of(ENDS[facts.schema][1])))
    return (facts.entity_id,) if facts.of("parent") else ()


def owners_of(facts: Facts) -> tuple[str, ...]:
    """Who the interests of an entity may ever be held by."""
    if facts.schema in ENDS:
        return tuple(dict.fromkeys(one.value for one in facts.of(ENDS[facts.schema][0])))
    return tuple(dict.fromkeys(one.value for one in facts.of("parent")))


def carries(facts: Facts) -> bool:
    """Whether any of it may ever be ownership or control, and not a mere link."""
    if facts.schema in ("Directorship", "UnknownLink"):
        return any(counts_as(one.value) is not None for one in facts.of(*CALLED))
    return True


def _holds(said: tuple[Said, ...], day: str) -> bool:
    starts = [found for one in said if one.prop == "startDate" if (found := day_of(one.value))]
    ends = [day_of(one.value) for one in said if one.prop == "endDate"]
    if not begun(day, min(starts, default=None)):
        return False
    if ends and None not in ends and ceased(day, max(one for one in ends if one)):
        return False
    return bool(ends) or not any(one.value.casefold() in INACTIVE for one in said if one.prop == "status")


def _counts(schema: str, words: list[str]) -> tuple[Counts, str, str]:
    """The strongest of what it is called. Ownership that is not called anything is of shares."""
    known = [(found, word) for word in words if (found := counts_as(word)) is not None]
    if schema == "Ownership":
        for (counts, doubt), word in known:
            if counts is Counts.SHARES or counts is Counts.VOTES:
                return counts, doubt, word
        for (counts, doubt), word in known:
            return counts, doubt, word
        return Counts.SHARES, "", "shares"
    for (counts, doubt), word in sorted(known, key=lambda one: bool(one[0][1])):
        return counts, doubt, word
    return Counts.LINK, "", next(iter(words), "director" if schema == "Directorship" else "link")


def _of_parent(facts: Facts, day: str) -> tuple[Interest, ...]:
    """The `parent` of a company: control is meant, and how it is held is not said."""
    return tuple(
        Interest(
            id=facts.entity_id,
            owners=(one.value,),
            asset=facts.entity_id,
            counts=Counts.CONTROL,
            share=None,
            indirect=False,
            doubt="parent company: an indication of control, not control itself",
            called="parent company",
            source=one.dataset,
            stands_on=(one.locator,),
        )
        for one in facts.of("parent")
        if begun(day, one.valid_from) and not ceased(day, one.valid_to)
    )
