"""Interests as statements: what the registers share.

An interest in shares or votes is an `Ownership`, `percentage` as the register bounds it (`60`, `>25-50`, `75-100`); a
power over a company is an `UnknownLink` from who has it to the company; an office is a `Directorship`. `ownershipType`
and `role` are the register's own words.
"""

from __future__ import annotations

from collections.abc import Iterable

from watchgate.watch.lists.entry import Claim, ListEntry
from watchgate.watch.lists.values.dates import iso_date
from watchgate.watch.lists.values.entities import Claims


def ownership(
    entity_id: str,
    record_id: str,
    *,
    owner: str,
    asset: str,
    percentage: str = "",
    called: str = "",
    role: str = "",
    start: str = "",
    end: str = "",
    claims: Iterable[Claim] = (),
) -> ListEntry:
    """`owner` holds `percentage` of `asset`; empty: the register does not say how much."""
    found = Claims()
    found.add("owner", owner)
    found.add("asset", asset)
    found.add("percentage", percentage)
    found.add("ownershipType", called)
    found.add("role", role)
    return _dated(found, start, end, claims).entry(entity_id, record_id, "Ownership")


def power(
    entity_id: str,
    record_id: str,
    *,
    holder: str,
    over: str,
    called: str,
    start: str = "",
    end: str = "",
    claims: Iterable[Claim] = (),
) -> ListEntry:
    """`holder` has the power that the register calls so over a company."""
    found = Claims()
    found.add("subject", holder)
    found.add("object", over)
    found.add("role", called)
    return _dated(found, start, end, claims).entry(entity_id, record_id, "UnknownLink")


def office(
    entity_id: str,
    record_id: str,
    *,
    holder: str,
    of: str,
    called: str,
    start: str = "",
    end: str = "",
    claims: Iterable[Claim] = (),
) -> ListEntry:
    """`holder` has an office of a company."""
    found = Claims()
    found.add("director", holder)
    found.add("organization", of)
    found.add("role", called)
    return _dated(found, start, end, claims).entry(entity_id, record_id, "Directorship")


def _dated(found: Claims, start: str, end: str, claims: Iterable[Claim]) -> Claims:
    for prop, written in (("startDate", start), ("endDate", end)):
        date = iso_date(written) if written else None
        if date:
            found.add(prop, date, original=written)
        elif written:
            found.add("summary", f"{prop}: {written}", original=written)
    found.extend(claims)
    return found
