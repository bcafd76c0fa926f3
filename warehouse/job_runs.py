"""Jobs of the server: each is done once for each time that it is due.

A row is a claim, written before the job runs. Only one process has the warehouse open,
so a claim found at the start belongs to a server that was killed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from warehouse.changed_rows import count_changed
from warehouse.clock import FAST, utc_naive

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from warehouse.database import Database

# After the first failure, the second, …; the last holds from then on.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 60, 180))


def claim(
    database: Database, job: str, due_key: str, due_at: datetime, at: datetime
) -> bool:
    """Claim a job for one time that it is due; False if it is done or must wait."""
    with database.reading() as cursor:  # so that a look locks nobody
        if not _is_free(cursor, job, due_key, at):
            return False
    with database.writing(announced=False) as cursor:
        if not _is_free(cursor, job, due_key, at):
            return False
        key, now = {"job": job, "due_key": due_key}, utc_naive(at)
        taken = count_changed(
            cursor,
            "update journal.job_runs set outcome = 'running', claimed_at = $now, "
            "count_tries = count_tries + 1, finished_at = null, detail = '', "
            "next_try_at = null "
            "where job = $job and due_key = $due_key",
            {**key, "now": now},
        )
        if not taken:
            cursor.execute(
                "insert into journal.job_runs values "
                "($job, $due_key, $due_at, $now, 1, null, 'running', '', null)",
                {**key, "now": now, "due_at": utc_naive(due_at)},
            )
        return True


def finish(
    database: Database, job: str, due_key: str, at: datetime, detail: str
) -> None:
    """Write down that a claimed job is done for good, and what it says of it."""
    _end(database, job, due_key, at, "done", detail)


def fail(database: Database, job: str, due_key: str, at: datetime, detail: str) -> None:
    """Write down that a claimed job failed; it is tried again, less and less often."""
    _end(database, job, due_key, at, "failed", detail)


def take_up_cut_off(database: Database, at: datetime) -> None:
    """Free what a killed server had claimed; call before any job of this one runs.

    The first try follows at once. A job that kills its server waits as a failing one.
    """
    with database.writing(announced=False) as cursor:
        cut_off = cursor.execute(
            "select job, due_key, count_tries from journal.job_runs "
            "where outcome = 'running'"
        ).fetchall()
        for job, due_key, count_tries in cut_off:
            wait = BACK_OFF[min(count_tries - 2, len(BACK_OFF) - 1)]
            cursor.execute(
                "update journal.job_runs set outcome = 'cut_off', next_try_at = ? "
                "where job = ? and due_key = ?",
                [
                    utc_naive(at + wait if count_tries > 1 else at),
                    job,
                    due_key,
                ],
            )


def _end(
    database: Database,
    job: str,
    due_key: str,
    at: datetime,
    outcome: str,
    detail: str,
) -> None:
    with database.writing() as cursor:
        rows = cursor.execute(
            "select count_tries from journal.job_runs "
            "where job = ? and due_key = ? and outcome = 'running'",
            [job, due_key],
        ).fetchall()
        (count_tries,) = rows[0]
        wait = BACK_OFF[min(count_tries, len(BACK_OFF)) - 1]
        cursor.execute(
            "update journal.job_runs set outcome = $outcome, finished_at = $now, "
            "detail = $detail, next_try_at = $next_try_at "
            "where job = $job and due_key = $due_key",
            {
                "job": job,
                "due_key": due_key,
                "outcome": outcome,
                "now": utc_naive(at),
                "detail": detail,
                "next_try_at": utc_naive(at + wait) if outcome == "failed" else None,
            },
        )


def _is_free(
    cursor: duckdb.DuckDBPyConnection, job: str, due_key: str, at: datetime
) -> bool:
    rows = cursor.execute(
        "select outcome, claimed_at, next_try_at from journal.job_runs "
        "where job = ? and due_key = ?",
        [job, due_key],
    ).fetchall()
    if not rows:
        return True
    outcome, claimed_at, next_try_at = rows[0]
    if outcome == "running":
        return False
    if outcome == "done":  # by a fast clock, before its time had come
        return bool(claimed_at > utc_naive(at + FAST))
    # A clock that was set back must not make a failed job wait for months.
    wait = next_try_at - utc_naive(at)
    return bool(wait <= timedelta(0) or wait > BACK_OFF[-1])
