"""What a scrape reads of the machine and of this run: disk, database, hand-ins."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from typing import TYPE_CHECKING

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.registry import Collector

from ingest.pending import put_aside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client import Metric

    from dashboards.site import Site


class MachineState(Collector):
    """Asks the disk and the running server; no question to the warehouse."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand, as `SchoolState`."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of this moment."""
        school, intake = self._site.school, self._site.intake
        yield InfoMetricFamily(
            "vedomost",
            "The program's version.",
            value={"version": version("vedomost")},
        )
        yield GaugeMetricFamily(
            "vedomost_hand_ins_under_way",
            "Hand-ins that wait for their turn or are being recorded.",
            value=intake.count,
        )
        yield GaugeMetricFamily(
            "vedomost_hand_ins_put_aside",
            "Hand-ins on which the program itself failed: someone must look at them.",
            value=len(put_aside(school)),
        )
        yield CounterMetricFamily(
            "vedomost_commits",
            "Commits that pages show, since the start of the server.",
            value=school.database.version,
        )
        yield GaugeMetricFamily(
            "vedomost_database_bytes",
            "Bytes of the database and its write-ahead log.",
            value=school.database.size(),
        )
        disk = shutil.disk_usage(school.folder)
        yield GaugeMetricFamily(
            "vedomost_disk_free_bytes",
            "Bytes that are free on the school's disk.",
            value=disk.free,
        )
        yield GaugeMetricFamily(
            "vedomost_disk_size_bytes", "Bytes of the school's disk.", value=disk.total
        )
