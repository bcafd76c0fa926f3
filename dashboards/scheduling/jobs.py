"""The jobs of the server, written out; each lies in its own room."""

from __future__ import annotations

from dashboards.safekeeping import nightly
from dashboards.scheduling.job import Job

JOBS: tuple[Job, ...] = (Job("verify", nightly.TITLE, nightly.TIMES, nightly.run),)
