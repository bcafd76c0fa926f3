"""When the demo's teachers save and hand in: the simulated term on the clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from ingest.demo.dice import dice
from ingest.demo.discipline import FORGETFUL, LATE, PUNCTUAL

if TYPE_CHECKING:
    import random

    from ingest.demo.discipline import Discipline
    from ingest.workbook import WorkbookPlan

# The demo's present, in the school's local time: a Monday between two bells.
DEMO_NOW = datetime.combine(date(2026, 11, 23), time(13, 30))
HANDED_OUT = (
    datetime.combine(date(2026, 9, 1), time(8)),
    datetime.combine(date(2026, 11, 5), time(8)),
)
_FIRST_QUARTER = (date(2026, 10, 2),)  # the late and forgetful hand in at its end
_FIRST_WEEK = (date(2026, 11, 9), date(2026, 11, 14))  # of the second quarter
_DAILY = tuple(date(2026, 11, day) for day in range(16, 22))
_EARLIEST_TODAY = time(9, 15)
# Shares of the days, and of the teachers today, with a save; others: the slipping one.
_DAILY_SHARE = {PUNCTUAL.name: 0.55, LATE.name: 0.3, FORGETFUL.name: 0.15}
_TODAY_SHARE = {PUNCTUAL.name: 0.7, LATE.name: 0.25, FORGETFUL.name: 0.0}
_OTHER_SHARE = 0.5


def saves_of(plan: WorkbookPlan, discipline: Discipline, seed: int) -> list[datetime]:
    """Return the local moments at which the teacher hands the workbook in."""
    chance = dice(seed, "saves", plan.person_id, plan.starts_on)
    if plan.starts_on < HANDED_OUT[1].date():
        days = _FIRST_QUARTER if discipline is PUNCTUAL else ()
        saves = [_evening(day, discipline, chance) for day in days]
        return [*saves, _last_of_quarter(plan, discipline, chance)]
    days_of_week = (_FIRST_WEEK[1] - _FIRST_WEEK[0]).days
    day = _FIRST_WEEK[0] + timedelta(days=chance.randint(0, days_of_week))
    saves = [_evening(day, discipline, chance)]
    taught = {
        lesson.lesson_on
        for page in plan.pages
        for lesson in page.lessons
        if lesson.lesson_on in _DAILY
    }
    share = _DAILY_SHARE.get(discipline.name, _OTHER_SHARE)
    saves += [
        _evening(day, PUNCTUAL, chance)
        for day in sorted(taught)
        if chance.random() < share
    ]
    saves += _today(plan, discipline, chance)
    return saves


def _last_of_quarter(
    plan: WorkbookPlan, discipline: Discipline, chance: random.Random
) -> datetime:
    """Return the save with the finals (§2.8); some of the forgetful miss the days."""
    moment = _evening(last_day_of(plan), discipline, chance)
    moment = max(moment, datetime.combine(moment.date(), time(16, moment.minute)))
    if discipline is FORGETFUL and chance.random() < 0.3:
        moment += timedelta(days=3)
    return moment


def last_day_of(plan: WorkbookPlan) -> date:
    """Return the day of the workbook's last lesson."""
    return max(lesson.lesson_on for page in plan.pages for lesson in page.lessons)


def _evening(day: date, discipline: Discipline, chance: random.Random) -> datetime:
    """Return a moment after the lessons of a day; late people take days longer."""
    hour = chance.choice((14, 14, 15, 15, 16, 18, 20))
    moment = datetime.combine(
        day, time(hour, chance.randint(0, 59), chance.randint(0, 59))
    )
    if discipline is LATE:
        return moment + timedelta(days=chance.choice((0, 1, 1, 2)))
    return moment


def _today(
    plan: WorkbookPlan, discipline: Discipline, chance: random.Random
) -> list[datetime]:
    """Return this morning's save, if there were lessons and the teacher remembers."""
    ends = [
        lesson.ends
        for page in plan.pages
        for lesson in page.lessons
        if lesson.lesson_on == DEMO_NOW.date() and lesson.ends < DEMO_NOW.time()
    ]
    if not ends or chance.random() >= _TODAY_SHARE.get(discipline.name, _OTHER_SHARE):
        return []
    earliest = datetime.combine(DEMO_NOW.date(), max(_EARLIEST_TODAY, min(ends)))
    minutes = int((DEMO_NOW - earliest).total_seconds() // 60) - 2
    return [earliest + timedelta(minutes=chance.randint(2, max(3, minutes)))]
