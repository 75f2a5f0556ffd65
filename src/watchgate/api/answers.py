"""The shapes of replies, as yente's clients read them, and the headers that say what an answer stands on."""

from __future__ import annotations

from typing import Any

import msgspec

from watchgate.api.entity import Entity, Total


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer stands on: ledger position, policy, and lists that are older than the policy allows."""

    position: int
    policy_sha256: str
    stale: tuple[str, ...] = ()

    def headers(self) -> dict[str, str]:
        """The same in headers, for replies whose shape has no room."""
        found = {"x-watchgate-position": str(self.position), "x-watchgate-policy": self.policy_sha256}
        if self.stale:
            found["x-watchgate-stale"] = ", ".join(self.stale)
        return found


class Page(msgspec.Struct, kw_only=True):
    """One page of something."""

    results: list[Any]
    total: Total
    limit: int
    offset: int


class FacetItem(msgspec.Struct, frozen=True):
    """One value of a facet and how many of what was found have it."""

    name: str
    label: str
    count: int


class Facet(msgspec.Struct, frozen=True):
    """A breakdown of what was found."""

    label: str
    values: list[FacetItem]


class SearchPage(Page, kw_only=True):
    """Reply of /search."""

    results: list[Entity]
    facets: dict[str, Facet]
    position: int


class EntityPage(Page, kw_only=True):
    """Reply of /entities/{id}/adjacent/{prop}. A bare id stands for what is named and not described."""

    results: list[str | Entity]


class Adjacent(msgspec.Struct, kw_only=True):
    """Reply of /entities/{id}/adjacent."""

    entity: Entity
    adjacent: dict[str, EntityPage]
