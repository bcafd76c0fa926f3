"""Runs what is due: APScheduler gives the cadence, the school's clock says what is due.

The warehouse holds the claims, so a job runs once for each time that it is due, however
often the server starts meanwhile and whatever its clock does.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from dashboards import current
from dashboards.failures import log_place
from dashboards.scheduling.job import StoppedError
from dashboards.scheduling.telling import told
from dashboards.server_log.events import tell
from expectations.language import N_
from ingest.turns import CalledOffError, Turns
from warehouse import job_runs
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.scheduling.job import Job
    from dashboards.scheduling.times import Due
    from dashboards.site import Site

FIRST_LOOK = 60.0  # seconds after the start: people open their first pages first
LOOK_EVERY = 20.0
GOODBYE = 5.0  # seconds that a running job gets when the server stops
_PLACES = Turns(2)  # jobs at once in a server: at night all its schools have some
_RAN_INTO = N_(
    "It ran into an error that nobody foresaw. The server’s log names the place."
)


class Scheduler:
    """Looks for due jobs in a thread of its own; one job runs at a time."""

    def __init__(self, site: Site, jobs: Sequence[Job]) -> None:
        self._site = site
        self._jobs = jobs
        self._is_over = threading.Event()
        self._is_idle = threading.Event()
        self._is_idle.set()
        # Jobs run in the scheduler's own daemon thread, which this executor is for: a
        # stop must not wait for minutes, as a pool's threads would make it.
        self._cadence = BackgroundScheduler(
            executors={"default": DebugExecutor()}, timezone=UTC, daemon=True
        )

    def start(self, first_look: float = FIRST_LOOK, every: float = LOOK_EVERY) -> None:
        """Begin to look; what a killed server left claimed is taken up again."""
        school = self._site.school
        job_runs.take_up_cut_off(school.database, school.clock.now())
        self._cadence.add_job(
            self.look,
            "interval",
            seconds=every,
            next_run_time=datetime.now(UTC) + timedelta(seconds=first_look),
            coalesce=True,
            misfire_grace_time=None,
        )
        self._cadence.start()

    def stop(self, goodbye: float = GOODBYE) -> None:
        """End between two steps of a job, or in a few seconds without it."""
        self._is_over.set()
        if self._is_idle.wait(goodbye) and self._cadence.running:
            self._cadence.shutdown()

    def look(self) -> None:
        """Run every job that is due and not done, one after the other."""
        self._is_idle.clear()
        try:
            with current.serving(self._site):
                for job in self._jobs:
                    self._look_at(job)
        finally:
            self._is_idle.set()

    def _look_at(self, job: Job) -> None:
        try:
            self._run_due(job)
        except Exception as error:  # costs no other job; the next look tries again
            if not self._is_over.is_set():
                log_place(error)

    def _run_due(self, job: Job) -> None:
        school = self._site.school
        for due in job.times(school, school.clock.now()):
            if self._is_over.is_set():
                return
            if job_runs.claim(
                school.database, job.name, due.key, due.at, school.clock.now()
            ):
                self._run(job, due)

    def _run(self, job: Job, due: Due) -> None:
        started = time.perf_counter()
        outcome = self._outcome(job, due)
        seconds = time.perf_counter() - started
        self._site.metrics.job_ran(job.name, outcome, seconds)
        tell(
            "job",
            school=self._site.school.school_id,
            job=job.name,
            outcome=outcome,
            seconds=round(seconds, 2),
        )

    def _outcome(self, job: Job, due: Due) -> str:
        school = self._site.school
        try:
            with _PLACES.one(self._is_over.is_set):
                detail = job.run(self._site, due)
        except (StoppedError, CalledOffError):
            return "cut_off"  # still claimed: the next start takes it up
        except VedomostError as error:
            failure = told(error.sentence, **error.facts)
        except Exception as error:
            if self._is_over.is_set():
                return "cut_off"
            log_place(error)
            failure = told(_RAN_INTO)
        else:
            job_runs.finish(
                school.database, job.name, due.key, school.clock.now(), detail
            )
            return "done"
        job_runs.fail(school.database, job.name, due.key, school.clock.now(), failure)
        return "failed"
