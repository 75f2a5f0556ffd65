"""POST /chains/{chain}/ingest and fetch, /chains/tags, /chains/prices: what `watchgate chain` does, as jobs whose state
GET /chains/jobs tells. A job that loads what a key is not cleared for is not there for that key."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from watchgate.api.answers import Basis
from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.job_bodies import FetchBody, IngestBody, PricesBody, TagsBody
from watchgate.api.jobs import FetchTask, IngestTask, Job, LoadTask, Task
from watchgate.api.paging import refuse_unknown
from watchgate.api.roles import Caller, Role
from watchgate.api.work import Deadline
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.handling import parse_tlp

PACKS = ("tagpack", "actorpack")
PRICES = ("prices",)


class JobList(msgspec.Struct, frozen=True, kw_only=True):
    """Reply of /chains/jobs: the newest first, without their results."""

    jobs: list[Job]


@post("/chains/{chain:str}/ingest", role=Role.ADMIN, summary="Read blocks", tags=["chains"], status_code=202)
async def ingest(request: AnyRequest, chain: FromPath[str], data: JSONBody[IngestBody]) -> Response[Job]:
    """A job that reads files of blocks into a chain. It counts at once, with nobody to confirm it."""

    def task(asking: Asking) -> Task:
        from watchgate.ledger.transfers.ranges import checked_id

        checked_id(chain)
        for name in data.files:
            asking.service.incoming.path(name)
        return IngestTask(
            chain=chain,
            files=tuple(data.files),
            partial=data.partial,
            fork=data.fork,
            height=data.height,
            grade=data.checked_grade,
        )

    return await _asked(request, task)


@post("/chains/{chain:str}/fetch", role=Role.WRITE, summary="Ask a server", tags=["chains"], status_code=202)
async def fetch(request: AnyRequest, chain: FromPath[str], data: JSONBody[FetchBody]) -> Response[Job]:
    """A job that asks the server this service is set up with for the transactions around an address, and keeps them as
    the case `chain` (`btc-lazarus`). The server learns what is looked at."""

    def task(asking: Asking) -> Task:
        from watchgate.ledger.transfers.ranges import checked_id
        from watchgate.model.wallet_addresses import what_is_wrong
        from watchgate.watch.chains.fetching import CASE
        from watchgate.watch.chains.servers import server_of

        checked_id(chain)
        coin, _, case = chain.partition("-")
        server_of(coin, asking.service.settings.servers)
        if not CASE.fullmatch(case):
            raise BadInputError(f"{chain!r} is no case", where="chain", hint=f"{coin}-NAME: letters, digits and -")
        if wrong := what_is_wrong(data.address.strip(), coin):
            raise BadInputError(f"{data.address[:90]!r} is no address of {coin}: {wrong}", where="address")
        return FetchTask(chain=chain, address=data.address.strip(), hops=data.hops, grade=data.checked_grade)

    return await _asked(request, task)


@post("/chains/tags", role=Role.ADMIN, summary="Load tags", tags=["chains"], status_code=202)
async def tags(request: AnyRequest, data: JSONBody[TagsBody]) -> Response[Job]:
    """A job that loads TagPacks and ActorPacks; a newer one of the same name is compared with what is in force."""
    return await _asked(request, lambda asking: data.task(asking, PACKS, data.date))


@post("/chains/prices", role=Role.ADMIN, summary="Load prices", tags=["chains"], status_code=202)
async def prices(request: AnyRequest, data: JSONBody[PricesBody]) -> Response[Job]:
    """A job that loads prices (CSV: asset,time,price,currency,source); a newer file of the same name is compared with
    what is in force."""
    return await _asked(request, lambda asking: data.task(asking, PRICES, None))


@get("/chains/jobs", role=Role.WRITE, summary="Jobs", tags=["chains"])
async def jobs(
    request: AnyRequest, limit: Annotated[int, QueryParameter(ge=1, le=1_000, description="At most so many.")] = 50
) -> Response[JobList]:
    """The newest first. `state`: waiting, running, done, failed."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ("limit",))

    def work(_: Deadline) -> Answered:
        newest = islice((one for one in asking.service.jobs.every() if _may(one, asking.caller)), limit)
        found = [msgspec.structs.replace(one, results=()) for one in newest]
        return Answered(JobList(jobs=found), _basis(asking))

    return await asking.answer(work)


@get("/chains/jobs/{job_id:str}", role=Role.WRITE, summary="One job", tags=["chains"])
async def job(request: AnyRequest, job_id: FromPath[str]) -> Response[Job]:
    """How far it is, what the command would have printed, and why it failed, if it did."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ())

    def work(_: Deadline) -> Answered:
        found = asking.service.jobs.get(job_id)
        if not _may(found, asking.caller):
            raise NotFoundError(f"there is no job {job_id[:40]!r}", hint="GET /chains/jobs lists them")
        return Answered(found, _basis(asking))

    return await asking.answer(work)


async def _asked(request: AnyRequest, task: Callable[[Asking], Task]) -> Response[Job]:
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ())

    def work(_: Deadline) -> Answered:
        found = asking.service.jobs.add(task(asking), asking.caller.author)
        asking.service.jobs_process.look()
        return Answered(found, _basis(asking), {"location": f"/chains/jobs/{found.id}"})

    return await asking.answer(work, status=202)


def _may(job: Job, caller: Caller) -> bool:
    """Whether a key may know of a job: what it loads, and what of it was refused, is said in its results."""
    if not isinstance(job.task, LoadTask) or caller.reader.everything or job.by == caller.author:
        return True
    return parse_tlp(job.task.tlp) <= caller.reader.clearance


def _basis(asking: Asking) -> Basis:
    return Basis(position=asking.ledger.head().position, policy_sha256=asking.service.policy.sha256)
