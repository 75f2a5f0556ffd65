"""The application: routes, errors, description, behind the door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ASGIApp

from watchgate import __version__
from watchgate.api import (
    alerts,
    catalog,
    chain_files,
    chain_jobs,
    chains,
    customers,
    decisions,
    decisions_past,
    entities,
    matching,
    merges,
    packs,
    pages,
    proposals,
    reconcile,
    reconcile_extend,
    reconcile_suggest,
    searching,
    statements,
    stops,
    system,
    wallets,
)
from watchgate.api.admission import admit
from watchgate.api.decisions_direct import direct
from watchgate.api.door import door, may_send_much
from watchgate.api.front import Front, Opening
from watchgate.api.passing import as_client
from watchgate.api.problems import respond
from watchgate.api.service import Service
from watchgate.api.settings import Settings
from watchgate.api.work import Watch

ROUTES = (
    system.healthz,
    system.readyz,
    system.version,
    system.algorithms,
    catalog.catalog,
    entities.entity,
    entities.adjacent,
    entities.adjacent_by,
    matching.match,
    decisions.decide,
    wallets.decide,
    decisions_past.decisions,
    decisions_past.decision,
    alerts.alerts,
    alerts.alert,
    alerts.cases,
    alerts.case_,
    chains.chains,
    chains.expose,
    chains.trace,
    chains.clusters,
    merges.propose,
    chains.patterns,
    chains.estimate,
    chain_jobs.ingest,
    chain_jobs.fetch,
    chain_jobs.tags,
    chain_jobs.prices,
    chain_jobs.jobs,
    chain_jobs.job,
    chain_files.files,
    chain_files.give,
    chain_files.remove,
    packs.pack,
    packs.prices_there,
    stops.stops,
    stops.propose,
    customers.load,
    customers.attestation,
    searching.search,
    statements.statements,
    statements.statement,
    proposals.create,
    proposals.confirm,
    proposals.retract,
    reconcile.manifest,
    reconcile.reconcile,
    reconcile_suggest.suggest_entity,
    reconcile_suggest.suggest_property,
    reconcile_suggest.suggest_type,
    reconcile_extend.propose_properties,
    pages.openapi,
    pages.docs,
)

OPENREFINE = ["http://127.0.0.1:3333", "http://localhost:3333"]
"""Where OpenRefine's pages come from, on the analyst's own machine: the only pages that may read answers."""


def application(settings: Settings, service: Service, opening: Opening | None = None) -> ASGIApp:
    """An ASGI application that starts and stops `service` with itself, and with it a front at `opening`."""

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        service.start()
        front = Front(outside, opening, may_send_much(settings, service.keys)) if opening is not None else None
        if front is not None:
            front.start()
        both = (service.workers, service.deciding.workers)
        watch = Watch(both, settings.stuck_seconds)
        try:
            yield
        finally:
            if front is not None:
                await front.stop()
            watch.stop()
            service.stop()

    router = Litestar(
        list(ROUTES),
        guards=[admit],
        lifespan=[running],
        exception_handlers={Exception: respond, HTTPException: respond},
        cors_config=CORSConfig(allow_origins=OPENREFINE, allow_methods=["GET", "POST"]),
        request_max_body_size=settings.body_bytes,
        state=State({"service": service}),
        openapi_config=OpenAPIConfig(
            title="Watchgate",
            version=__version__,
            use_handler_docstrings=True,
            path="/-/openapi",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
        logging_config=None,
    )
    outside = door(direct(router, service), settings, service.keys)
    return outside if opening is None else as_client(outside, opening.beyond.parent)
