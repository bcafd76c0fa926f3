"""When the demo's teachers save and hand in: the simulated term on the clock.

In the first quarter the school tries the journal out: workbooks come at its end, so
that all but the finals is late. Since the second quarter each teacher keeps the habit
of the own discipline, day by day.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ingest.demo.dice import dice
from ingest.demo.discipline import FORGETFUL, LATE

if TYPE_CHECKING:
    import random

    from ingest.demo.discipline import Discipline
    from ingest.workbook import WorkbookPlan


class Span(NamedTuple):
    """What of the school year is lived through, in the school's local time.

    `handed_out`: when the workbooks of each quarter are.
    """

    now: datetime
    handed_out: tuple[datetime, ...]


# The demo's present: a Monday between two bells.
DEMO_NOW = datetime.combine(date(2026, 11, 23), time(13, 30))
_MORNING = time(8)
HANDED_OUT = (
    datetime.combine(date(2026, 9, 1), _MORNING),
    datetime.combine(date(2026, 11, 5), _MORNING),
)
AUTUMN = Span(DEMO_NOW, HANDED_OUT)
WHOLE_YEAR = Span(
    datetime.combine(date(2027, 5, 31), time(13, 30)),
    (
        *HANDED_OUT,
        datetime.combine(date(2027, 1, 11), _MORNING),
        datetime.combine(date(2027, 4, 5), _MORNING),
    ),
)
# Whoever teaches until late hands in at noon too: homework of a class that has left by
# then is due 90 minutes after its last lesson (§2.7).
_NOON, _LATE_LESSON = time(14), time(14, 30)


def saves_of(
    plan: WorkbookPlan, discipline: Discipline, seed: int, now: datetime = DEMO_NOW
) -> list[datetime]:
    """Return the local moments up to now at which the teacher hands the workbook in."""
    chance = dice(seed, "saves", plan.person_id, plan.starts_on)
    if plan.starts_on < HANDED_OUT[1].date():
        return [_last_of_quarter(plan, discipline, chance)]
    passed = chance.random()
    saves: list[datetime] = []
    for day, ends in sorted(_teaching_days(plan).items()):
        # As evenly as the habit wants, from a day of the teacher's own.
        passed += discipline.hands_in
        if passed >= 1:
            passed -= 1
            saves += _saves_of_day(day, sorted(ends), discipline, chance)
    return [moment for moment in saves if moment <= now - timedelta(minutes=2)]


def _teaching_days(plan: WorkbookPlan) -> dict[date, set[time]]:
    """Return when the teacher's lessons end, by day."""
    days: dict[date, set[time]] = defaultdict(set)
    for page in plan.pages:
        for lesson in page.lessons:
            days[lesson.lesson_on].add(lesson.ends)
    return days


def _saves_of_day(
    day: date, ends: list[time], discipline: Discipline, chance: random.Random
) -> list[datetime]:
    """Return a save after the last lesson, with one at noon on a long day."""
    if not discipline.is_prompt:
        return [_evening(day, discipline, chance)]
    after = {ends[-1]}
    if ends[-1] > _LATE_LESSON:
        after.update([end for end in ends if end < _NOON][-1:])
    return [
        datetime.combine(day, end)
        + timedelta(minutes=chance.randint(2, 15), seconds=chance.randint(0, 59))
        for end in sorted(after)
    ]


def _last_of_quarter(
    plan: WorkbookPlan, discipline: Discipline, chance: random.Random
) -> datetime:
    """Return the save with the finals (§2.8); some of the forgetful miss the days."""
    moment = _evening(last_day_of(plan), discipline, chance)
    moment = max(moment, datetime.combine(moment.date(), time(16, moment.minute)))
    if discipline == LATE:
        moment += timedelta(days=chance.choice((0, 1, 1, 2)))
    if discipline == FORGETFUL and chance.random() < 0.3:
        moment += timedelta(days=3)
    return moment


def last_day_of(plan: WorkbookPlan) -> date:
    """Return the day of the workbook's last lesson."""
    return max(lesson.lesson_on for page in plan.pages for lesson in page.lessons)


def _evening(day: date, discipline: Discipline, chance: random.Random) -> datetime:
    """Return a moment after most lessons; who is not prompt may wait until evening."""
    hours = (14, 15, 15, 16) if discipline.is_prompt else (14, 15, 16, 18, 20)
    return datetime.combine(
        day, time(chance.choice(hours), chance.randint(0, 59), chance.randint(0, 59))
    )
