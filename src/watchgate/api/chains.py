"""GET /chains, POST /chains/{chain}/expose, trace, clusters, patterns, estimate: as `watchgate chain` answers them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from watchgate.api.answers import Basis
from watchgate.api.asking import AnyRequest, Asking
from watchgate.api.chain_bodies import (
    CLUSTER_MAX,
    ClustersBody,
    EstimateBody,
    ExposeBody,
    PatternsBody,
    TraceBody,
)
from watchgate.api.chain_forms import Form, FormatParameter, form_of, written
from watchgate.api.paging import refuse_unknown
from watchgate.api.roles import Role
from watchgate.api.work import Deadline
from watchgate.model.errors import WatchgateError

if TYPE_CHECKING:
    from watchgate.risk.tracing.evidence import Evidence


class ChainList(msgspec.Struct, frozen=True, kw_only=True):
    """Reply of /chains: each chain as `chain list` tells it."""

    chains: list[Any]
    position: int


class Exposures(msgspec.Struct, frozen=True, kw_only=True):
    """Reply of /chains/{chain}/expose. `refused`: a sentence for each address that could not be answered."""

    answers: list[Any]
    refused: list[str]
    position: int


@get("/chains", role=Role.READ, summary="The chains that were read", tags=["chains"])
async def chains(request: AnyRequest) -> Response[ChainList]:
    """Each chain with its newest block and how much there is of it."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ())

    def work(deadline: Deadline) -> Form:
        from watchgate.risk.tracing.listing import listed

        position, found = asking.ledger.head().position, []
        for one in listed(asking.ledger, asking.service.settings.home, verify=False):
            found.append(one)
            deadline.check()
        return written("json", ChainList(chains=found, position=position), {}, position=position, rule="none")

    return await _answer(asking, work)


@post("/chains/{chain:str}/expose", role=Role.READ, summary="Where coins came from", tags=["chains"], status_code=200)
async def expose(
    request: AnyRequest, chain: FromPath[str], data: JSONBody[ExposeBody], form: FormatParameter = None
) -> Response[Exposures]:
    """Where what each address received came from, by category, with what was not traced; as CSV a line a category and
    source, as GraphML a graph of them. Where none of them can be answered, the error of the first."""
    asking = Asking.of(request)
    wanted = form_of(request, form, ("graphml", "csv"))

    def work(deadline: Deadline) -> Form:
        from watchgate.risk.tracing.asked import Asked
        from watchgate.risk.tracing.expose import exposed
        from watchgate.risk.tracing.expose_export import exposures_csv, exposures_graphml

        refused: list[WatchgateError] = []
        answers = []
        evidence = _evidence(asking)
        how = Asked(rule=data.rule, eps=data.eps, money=data.money, whole_cluster=data.cluster, poison=data.poison)
        for one in exposed(evidence, chain, data.addresses, how, refused.append):
            answers.append(one)
            deadline.check()
        if refused and not answers:
            raise refused[0]
        sentences = [str(one) for one in refused]
        found = Exposures(answers=answers, refused=sentences, position=evidence.position)
        others: dict[str, Callable[[], str]] = {
            "graphml": lambda: exposures_graphml(answers, sentences),
            "csv": lambda: exposures_csv(answers, sentences),
        }
        return written(wanted, found, others, position=evidence.position, rule=data.rule)

    return await _answer(asking, work)


@post("/chains/{chain:str}/trace", role=Role.READ, summary="Where coins went", tags=["chains"], status_code=200)
async def trace(
    request: AnyRequest, chain: FromPath[str], data: JSONBody[TraceBody], form: FormatParameter = None
) -> Response[Any]:
    """Where what an address, or one output, received went, hop by hop: as JSON its ends; as GraphML, CSV or SVG its
    flows."""
    asking = Asking.of(request)
    wanted = form_of(request, form, ("graphml", "csv", "svg"))

    def work(_: Deadline) -> Form:
        from watchgate.risk.tracing.export import csv_of, graphml_of
        from watchgate.risk.tracing.trace import edges_of, picture_of, traced

        evidence = _evidence(asking)
        found, steps = traced(
            evidence, chain, data.start, hops=data.hops, asset=data.asset, rule=data.rule, money=data.money
        )
        others: dict[str, Callable[[], str]] = {
            "graphml": lambda: graphml_of(edges_of(steps)),
            "csv": lambda: csv_of(edges_of(steps)),
            "svg": lambda: picture_of(found, steps, data.money.currency),
        }
        return written(wanted, found, others, position=found.position, rule=found.rule)

    return await _answer(asking, work)


