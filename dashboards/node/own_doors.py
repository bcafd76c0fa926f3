"""What a node answers at the machine's own names, which are no school's: two doors.

`/healthz` tells who stands in front whether to send requests here; it opens no school.
`/metrics` tells the figures of all open schools, each under its id, to a program of
this machine or to one with the token that the node's settings name.
"""

from __future__ import annotations

import asyncio
import hmac
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboards.control.routes import is_direct
from dashboards.failures import log_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from dashboards.node.schools import Schools
    from dashboards.node.served import Served

_SCHOOL = "school"
_OF_THE_PROCESS = "process_"


def own_doors(
    name: str, schools: Schools, is_ready: Callable[[], bool], metrics_token: str
) -> ASGIApp:
    """Return what answers there."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_AllSchools(schools))

    async def health(_request: Request) -> JSONResponse:
        # Who can open none of its schools sends people to another node.
        ready = is_ready() and (not schools.count or bool(schools.opened()))
        return JSONResponse({"node": name, "ok": ready}, 200 if ready else 503)

    async def metrics(request: Request) -> Response:
        if not _may_ask(request, metrics_token):
            return PlainTextResponse("There is nothing here.", 404)
        told = await asyncio.to_thread(generate_latest, registry)
        return Response(told, headers={"Content-Type": CONTENT_TYPE_LATEST})

    # An application of its own: what it does not know is not left to Streamlit.
    return Starlette(
        routes=[
            Route("/healthz", health, methods=["GET"]),
            Route("/metrics", metrics, methods=["GET"]),
        ]
    )


def _may_ask(request: Request, token: str) -> bool:
    """Tell whether a program of this machine asks, or one that brings the token."""
    sent = request.headers.getlist("authorization")
    if token:
        expected = f"Bearer {token}".encode()
        return len(sent) == 1 and hmac.compare_digest(sent[0].encode(), expected)
    names = frozenset(name.lower() for name in request.headers)
    return is_direct(request.scope, names)


class _AllSchools(Collector):
    """The figures of every open school, told apart by its id and nothing else."""

    def __init__(self, schools: Schools) -> None:
        self._schools = schools

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand: registering must not ask any database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield each figure once, with a sample of every school."""
        opened = self._schools.opened()
        yield _gauge("vedomost_schools", "Schools of this node.", self._schools.count)
        yield _gauge("vedomost_open_schools", "Schools that are open.", len(opened))
        yield self._duties(opened)
        families: dict[str, Metric] = {}
        for served in opened:
            for of_school in _figures(served):
                if of_school.name.startswith(_OF_THE_PROCESS):
                    continue
                family = families.setdefault(
                    of_school.name,
                    Metric(of_school.name, of_school.documentation, of_school.type),
                )
                family.samples += [
                    sample._replace(
                        labels={_SCHOOL: served.place.school, **sample.labels}
                    )
                    for sample in of_school.samples
                ]
        yield from families.values()

    def _duties(self, opened: list[Served]) -> Metric:
        family = GaugeMetricFamily(
            "vedomost_duty",
            "1 for schools whose jobs, mails and archive this node does.",
            labels=[_SCHOOL],
        )
        for served in opened:
            family.add_metric([served.place.school], served.is_on_duty())
        return family


def _figures(served: Served) -> list[Metric]:
    """Return a school's figures; none of one that cannot tell them just now."""
    try:
        return list(served.site.metrics.registry.collect())
    except Exception as error:  # one school must not cost the others theirs
        log_place(error)
        return []


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)
