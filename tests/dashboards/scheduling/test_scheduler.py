"""Jobs of the server: once for each time that they are due, whatever happens."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboards.scheduling.job import Job, StoppedError
from dashboards.scheduling.scheduler import Scheduler
from dashboards.scheduling.telling import spoken, told
from dashboards.scheduling.times import Due, nightly, weekly
from expectations.language import N_
from warehouse.errors import VedomostError
from warehouse.job_runs import BACK_OFF


class Runs:
    """A job that notes for which nights it ran, and fails while it is told to."""

    def __init__(self, times=None):
        self.keys = []
        self.failure = None
        self.job = Job("tidy", "Tidy", times or nightly(3), self.run)

    def run(self, _site, due):
        self.keys.append(due.key)
        if self.failure:
            raise self.failure
        return told(N_("Made: {done} of {total}"), done=2, total=3)


def kept(site, job="tidy"):
    with site.school.database.reading() as cursor:
        return cursor.execute(
            "select due_key, outcome, count_tries, detail from journal.job_runs "
            "where job = ? order by due_at",
            [job],
        ).fetchall()


@pytest.fixture
def runs():
    return Runs()


def test_a_job_runs_once_for_the_night_however_often_the_server_looks_and_starts(
    site, runs
):
    for _ in range(3):
        Scheduler(site, (runs.job,)).look()

    assert runs.keys == ["2026-11-23"]
    [(key, outcome, tries, detail)] = kept(site)
    assert (key, outcome, tries) == ("2026-11-23", "done", 1)
    assert spoken(detail, "ru") == "Сделано: 2 из 3"


def test_a_job_waits_for_its_hour_in_the_zone_of_the_school(site, runs, clock):
    scheduler = Scheduler(site, (runs.job,))
    scheduler.look()
    clock.set(datetime(2026, 11, 23, 23, 59, tzinfo=UTC))  # 2:59 in Moscow
    scheduler.look()
    assert runs.keys == ["2026-11-23"]

    clock.set(datetime(2026, 11, 24, 0, 0, tzinfo=UTC))
    scheduler.look()

    assert runs.keys == ["2026-11-23", "2026-11-24"]


def test_after_ten_days_without_a_server_the_last_night_is_made_up_for_once(
    site, runs, clock
):
    Scheduler(site, (runs.job,)).look()
    clock.set(clock.now() + timedelta(days=10))

    Scheduler(site, (runs.job,)).look()

    assert runs.keys == ["2026-11-23", "2026-12-03"]


def test_a_clock_that_jumps_stops_no_job_and_repeats_none(site, runs, clock):
    true = clock.now()
    scheduler = Scheduler(site, (runs.job,))
    for moment in (
        true,
        true + timedelta(days=200),
        true,
        true + timedelta(days=1),
        true - timedelta(days=90),
        true + timedelta(days=1),
        true + timedelta(days=2),
    ):
        clock.set(moment)
        scheduler.look()

    assert runs.keys == [
        "2026-11-23",
        "2027-06-11",
        "2026-11-24",
        "2026-08-25",
        "2026-11-25",
    ]


def test_a_weekly_job_that_was_missed_is_made_up_for_on_a_later_day(site, clock):
    runs = Runs(weekly("sun", 4))

    Scheduler(site, (runs.job,)).look()  # on a Monday

    assert runs.keys == ["2026-11-22"]


@pytest.mark.parametrize(
    "first",
    [
        datetime(2026, 3, 27, 12, tzinfo=UTC),  # the hour of the job is left out
        datetime(2026, 10, 23, 12, tzinfo=UTC),  # … and is there twice
    ],
    ids=["spring", "autumn"],
)
def test_nights_on_which_the_clocks_change_are_nights_as_any_other(school, first):
    berlin = replace(school, timezone=ZoneInfo("Europe/Berlin"))
    found = []
    for hour in range(24 * 5):
        found += nightly(2, 30)(berlin, first + timedelta(hours=hour))

    keys = list(dict.fromkeys(due.key for due in found))
    assert len(keys) == len(set(found)) == 6
    assert keys == [
        (first + timedelta(days=day)).date().isoformat() for day in range(6)
    ]


def test_a_job_that_fails_is_tried_again_later_and_says_why(site, runs, clock):
    runs.failure = VedomostError("{folder} already holds a school.", folder="a")
    scheduler = Scheduler(site, (runs.job,))
    scheduler.look()
    [(_, outcome, tries, detail)] = kept(site)
    assert (outcome, tries) == ("failed", 1)
    assert "a" in spoken(detail, "ru")

    clock.set(clock.now() + BACK_OFF[0] - timedelta(seconds=1))
    scheduler.look()
    assert len(runs.keys) == 1
    clock.set(clock.now() + timedelta(seconds=1))
    scheduler.look()
    assert len(runs.keys) == 2
    clock.set(clock.now() + BACK_OFF[0])
    scheduler.look()
    assert len(runs.keys) == 2

    runs.failure = None
    clock.set(clock.now() + BACK_OFF[1])
    scheduler.look()
    assert [row[1:3] for row in kept(site)] == [("done", 3)]


def test_an_error_that_nobody_foresaw_costs_no_other_job_and_names_nobody(
    site, runs, caplog
):
    runs.failure = ValueError("Иванов Иван")
    other = Runs()

    Scheduler(site, (runs.job, other.job._replace(name="other"))).look()

    assert kept(site)[0][1] == "failed"
    assert "Иванов" not in kept(site)[0][3] + caplog.text
    assert kept(site, "other")[0][1] == "done"


def test_a_job_that_cannot_say_when_it_is_due_costs_no_other_job(site, runs):
    def times(_school, _now):
        raise ValueError

    Scheduler(site, (Job("odd", "Odd", times, runs.run), runs.job)).look()

    assert runs.keys == ["2026-11-23"]


def test_a_clock_set_back_does_not_make_a_failed_job_wait_for_months(site, runs, clock):
    true = clock.now()
    clock.set(true + timedelta(hours=12))
    runs.failure = ValueError()
    scheduler = Scheduler(site, (runs.job,))
    scheduler.look()
    clock.set(true)
    runs.failure = None

    scheduler.look()

    assert [row[1:3] for row in kept(site)] == [("done", 2)]


def test_what_a_fast_clock_did_before_its_time_is_done_when_the_time_comes(site, clock):
    true = clock.now()
    due = Due("2026-12", true + timedelta(days=22))
    runs = Runs(lambda _school, now: (due,) if due.at <= now else ())
    scheduler = Scheduler(site, (runs.job,))
    clock.set(true + timedelta(days=90))
    scheduler.look()
    clock.set(true)
    scheduler.look()
    assert runs.keys == ["2026-12"]

    for hours in (0, 1, 48):
        clock.set(due.at + timedelta(hours=hours))
        scheduler.look()

    assert runs.keys == ["2026-12", "2026-12"]
    assert [row[1:3] for row in kept(site)] == [("done", 2)]


def test_what_a_killed_server_had_claimed_is_taken_up_at_the_next_start(site, runs):
    def killed(_site, _due):
        raise StoppedError  # leaves its claim, as a kill does

    Scheduler(site, (runs.job._replace(run=killed),)).look()
    assert kept(site)[0][1] == "running"
    Scheduler(site, (runs.job,)).look()
    assert runs.keys == []

    started = Scheduler(site, (runs.job,))
    started.start(first_look=3600)
    started.look()
    started.stop()

    assert [row[1:3] for row in kept(site)] == [("done", 2)]


def test_a_job_that_kills_its_server_each_time_waits_before_it_may_again(
    site, runs, clock
):
    def killed(_site, _due):
        runs.keys.append("killed")
        raise StoppedError

    for _ in range(4):
        started = Scheduler(site, (runs.job._replace(run=killed),))
        started.start(first_look=3600)
        started.look()
        started.stop()
    assert len(runs.keys) == 2

    clock.set(clock.now() + BACK_OFF[0])
    started.look()
    assert len(runs.keys) == 2  # it was told to stop
    Scheduler(site, (runs.job,)).look()
    assert len(runs.keys) == 3


def test_two_that_look_at_once_run_a_job_once(site, runs):
    together = threading.Barrier(4)

    def look():
        together.wait()
        Scheduler(site, (runs.job,)).look()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert runs.keys == ["2026-11-23"]


def test_the_thread_looks_by_itself_and_stops_with_the_server(site):
    nights = [threading.Event(), threading.Event()]

    def run(_site, due):
        (nights[1] if nights[0].is_set() else nights[0]).set()
        return ""

    scheduler = Scheduler(site, (Job("tidy", "Tidy", nightly(3), run),))
    scheduler.start(first_look=0, every=0.05)
    assert nights[0].wait(10)
    site.school.clock.set(site.school.clock.now() + timedelta(days=1))
    assert nights[1].wait(10)

    scheduler.stop()

    names = [thread.name for thread in threading.enumerate()]
    assert "APScheduler" not in names
    assert [row[1] for row in kept(site)] == ["done", "done"]


def test_a_long_job_does_not_hold_up_the_stop_of_the_server(site):
    has_begun, may_end = threading.Event(), threading.Event()

    def run(_site, _due):
        has_begun.set()
        may_end.wait(10)
        raise StoppedError

    scheduler = Scheduler(site, (Job("tidy", "Tidy", nightly(3), run),))
    scheduler.start(first_look=0)
    assert has_begun.wait(10)

    scheduler.stop(goodbye=0.01)

    assert kept(site)[0][1] == "running"
    may_end.set()
    scheduler.stop()