@post("/chains/{chain:str}/clusters", role=Role.READ, summary="Who belongs together", tags=["chains"], status_code=200)
async def clusters(
    request: AnyRequest, chain: FromPath[str], data: JSONBody[ClustersBody], form: FormatParameter = None
) -> Response[Any]:
    """The addresses taken to be of one holder and the transactions that say so; as GraphML or CSV who was joined with
    whom."""
    asking = Asking.of(request)
    wanted = form_of(request, form, ("graphml", "csv"))

    def work(_: Deadline) -> Form:
        from watchgate.risk.tracing.export import csv_of, graphml_of
        from watchgate.risk.tracing.together import together

        found, edges = together(_evidence(asking), chain, data.address, most=CLUSTER_MAX)
        others: dict[str, Callable[[], str]] = {
            "graphml": lambda: graphml_of(edges),
            "csv": lambda: csv_of(edges),
        }
        return written(wanted, found, others, position=found.position, rule="multi-input")

    return await _answer(asking, work)


@post("/chains/{chain:str}/patterns", role=Role.READ, summary="Shapes of flows", tags=["chains"], status_code=200)
async def patterns(
    request: AnyRequest, chain: FromPath[str], data: JSONBody[PatternsBody], form: FormatParameter = None
) -> Response[Any]:
    """Peel chains, fans, equal splits, mixers, bridges and long rest around an address or an output: graded inferences,
    none of them proof; as CSV a line a transaction of each, as GraphML a graph of them."""
    asking = Asking.of(request)
    wanted = form_of(request, form, ("graphml", "csv"))

    def work(_: Deadline) -> Form:
        from watchgate.risk.tracing.patterns import patterns_from
        from watchgate.risk.tracing.patterns_export import patterns_csv, patterns_graphml

        found = patterns_from(_evidence(asking), chain, data.start, hops=data.hops, asset=data.asset)
        others: dict[str, Callable[[], str]] = {
            "graphml": lambda: patterns_graphml(found),
            "csv": lambda: patterns_csv(found),
        }
        return written(wanted, found, others, position=found.position, rule="haircut")

    return await _answer(asking, work)


@post("/chains/{chain:str}/estimate", role=Role.READ, summary="Shares of a set", tags=["chains"], status_code=200)
async def estimate(
    request: AnyRequest, chain: FromPath[str], data: JSONBody[EstimateBody], form: FormatParameter = None
) -> Response[Any]:
    """What share of what a set of addresses received from others reached which tagged services, in which period, with
    bounds for any rule; as CSV a line a service and period."""
    asking = Asking.of(request)
    wanted = form_of(request, form, ("csv",))

    def work(_: Deadline) -> Form:
        from watchgate.risk.tracing.estimating import Question, estimated
        from watchgate.risk.tracing.services_table import services_csv

        money = data.money
        question = Question(
            tuple(dict.fromkeys(one.strip() for one in data.addresses)),
            *(data.tagged, data.asset, data.by, data.since, data.until, data.hops),
            *(money.currency, money.age_hours),
        )
        found = estimated(_evidence(asking), chain, question)
        others: dict[str, Callable[[], str]] = {"csv": lambda: services_csv(found)}
        return written(wanted, found, others, position=found.position, rule=found.rule)

    return await _answer(asking, work)


def _evidence(asking: Asking) -> Evidence:
    return asking.service.tracing.evidence(asking.ledger, asking.caller.reader)


async def _answer(asking: Asking, work: Callable[[Deadline], Form]) -> Response[Any]:
    form = await asking.service.tracing.workers.run(work)
    headers = Basis(position=form.position, policy_sha256=asking.service.policy.sha256).headers()
    return Response(form.body, headers={**headers, "x-watchgate-rule": form.rule}, media_type=form.media_type)
