"""The names by which a teacher knows the cells of a hand-in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from dashboards import cached, current
from dashboards.journal.figures import day, lesson_name
from dashboards.journal.journal_spread import STATUS_NAMES
from dashboards.telling_apart import spellings_of_students, told_apart
from expectations.language import say
from expectations.marks import shown
from ingest.workbook import YES_WORD
from warehouse import teaching
from warehouse.queries import hand_ins

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ingest.receipt import CellOutcome, ProposedChange
    from warehouse.viewer import Viewer


class Lesson(NamedTuple):
    """When a lesson is: what heads its column."""

    lesson_on: date
    slot: int


@dataclass(frozen=True)
class Names:
    """What stands for the ids of a hand-in's cells, each in the journal's order."""

    titles: Mapping[str, str]  # of pages
    students: Mapping[str, str]
    lessons: Mapping[str, Lesson]
    marks: Mapping[tuple[str, str, str], str]  # page, lesson, student → as it stands
    work_types: Mapping[str, str]
    finals: Mapping[str, str] = field(default_factory=dict)  # of the year, an exam …

    def when(self, lesson_id: str, language: str) -> str:
        """Return «23.11, 3-й урок», '' for what belongs to no lesson."""
        lesson = self.lessons.get(lesson_id)
        if lesson is None:
            return ""
        return lesson_name(lesson.lesson_on, lesson.slot, language)

    def value(self, field: str, value: str | None, language: str) -> str:
        """Return an understood value in words: «проведён» for `held`."""
        if value is None:
            return ""
        if field == "status":
            return say(STATUS_NAMES.get(value, value), language)
        if field == "attendance_taken":
            return say(YES_WORD, language)
        if field in {"work_type", "work_type_2"}:
            return self.work_types.get(value, value)
        return shown(value)


def names_for(
    viewer: Viewer,
    titles: Mapping[str, str],
    outcomes: Iterable[CellOutcome | ProposedChange],
) -> Names:
    """Ask for the names in a hand-in's cells; only of pages the viewer has taught."""
    cells = list(outcomes)
    pages = tuple(sorted({one.page_id for one in cells if one.page_id}))
    touched = {one.lesson_id for one in cells if one.lesson_id}
    lessons = cached.ask(hand_ins.lessons, viewer, pages)
    students = cached.ask(hand_ins.students, viewer, pages)
    marks = cached.ask(hand_ins.marks, viewer, tuple(sorted(touched)))
    with current.school().database.reading() as cursor:
        work_types = dict(teaching.work_types(cursor))
    return Names(
        titles=titles,
        students=told_apart(spellings_of_students(students)),
        lessons={
            row["lesson_id"]: Lesson(row["lesson_on"], row["slot"])
            for row in lessons.iter_rows(named=True)
            if row["lesson_id"] in touched
        },
        marks={row[:3]: row[3] for row in marks.iter_rows()},
        work_types=work_types,
        finals=dict(cached.ask(hand_ins.attestations, viewer, pages).iter_rows()),
    )


def message_day(period_id: str, language: str) -> str:
    """Return the day of a message of the key `message:2026-11-23:…`, '' if it has none.

    See `ingest.workbook.message_key`.
    """
    written_on = period_id.split(":")[1] if period_id.count(":") > 1 else ""
    return day(date.fromisoformat(written_on), language) if written_on else ""
