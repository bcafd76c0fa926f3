"""The jobs of the server, written out; each lies in its own room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboards.scheduling.job import Job

JOBS: tuple[Job, ...] = ()
