"""POST /match/{dataset}: screening by example, several queries at once, in yente's shapes.

Ours beside them: `as_of` asks what the answer was then; each result says whether an identifier makes it certain and
where every part of it was said. An empty list of results means *not found*; it never means clean.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from litestar import Response, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from watchgate.api.algorithm import check_algorithm
from watchgate.api.answers import Basis
from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.dates import instant
from watchgate.api.entity import Entity, EntityReader, Total
from watchgate.api.examples import Example, Query, query_of
from watchgate.api.filters import Filters, Several, filters_for, position_since
from watchgate.api.roles import Role
from watchgate.api.screened import admitted
from watchgate.api.view import View
from watchgate.api.work import Deadline
from watchgate.model.errors import BadInputError
from watchgate.model.match import Reason
from watchgate.risk.explain import ScreenedHit
from watchgate.risk.screening import Screener, Screening
from watchgate.risk.sources import Source

Share = Annotated[float | None, QueryParameter(ge=0, le=1)]
AsOf = Annotated[str | None, QueryParameter(description="Position, date or instant: the answer as it was then.")]
Limit = Annotated[int, QueryParameter(ge=0, le=500, description="Results of each query.")]


class MatchBody(msgspec.Struct, kw_only=True):
    """`queries`: examples under keys of the client's own. `weights` and `config` are for yente's algorithms only."""

    queries: dict[str, Example]
    weights: dict[str, float] = {}
    config: dict[str, Any] = {}


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """What one feature adds to the score or takes from it, as a share of 1."""

    score: float
    detail: str
    query: str | None
    candidate: str | None
    weight: float = 1.0


class ScoredEntity(Entity, kw_only=True):
    """An entity with its score. `exact`: an identifier unique by its standard agrees. `sources`: where it was said."""

    score: float
    match: bool
    explanations: dict[str, Feature]
    exact: bool
    sources: tuple[Source, ...]


class MatchAnswer(msgspec.Struct, kw_only=True):
    """Reply to one query. `query`: what was understood; `not_compared`: what was not, and why."""

    status: int
    results: list[ScoredEntity]
    total: Total
    query: dict[str, Any]
    not_compared: tuple[str, ...]


class MatchReply(msgspec.Struct, kw_only=True):
    """Reply of /match. All answers stand on `position` and `policy_sha256`; `warnings`: lists too old or missing."""

    responses: dict[str, MatchAnswer]
    limit: int
    threshold: float
    position: int
    policy_sha256: str
    engine: str
    weights: str
    warnings: tuple[str, ...]


@post("/match/{dataset:str}", role=Role.SCREEN, summary="Screen parties by example", tags=["match"], status_code=200)
async def match(
    request: AnyRequest,
    dataset: FromPath[str],
    data: JSONBody[MatchBody],
    threshold: Share = None,
    cutoff: Share = None,
    algorithm: Annotated[str | None, QueryParameter(max_length=64)] = None,
    limit: Limit = 5,
    include_dataset: Several = None,
    exclude_dataset: Several = None,
    exclude_schema: Several = None,
    topics: Several = None,
    changed_since: FromQuery[str | None] = None,
    exclude_entity_ids: Several = None,
    as_of: Annotated[
        str | None, QueryParameter(description="Position, date or instant: the answer as it was then.")
    ] = None,
) -> Response[MatchReply]:
    """Every entity scoring at or above `cutoff`, best first, with why; `match` is true from `threshold` on."""
    asking = Asking.of(request)
    check_algorithm(algorithm)
    _check_body(data, asking.service.settings.queries)
    queries = {key: query_of(key, example) for key, example in data.queries.items()}

    def work(deadline: Deadline) -> Answered:
        view = asking.view
        screener = view.screener if as_of is None else view.screener_at(position_of(as_of, view))
        filters = filters_for(
            dataset,
            view,
            include_dataset=include_dataset,
            exclude_dataset=exclude_dataset,
            exclude_schema=exclude_schema,
            topics=topics,
            exclude_entity_ids=exclude_entity_ids,
            since=position_since(view.snapshot(), changed_since),
        )
        reply = _reply(view, screener, queries, filters, _Bounds(threshold, cutoff, limit), deadline)
        basis = Basis(position=reply.position, policy_sha256=reply.policy_sha256, stale=view.basis(0).stale)
        return Answered(reply, basis, {"x-batch-size": str(len(queries))})

    return await asking.answer(work)


class _Bounds(msgspec.Struct, frozen=True):
    threshold: float | None
    cutoff: float | None
    limit: int


def position_of(as_of: str, view: View) -> int:
    """The ledger position meant by a position, a date (its end) or an instant."""
    if as_of.isascii() and as_of.isdigit() and len(as_of) <= 15:
        return int(as_of)
    instant_us = instant(as_of, where="as_of", end_of_day=True)
    return view.ledger.as_of(reader=view.reader, recorded_at=instant_us).position


def explanations_of(reasons: Iterable[Reason]) -> dict[str, Feature]:
    """Reasons by feature: points added up, sentences and the words of both sides joined."""
    grouped: dict[str, list[Reason]] = {}
    for reason in reasons:
        grouped.setdefault(reason.kind, []).append(reason)
    found = {}
    for kind, group in grouped.items():
        found[kind] = Feature(
            score=sum(reason.points for reason in group) / 1000,
            detail="; ".join(dict.fromkeys(reason.detail for reason in group if reason.detail)),
            query=" ".join(dict.fromkeys(reason.query for reason in group if reason.query)) or None,
            candidate=" ".join(dict.fromkeys(reason.candidate for reason in group if reason.candidate)) or None,
        )
    return found


def _check_body(data: JSONBody[MatchBody], most: int) -> None:
    if not data.queries:
        raise BadInputError("has no query", where="queries")
    if len(data.queries) > most:
        raise BadInputError(f"has {len(data.queries)} queries; at most {most} at once", where="queries")
    for name, given in (("weights", data.weights), ("config", data.config)):
        if given:
            raise BadInputError(
                "would change what a score means, and is not supported",
                where=name,
                hint="leave it out; thresholds are parameters",
            )


def _reply(
    view: View, screener: Screener, queries: dict[str, Query], filters: Filters, bounds: _Bounds, deadline: Deadline
) -> MatchReply:
    """All answers at one position: when the lists moved on between two queries, all are asked again, held still."""
    screenings = _screened(screener, queries, filters, bounds, deadline)
    if len({screening.position for screening in screenings.values()}) > 1:
        with screener.watchlist.lock:
            screenings = _screened(screener, queries, filters, bounds, deadline)
    some = next(iter(screenings.values()))
    entities = view.entities(some.position)
    responses = {}
    for key, screening in screenings.items():
        hits = [hit for hit in screening.hits if admitted(hit, filters, entities)]
        responses[key] = MatchAnswer(
            status=200,
            results=[found for hit in hits[: bounds.limit] if (found := _scored(hit, entities)) is not None],
            total=Total(screening.found if filters.asks_nothing else len(hits)),
            query=queries[key].echo,
            not_compared=(*queries[key].not_compared, *screening.not_compared),
        )
        deadline.check()
    return MatchReply(
        responses=responses,
        limit=bounds.limit,
        threshold=some.threshold,
        position=some.position,
        policy_sha256=some.policy,
        engine=some.engine,
        weights=some.weights,
        warnings=some.warnings,
    )


def _screened(
    screener: Screener, queries: dict[str, Query], filters: Filters, bounds: _Bounds, deadline: Deadline
) -> dict[str, Screening]:
    found = {}
    for key, query in queries.items():
        deadline.check()
        found[key] = screener.screen(
            query.party,
            threshold=bounds.threshold,
            cutoff=bounds.cutoff,
            limit=bounds.limit if filters.asks_nothing else None,
        )
    return found


def _scored(hit: ScreenedHit, entities: EntityReader) -> ScoredEntity | None:
    entity = entities.read(hit.entity)
    if entity is None:
        return None
    return ScoredEntity(
        **{name: getattr(entity, name) for name in entity.__struct_fields__},
        score=hit.score,
        match=hit.match,
        explanations=explanations_of(hit.reasons),
        exact=hit.exact,
        sources=hit.sources,
    )
