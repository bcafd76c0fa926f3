"""`GET /metrics`: counts and durations for Prometheus, nobody's data.

Labels are rows of the table of access, names of pages and states; never an address as
it was asked, a person, a class or a file.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import Response
from starlette.routing import Route

from dashboards.access import PAGE_BY_NAME
from dashboards.callers import admitted
from dashboards.threads import run_in_threadpool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from dashboards.access import Door
    from dashboards.site import Site

_PATH = "/metrics"
_OF_STREAMLIT = ("/_stcore/", "/media/", "/static/", "/component/")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """What one running server counts, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "vedomost_requests",
            "Answered requests by door and status.",
            ["door", "status"],
            registry=self.registry,
        )
        self._request_seconds = Histogram(
            "vedomost_request_seconds",
            "Seconds until an answer begins, by door.",
            ["door"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._page_seconds = Histogram(
            "vedomost_page_seconds",
            "Seconds in which a page's script ran, by page.",
            ["page"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._failures = Counter(
            "vedomost_failures",
            "Failures that nobody handled: bugs, full disks.",
            registry=self.registry,
        )

    def answered(
        self, door: Door | None, path: str, status: int, seconds: float
    ) -> None:
        """Count an answer under its door, not under the address that was asked."""
        name = _name_of(door, path)
        self._requests.labels(name, str(status)).inc()
        self._request_seconds.labels(name).observe(seconds)

    def failed(self) -> None:
        """Count a failure that nobody handled."""
        self._failures.inc()

    @contextlib.contextmanager
    def page(self, name: str) -> Iterator[None]:
        """Time a run of a page's script, also one that stops half-way."""
        started = time.perf_counter()
        try:
            yield
        finally:
            known = name if name in PAGE_BY_NAME else "start"
            self._page_seconds.labels(known).observe(time.perf_counter() - started)


def metrics_routes(site: Site) -> list[Route]:
    """Return the route that Prometheus asks."""

    async def tell(request: Request) -> Response:
        who = await admitted(site, request, _PATH)
        if isinstance(who, Response):
            return who
        told = await run_in_threadpool(generate_latest, site.metrics.registry)
        return Response(told, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [Route(_PATH, tell, methods=["GET"])]


def _name_of(door: Door | None, path: str) -> str:
    if door is not None:
        return f"{door.method} {door.path}"
    return "streamlit" if path.startswith(_OF_STREAMLIT) else "other"
