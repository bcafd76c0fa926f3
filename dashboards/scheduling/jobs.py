"""The jobs of the server, written out; each lies in its own room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.archive import jobs as archive
from dashboards.monthly_export import job as monthly_export
from dashboards.safekeeping.backing_up import BACKUP

if TYPE_CHECKING:
    from dashboards.scheduling.job import Job

JOBS: tuple[Job, ...] = (
    monthly_export.JOB,
    archive.MAKE_OWED,
    archive.CHECK,
    BACKUP,
)
