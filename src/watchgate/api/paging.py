"""Pages and their order, the same at every endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar

from litestar.params import QueryParameter

from watchgate.model.errors import BadInputError

T = TypeVar("T")
LONGEST_SHOWN = 64

Limit = Annotated[int, QueryParameter(ge=0, le=500, description="Results on a page.")]
Offset = Annotated[int, QueryParameter(ge=0, le=1_000_000, description="Results to leave out before the page.")]
Position = Annotated[
    int | None, QueryParameter(ge=0, le=2**53, description="Ledger position to answer as of; the newest when left out.")
]
Sort = Annotated[list[str] | None, QueryParameter(description="FIELD, FIELD:asc or FIELD:desc; may repeat.")]


def sort_keys(asked: Sequence[str] | None, allowed: Iterable[str]) -> list[tuple[str, bool]]:
    """`name:desc` and the like as (field, descending); BadInputError names what can be sorted by."""
    known = sorted(allowed)
    found = []
    for text in asked or ():
        field, _, direction = text.partition(":")
        if field not in known or direction not in {"", "asc", "desc"}:
            raise BadInputError(
                f"cannot sort by {text[:64]!r}", where="sort", hint=f"FIELD or FIELD:desc of {', '.join(known)}"
            )
        found.append((field, direction == "desc"))
    return found


def refuse_unknown(asked: Iterable[str], known: Sequence[str]) -> None:
    """BadInputError for a parameter that is none: passed over, a misspelt filter would answer with everything."""
    for name in asked:
        if name not in known:
            near = get_close_matches(name[:LONGEST_SHOWN].lower(), known, n=1, cutoff=0.5)
            raise BadInputError(
                "is no parameter here",
                where=repr(name[:LONGEST_SHOWN]),
                hint=f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}",
            )


def ordered(things: Iterable[T], keys: Sequence[tuple[str, bool]], value: Callable[[T, str], Any]) -> list[T]:
    """`things` by each key in turn; `value(thing, field)` is what a field compares by. Equal ones keep their order."""
    found = list(things)
    for field, descending in reversed(keys):
        found.sort(key=lambda thing: value(thing, field), reverse=descending)
    return found
