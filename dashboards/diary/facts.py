"""What one look at the diary asks of the warehouse, for whoever looks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from warehouse.queries import diary, messages, outside_marks, weeks_seen

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from dashboards.diary.asked import Asked
    from warehouse.database import Database

_AHEAD = timedelta(days=7)  # homework is shown so far ahead


class Facts(NamedTuple):
    """The answers, as the functions of `warehouse.queries.diary` of the same names.

    Messages are those of `queries.messages`, with what the viewer has read.
    """

    lessons: pl.DataFrame  # of the week
    corrections: pl.DataFrame  # of the week
    messages: pl.DataFrame  # of the week
    unread: pl.DataFrame  # how many new messages in which week
    unread_of: dict[str, int]  # and of which child
    seen: pl.DataFrame  # who marked the week as seen
    may_mark: bool  # the viewer is a parent and may mark the week
    homework: pl.DataFrame  # due in the week, or in the days ahead
    period_id: str  # the last one that has begun in the week; '' before any
    period_name: str
    subjects: pl.DataFrame  # of that period
    marks: pl.DataFrame  # of that period
    outside: pl.DataFrame  # what documents of other schools state


def facts_of(database: Database, asked: Asked) -> Facts:
    """Ask for everything that the diary shows of a week."""
    viewer, student_id = asked.viewer, asked.child.student_id
    period_id, period_name = _period(asked)
    all_said = messages.of_diaries(database, viewer, asked.today)
    said = all_said.filter(all_said["student_id"] == student_id)
    first = min(asked.monday, asked.today)
    last = max(asked.monday + timedelta(days=6), asked.today + _AHEAD)
    return Facts(
        lessons=diary.week(database, viewer, student_id, asked.monday),
        corrections=diary.corrections(database, viewer, student_id, asked.monday),
        messages=messages.in_week(said, asked.monday),
        unread=messages.new_by_week(said),
        unread_of=messages.new_by_student(all_said),
        seen=weeks_seen.of_student(database, viewer, student_id, asked.monday),
        may_mark=bool(weeks_seen.may_mark(database, viewer, student_id).item()),
        homework=diary.homework(database, viewer, student_id, first, last),
        period_id=period_id,
        period_name=period_name,
        subjects=diary.subjects(database, viewer, student_id, period_id),
        marks=diary.marks(database, viewer, student_id, period_id),
        outside=outside_marks.of_diary(database, viewer, student_id),
    )


def _period(asked: Asked) -> tuple[str, str]:
    periods = asked.periods
    if periods.is_empty():
        return "", ""
    sunday: date = asked.monday + timedelta(days=6)
    begun = periods.filter(periods["starts_on"] <= sunday)
    period_id, period_name = (begun if len(begun) else periods[:1]).row(-1)[:2]
    return str(period_id), str(period_name)
