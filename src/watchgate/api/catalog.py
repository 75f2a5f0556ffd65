"""GET /catalog and /manifest: which lists answers are drawn from, how large and how old they are."""

from __future__ import annotations

import hashlib
from functools import cache

import msgspec
from litestar import Response, get

from watchgate.api.asking import JSON, AnyRequest, Asking
from watchgate.api.dates import date_time
from watchgate.api.roles import Role
from watchgate.api.view import View
from watchgate.api.work import Deadline

EVERYTHING = "default"


class Dataset(msgspec.Struct, kw_only=True, omit_defaults=True):
    """yente's dataset. `load`: indexed here. `index_version`: the ledger position. `index_current`: fresh enough."""

    name: str
    title: str
    entity_count: int
    thing_count: int | None = None
    load: bool = False
    index_current: bool | None = None
    index_version: str
    updated_at: str | None = None
    last_export: str | None = None
    children: list[str] = []


class Catalog(msgspec.Struct, kw_only=True):
    """Reply of /catalog. `outdated`: older than the policy allows; `index_stale`: one of these is required."""

    datasets: list[Dataset]
    current: list[str]
    outdated: list[str]
    index_stale: bool


@get(["/catalog", "/manifest"], role=Role.SCREEN, summary="The lists behind the answers", tags=["system"])
async def catalog(request: AnyRequest) -> Response[Catalog]:
    """Every dataset with its size and age, and `default`, which is all of them. Honours If-None-Match."""
    asking = Asking.of(request)

    def work(_: Deadline) -> tuple[bytes, dict[str, str]]:
        view = asking.view
        return msgspec.json.encode(catalog_of(view)), view.basis(view.position).headers()

    body, headers = await asking.service.workers.run(work)
    headers["etag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers["cache-control"] = "private, no-cache"
    if headers["etag"] in _tags(request.headers.get("if-none-match", "")):
        return Response(None, status_code=304, headers=headers)  # type: ignore[arg-type]
    return Response(body, headers=headers, media_type=JSON)  # type: ignore[arg-type]


def catalog_of(view: View) -> Catalog:
    """The catalogue as one kind of reader may know it."""
    directory = view.directory
    with directory.lock:
        counts, position, total = directory.datasets(), directory.position, len(directory.cards)
        things = {name: directory.things(name) for name in counts}
    outdated = {found.dataset for found in view.stale()}
    seen: dict[str, str] = {}
    for source, day in view.feeds.known.items():
        name = source.split(".")[0]
        seen[name] = min(day, seen.get(name, day))
    datasets = [
        Dataset(
            name=name,
            title=titles().get(name, name),
            entity_count=count,
            thing_count=things[name],
            load=True,
            index_current=name not in outdated,
            index_version=str(position),
            updated_at=date_time(seen[name]) if name in seen else None,
            last_export=date_time(seen[name]) if name in seen else None,
        )
        for name, count in sorted(counts.items())
    ]
    names = [dataset.name for dataset in datasets]
    everything = Dataset(
        name=EVERYTHING,
        title="Everything",
        entity_count=total,
        load=True,
        index_current=not outdated,
        index_version=str(position),
        updated_at=max((dataset.updated_at for dataset in datasets if dataset.updated_at), default=None),
        children=names,
    )
    return Catalog(
        datasets=[everything, *datasets],
        current=[name for name in names if name not in outdated],
        outdated=[name for name in names if name in outdated],
        index_stale=bool(view.unready()),
    )


@cache
def titles() -> dict[str, str]:
    """What the publishers call their lists, by dataset."""
    from watchgate.watch.lists.feeds import read_feeds

    return {feed.dataset: feed.title.partition(":")[0] for feed in read_feeds()}


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
