"""What the set-up says about every page, as rules ask for it: kept in memory.

A question about sixty cells costs DuckDB forty milliseconds of planning; a look into
these mappings costs none. They hold until the set-up changes (`known_facts.py`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from warehouse import teaching
from warehouse.known_page import WEIGHT_UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import duckdb

FOR_EVER = date.max


class PageFact(NamedTuple):
    """A page as rules know it."""

    title: str
    grading: str
    rounding_threshold: float


class LessonFact(NamedTuple):
    """A lesson of the timetable."""

    page_id: str
    period_id: str
    lesson_on: date
    planned_topic: str | None


class Replaced(NamedTuple):
    """A lesson that is given otherwise; `person_id` '' if by the page's teachers."""

    page_id: str
    kind: str
    person_id: str


class Stay(NamedTuple):
    """Somebody on a page, from a day to a day."""

    person_id: str
    starts_on: date
    ends_on: date

    def covers(self, day: date | None) -> bool:
        """Tell whether the stay holds on a day; on no day it does not."""
        return day is not None and self.starts_on <= day <= self.ends_on


class FinalFact(NamedTuple):
    """A period or attestation of a page with the days that its finals are asked on.

    Who is on the roll and who teaches is asked on days of lessons (`since_on`,
    `until_on`): an exam may be long after them.
    """

    kind: str
    starts_on: date
    ends_on: date
    since_on: date
    until_on: date


class VoidPeriod(NamedTuple):
    """From when until when nothing counts that a person enters (§4.4); naive UTC."""

    person_id: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class PageFacts:
    """All pages of a school; what is not in a mapping does not exist."""

    pages: Mapping[str, PageFact]  # in the order in which they are listed
    lessons: Mapping[str, LessonFact]
    topics: Mapping[str, Mapping[str, str]]  # page → lesson → planned topic
    replaced: Mapping[str, Replaced]
    teachers: Mapping[str, list[Stay]]  # of a page
    pages_of: Mapping[str, frozenset[str]]  # a person's, those of given lessons too
    roll: Mapping[tuple[str, str], list[Stay]]  # of a page and student
    finals: Mapping[tuple[str, str], FinalFact]  # of a page and period
    staff: Mapping[str, list[date | None]]  # person → when each row ends to hold
    names: Mapping[str, str]
    weights: Mapping[str, int | None]  # of work types, in WEIGHT_UNITS
    void_periods: list[VoidPeriod]
    is_anything_closed: bool
    year_id: str

    def is_void(self, person_id: str, moment: datetime) -> bool:
        """Tell whether what a person enters at a moment (naive UTC) is void."""
        return any(
            one.person_id == person_id
            and one.starts_at <= moment
            and (one.ends_at is None or moment < one.ends_at)
            for one in self.void_periods
        )


def load_page_facts(cursor: duckdb.DuckDBPyConnection) -> PageFacts:
    """Read everything; some ten questions, a tenth of a second for a whole school."""
    lessons = {row[0]: LessonFact(*row[1:]) for row in _rows(cursor, _LESSONS)}
    topics: dict[str, dict[str, str]] = defaultdict(dict)
    for lesson_id, lesson in lessons.items():
        if lesson.planned_topic is not None:
            topics[lesson.page_id][lesson_id] = lesson.planned_topic
    replaced = {row[0]: Replaced(*row[1:]) for row in _rows(cursor, _REPLACED)}
    teachers: dict[str, list[Stay]] = defaultdict(list)
    pages_of: dict[str, set[str]] = defaultdict(set)
    for page_id, *stay in _rows(cursor, _TEACHERS):
        teachers[page_id].append(Stay(*stay))
        pages_of[stay[0]].add(page_id)
    for one in replaced.values():
        pages_of[one.person_id].add(one.page_id)
    roll: dict[tuple[str, str], list[Stay]] = defaultdict(list)
    for page_id, *stay in _rows(cursor, _ROLL):
        roll[page_id, stay[0]].append(Stay(*stay))
    staff: dict[str, list[date | None]] = defaultdict(list)
    for person_id, valid_to in _rows(cursor, _STAFF):
        staff[person_id].append(valid_to)
    return PageFacts(
        pages={row[0]: PageFact(*row[1:]) for row in _rows(cursor, _PAGES)},
        lessons=lessons,
        topics=dict(topics),
        replaced=replaced,
        teachers=dict(teachers),
        pages_of={person: frozenset(pages) for person, pages in pages_of.items()},
        roll=dict(roll),
        finals={row[:2]: FinalFact(*row[2:]) for row in _rows(cursor, _FINALS)},
        staff=dict(staff),
        names=dict(_rows(cursor, _NAMES)),
        weights={
            work_type: None if weight is None else int(weight * WEIGHT_UNITS)
            for work_type, weight in _rows(cursor, _WEIGHTS)
        },
        void_periods=[VoidPeriod(*row) for row in _rows(cursor, _VOID)],
        is_anything_closed=bool(_rows(cursor, _CLOSED)),
        year_id=teaching.setting(cursor, "year_id"),
    )


def _rows(cursor: duckdb.DuckDBPyConnection, question: str) -> list[Any]:
    return cursor.execute(question).fetchall()


_PAGES = """
    select
        pages.page_id, pages.title, pages.grading,
        coalesce(subjects.rounding_threshold, 0.5)
    from journal.pages
    left join setup.subjects
        on pages.subject_id = subjects.subject_id and subjects.valid_to is null
    order by pages.grade, pages.title
"""
_LESSONS = """
    select lesson_id, page_id, period_id, lesson_on, planned_topic from journal.lessons
"""
_REPLACED = "select lesson_id, page_id, kind, person_id from journal.replaced_lessons"
_TEACHERS = """
    select page_id, person_id, starts_on, coalesce(ends_on, date '9999-12-31')
    from journal.page_teachers
"""
_ROLL = """
    select page_id, student_id, starts_on, coalesce(ends_on, date '9999-12-31')
    from journal.roster
"""
_FINALS = """
    with last_days as (
        select page_id, max(ends_on) as ends_on from journal.page_periods
        group by page_id
    )

    select page_id, period_id, 'period', starts_on, ends_on, starts_on, ends_on
    from journal.page_periods
    union all
    select
        attestations.page_id, attestations.period_id, attestations.kind,
        attestations.starts_on, attestations.ends_on,
        least(attestations.starts_on, last_days.ends_on),
        least(attestations.ends_on, last_days.ends_on)
    from journal.page_attestations as attestations
    inner join last_days using (page_id)
"""
_STAFF = "select person_id, valid_to from setup.staff"
_NAMES = """
    select
        person_id,
        arg_max(concat_ws(' ', surname, given_name, nullif(patronymic, '')), valid_from)
    from setup.staff
    group by person_id
"""
_WEIGHTS = """
    select work_type_id, cast(weight as decimal(18, 6))
    from setup.work_types where valid_to is null
"""
_VOID = "select person_id, starts_at, ends_at from journal.void_periods"
_CLOSED = "select 1 from journal.closings limit 1"
