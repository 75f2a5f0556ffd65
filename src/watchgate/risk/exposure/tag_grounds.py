"""Tags as a ground: why a wallet that is itself tagged is of concern."""

from __future__ import annotations

from collections.abc import Sequence

from watchgate.model.ground import Ground, GroundKind
from watchgate.model.policy import ExposurePolicy
from watchgate.model.statement import Locator, Statement
from watchgate.risk.exposure.attribution import tags_of


def tag_grounds(statements: Sequence[Statement], policy: ExposurePolicy) -> tuple[Ground, ...]:
    """Why a wallet that is itself tagged is of concern: it is said to be of a category that the policy names.

    Graded intelligence: it holds and never stops. `statements`: those of one entity. A wallet of an official list,
    which bears no category, is the list's matter, delisting included.
    """
    if not any(one.prop == "keywords" for one in statements):
        return ()
    return tuple(
        Ground(
            kind=GroundKind.ATTRIBUTED,
            entity_id=tag.entity_id,
            stands_on=(locator_of(tag.statement),),
            detail=f"is itself tagged {tag.category}{f': {tag.label}' if tag.label else ''} ({tag.dataset})",
        )
        for tag in tags_of(statements)
        if tag.category in policy.categories
    )


def locator_of(text: str) -> Locator:
    """Of a statement, as tags write it: `12.340`."""
    position, _, ordinal = text.partition(".")
    return Locator(int(position), int(ordinal))
