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
from ingest.stages import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request

    from dashboards.access import Door
    from dashboards.site import Site

_PATH = "/metrics"
_OF_STREAMLIT = ("/_stcore/", "/media/", "/static/", "/component/")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_LONG_SECONDS = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)


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

        self._hand_ins = Counter(
            "vedomost_hand_ins",
            "Hand-ins since the start of the server, by door and outcome.",
            ["door", "outcome"],
            registry=self.registry,
        )
        self._hand_in_seconds = Histogram(
            "vedomost_hand_in_seconds",
            "Seconds from the last byte of a hand-in to its answer, by door.",
            ["door"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._stage_seconds = Histogram(
            "vedomost_hand_in_stage_seconds",
            "Seconds of a hand-in's stages.",
            ["stage"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._job_seconds = Histogram(
            "vedomost_job_seconds",
            "Seconds of what the server does at set times, by job and outcome.",
            ["job", "outcome"],
            buckets=_LONG_SECONDS,
            registry=self.registry,
        )

    def answered(
        self, door: Door | None, path: str, status: int, seconds: float
    ) -> None:
        """Count an answer under its door, not under the address that was asked."""
        name = door_name(door, path)
        self._requests.labels(name, str(status)).inc()
        self._request_seconds.labels(name).observe(seconds)

    def failed(self) -> None:
        """Count a failure that nobody handled."""
        self._failures.inc()

    def handed_in(
        self, door: str, outcome: str, seconds: float, stages: Mapping[str, float]
    ) -> None:
        """Count a hand-in and its stages; `outcome` is the status of its receipt."""
        self._hand_ins.labels(door, outcome).inc()
        self._hand_in_seconds.labels(door).observe(seconds)
        for name in STAGES:
            if name in stages:
                self._stage_seconds.labels(name).observe(stages[name])

    def job_ran(self, job: str, outcome: str, seconds: float) -> None:
        """Time a run of a job: `done`, `failed` or `cut_off`."""
        self._job_seconds.labels(job, outcome).observe(seconds)

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


def door_name(door: Door | None, path: str) -> str:
    """Return the row of the table of access, never the address as it was asked."""
    if door is not None:
        return f"{door.method} {door.path}"
    return "streamlit" if path.startswith(_OF_STREAMLIT) else "other"
