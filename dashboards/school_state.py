"""What a scrape reads of the school at that moment: ledger, log-ins, mails, backups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client import Metric

    from dashboards.site import Site

_LEDGER = """
select
    (select count(*) from journal.entries) as count_entries,
    (select coalesce(max(block_id), 0) from journal.blocks) as version
"""
_UPLOADS = "select status, count(*) from journal.uploads group by status"
# Counted from the start of the server, so that retention never makes a count fall.
_LOG_INS = """
select action, count(*)
from access.log
where logged_at >= $started_at
    and action in ('logged_in', 'log_in_failed', 'log_in_blocked')
group by action
"""
_SUITES = """
select suite, max(finished_at)
from journal.suite_runs
where suite <> 'upload'
group by suite
"""
_MAILS = """
select
    count(sent_at) as count_sent,
    count(*) filter (where next_try_at is null and failure <> 'not_needed')
        as count_failed,
    count(next_try_at) as count_waiting
from access.mails
where composed_at >= $started_at
"""
_BACKUPS = """
select
    arg_max(started_at, rowid) filter (where outcome = 'good') as last_good_at,
    count(*) filter (where outcome = 'failed' and started_at >= $started_at)
        as count_failed
from journal.backups
"""
_VERIFICATIONS = """
select max(verified_at), arg_max(count_differences, verified_at)
from journal.verifications
"""
_JOBS = """
select job, count(*) from journal.job_runs where outcome = 'failed' group by job
"""
_OUTCOMES = {
    "logged_in": "accepted",
    "log_in_failed": "refused",
    "log_in_blocked": "blocked",
}


class SchoolState(Collector):
    """Asks the running school; a count of rows takes a millisecond."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._started_at = utc_naive(site.school.clock.now())

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of this moment."""
        sessions, tabs = self._site.sessions.counts()
        yield _gauge("vedomost_sessions", "Log-ins that are alive.", sessions)
        yield _gauge("vedomost_open_tabs", "Open tabs of these log-ins.", tabs)
        entries, version = self._ask(_LEDGER)[0]
        yield _gauge("vedomost_ledger_entries", "Entries in the ledger.", entries)
        yield _gauge("vedomost_ledger_version", "Last sealed block.", version)
        yield self._uploads()
        yield self._log_ins()
        yield self._suites()
        yield self._mails()
        yield from self._backups()
        yield from self._verifications()
        yield self._failing_jobs()

    def _uploads(self) -> Metric:
        family = GaugeMetricFamily(
            "vedomost_uploads", "Files handed in, by outcome.", labels=["status"]
        )
        for status, count in self._ask(_UPLOADS):
            family.add_metric([status], count)
        return family

    def _log_ins(self) -> Metric:
        family = CounterMetricFamily(
            "vedomost_log_ins", "Tries to log in, by outcome.", labels=["outcome"]
        )
        counted = dict(self._ask(_LOG_INS, started_at=self._started_at))
        for action, outcome in _OUTCOMES.items():
            family.add_metric([outcome], counted.get(action, 0))
        return family

    def _suites(self) -> Metric:
        family = GaugeMetricFamily(
            "vedomost_suite_age_seconds",
            "Seconds since a full suite of expectations last ended.",
            labels=["suite"],
        )
        now = utc_naive(self._site.school.clock.now())
        for suite, finished_at in self._ask(_SUITES):
            family.add_metric([suite], (now - finished_at).total_seconds())
        return family

    def _mails(self) -> Metric:
        family = GaugeMetricFamily(
            "vedomost_mails",
            "Mails since the start of the server, by outcome.",
            labels=["outcome"],
        )
        ((sent, failed, waiting),) = self._ask(_MAILS, started_at=self._started_at)
        family.add_metric(["sent"], sent)
        family.add_metric(["failed"], failed)
        family.add_metric(["waiting"], waiting)
        return family

    def _backups(self) -> Iterator[Metric]:
        ((last_good_at, failed),) = self._ask(_BACKUPS, started_at=self._started_at)
        now = utc_naive(self._site.school.clock.now())
        # Else none, as for one of a clock that was fast: alerts can ask for its lack.
        if last_good_at is not None and last_good_at <= now:
            yield _gauge(
                "vedomost_last_good_backup_age_seconds",
                "Seconds since the content of the last good backup was taken.",
                (now - last_good_at).total_seconds(),
            )
        yield CounterMetricFamily(
            "vedomost_failed_backups",
            "Backups that failed since the start of the server.",
            value=failed,
        )

    def _verifications(self) -> Iterator[Metric]:
        ((verified_at, differences),) = self._ask(_VERIFICATIONS)
        if verified_at is None:
            return  # never: alerts can ask for its lack
        now = utc_naive(self._site.school.clock.now())
        yield _gauge(
            "vedomost_last_verification_age_seconds",
            "Seconds since everything was last compared with how it was recorded.",
            (now - verified_at).total_seconds(),
        )
        yield _gauge(
            "vedomost_last_verification_differences",
            "What the last verification found altered.",
            differences,
        )

    def _failing_jobs(self) -> Metric:
        family = GaugeMetricFamily(
            "vedomost_failing_jobs",
            "Times of a job that failed and are tried again, by job.",
            labels=["job"],
        )
        for job, count in self._ask(_JOBS):
            family.add_metric([job], count)
        return family

    def _ask(self, question: str, **values: object) -> list[tuple[Any, ...]]:
        with self._site.school.database.reading() as cursor:
            return cursor.execute(question, values).fetchall()


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)
