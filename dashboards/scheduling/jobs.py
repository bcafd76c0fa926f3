"""The jobs of the server, in the order in which those that are due run."""

from __future__ import annotations

from dashboards.archive import jobs as archive
from dashboards.monthly_export import job as monthly_export
from dashboards.publishing import PUBLISH
from dashboards.safekeeping import nightly
from dashboards.safekeeping.backing_up import BACKUP
from dashboards.scheduling.job import Job

JOBS: tuple[Job, ...] = (
    monthly_export.JOB,
    archive.MAKE_OWED,
    archive.CHECK,
    BACKUP,
    Job("verify", nightly.TITLE, nightly.TIMES, nightly.run),
    PUBLISH,
)
