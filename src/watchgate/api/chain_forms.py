"""In which form an answer about a chain is wanted: by ?format=, else by Accept, else JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import msgspec
from litestar.params import QueryParameter

from watchgate.api.asking import JSON, AnyRequest
from watchgate.api.paging import refuse_unknown
from watchgate.model.errors import BadInputError

MEDIA = {"json": JSON, "graphml": "application/graphml+xml", "csv": "text/csv", "svg": "image/svg+xml"}
FormatParameter = Annotated[
    str | None, QueryParameter(name="format", max_length=20, description="json, graphml, csv, svg; else by Accept.")
]


class Form(msgspec.Struct, frozen=True):
    """An answer's bytes, the position it stands on, by which rule, and what kind of bytes."""

    body: bytes
    position: int
    rule: str
    media_type: str = JSON


def form_of(request: AnyRequest, wanted: str | None, known: tuple[str, ...]) -> str:
    """`json` or one of `known`. BadInputError for another that was named, or another parameter."""
    refuse_unknown(request.query_params, ("format",))
    if wanted is not None:
        if wanted not in ("json", *known):
            raise BadInputError(
                f"{wanted[:20]!r} is no form of this answer", where="format", hint=", ".join(("json", *known))
            )
        return wanted
    accepted = [one.partition(";")[0].strip().lower() for one in request.headers.get("accept", "").split(",")]
    return next((name for one in accepted for name in ("json", *known) if MEDIA[name] == one), "json")


def written(wanted: str, answer: Any, others: Mapping[str, Callable[[], str]], *, position: int, rule: str) -> Form:
    """`answer` as JSON, or what the one of `others` that is wanted makes of it."""
    body = msgspec.json.encode(answer) if wanted == "json" else others[wanted]().encode()
    return Form(body, position, rule, MEDIA[wanted])
