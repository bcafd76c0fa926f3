"""A journal page as in the paper journal: a title page, then numbered spreads.

On the left names, days and marks, on the right the same days with topic and homework.
A long period takes several spreads.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.forms.paper import Column, Formula, Paper, Row, Table
from dashboards.journal.figures import day, month, short_day
from dashboards.journal.journal_spread import STATUS_NAMES
from dashboards.printing.cells import mark, name_columns
from dashboards.printing.sealing import Draft
from expectations.frame import NOT_SET
from expectations.language import N_
from ingest.writing.formulas import (
    NO_AVERAGE,
    average_formula,
    average_of,
    is_missed,
    missed_formula,
)
from warehouse.printed_forms import Scope
from warehouse.queries import choices, journal, journal_past

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dashboards.forms.paper import Cell
    from dashboards.printing.desk import Desk

KIND = "journal_page"
LESSONS_OF_A_SPREAD = 19
_DAY = 5.6
_CELLS = "{left}{row}:{right}{row}"


class _Page(NamedTuple):
    students: list[dict[str, Any]]
    lessons: list[dict[str, Any]]
    written: dict[tuple[str, str], str]  # student, lesson → as understood


def drafts(
    desk: Desk, page_id: str, title: str, period_id: str, as_of: datetime | None = None
) -> list[Draft]:
    """Return the page in a period, as it stands or stood at an aware moment."""
    page = _asked(desk, page_id, period_id, as_of)
    period = desk.ask(choices.page_periods, page_id).filter(period_id=period_id)
    starts_on, ends_on = period["starts_on"][0], period["ends_on"][0]
    teachers = desk.ask(journal.page_teachers, page_id)["person_name"]
    at = as_of or desk.school.clock.now()
    paper = Paper(
        title=desk.say(N_("Journal page: {page}"), page=title),
        school_name=desk.school.name,
        asked=(
            (
                desk.say(N_("Period")),
                f"{period['period_name'][0]} ({day(starts_on, desk.language)} – "
                f"{day(ends_on, desk.language)})",
            ),
            (
                desk.say(N_("Teacher")),
                ", ".join(teachers.unique(maintain_order=True)),
            ),
            (desk.say(N_("Students")), str(len(page.students))),
            (desk.say(N_("Lessons")), str(len(page.lessons))),
        ),
        tables=_spreads(desk, page),
        book_tables=(
            _marks(desk, page, page.lessons, is_whole=True),
            _topics(desk, page.lessons),
        ),
        moment=desk.moment(at),
        made_by=desk.name,
        language=desk.language,
        certifier=desk.certifier,
        has_title_page=True,
    )
    return [
        Draft(
            paper,
            _scope(page, page_id, period_id, starts_on, ends_on),
            (
                (N_("Period"), period["period_name"][0]),
                *_figures(desk, page),
            ),
            as_of,
        )
    ]


def _scope(
    page: _Page, page_id: str, period_id: str, starts_on: Any, ends_on: Any
) -> Scope:
    """Return whose values the page shows: of one class, where all are of one."""
    classes = {student["class_id"] for student in page.students}
    return Scope(
        KIND,
        (page_id,),
        class_id=classes.pop() if len(classes) == 1 else "",
        page_id=page_id,
        period_id=period_id,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _figures(desk: Desk, page: _Page) -> tuple[tuple[str, str], ...]:
    marks = [
        int(sign) for text in page.written.values() for sign in text if sign in "12345"
    ]
    finals = [student["final"] for student in page.students if student["final"]]
    average = Fraction(sum(marks), len(marks)) if marks else None
    return (
        (N_("Students"), str(len(page.students))),
        (N_("Lessons"), str(len(page.lessons))),
        (N_("Number of marks"), str(len(marks))),
        (N_("Average mark"), desk.figure(average, 2)),
        (N_("Final marks"), str(len(finals))),
    )


def _asked(desk: Desk, page_id: str, period_id: str, as_of: datetime | None) -> _Page:
    if as_of is None:
        students = desk.ask(journal.page_students, page_id, period_id)
        lessons = desk.ask(journal.page_lessons, page_id, period_id)
        marks = desk.ask(journal.page_marks, page_id, period_id)
    else:
        students = desk.ask(journal_past.page_students, page_id, period_id, as_of)
        lessons = desk.ask(journal_past.page_lessons, page_id, period_id, as_of)
        marks = desk.ask(journal_past.page_marks, page_id, period_id, as_of)
    return _Page(
        students.rows(named=True),
        lessons.rows(named=True),
        {
            (row["student_id"], row["lesson_id"]): row["value"]
            for row in marks.iter_rows(named=True)
        },
    )


def _spreads(desk: Desk, page: _Page) -> tuple[Table, ...]:
    """Return left and right pages in turn; the last left page has the results."""
    count = max(1, -(-len(page.lessons) // LESSONS_OF_A_SPREAD))
    of_one = -(-len(page.lessons) // count)  # no spread is left nearly empty
    parts = [
        page.lessons[number * of_one : (number + 1) * of_one] for number in range(count)
    ]
    tables = []
    for number, lessons in enumerate(parts, start=1):
        is_last = number == len(parts)
        tables += [
            _marks(desk, page, lessons, is_whole=False, has_results=is_last)._replace(
                is_new_page=True, is_one_page=True
            ),
            _topics(desk, lessons)._replace(is_new_page=True, is_one_page=True),
        ]
    return tuple(tables)


def _marks(
    desk: Desk,
    page: _Page,
    lessons: Sequence[dict[str, Any]],
    *,
    is_whole: bool,
    has_results: bool = True,
) -> Table:
    """Return names × days; `is_whole` has live figures, a part has the page's own."""
    names = [_name(student) for student in page.students]
    results = (
        (
            Column(desk.say(N_("Average")), 8.5, is_upright=True),
            Column(desk.say(N_("Missed")), 7, is_upright=True),
            Column(desk.say(N_("Final mark")), 8.5, is_upright=True),
        )
        if has_results
        else ()
    )
    months = [
        (month(first["lesson_on"], desk.language), 1 + len(more))
        for _, (first, *more) in groupby(
            lessons, key=lambda lesson: lesson["lesson_on"].replace(day=1)
        )
    ]
    around = [("", 2), *months, *([("", len(results))] if results else [])]
    return Table(
        desk.say(N_("Marks and attendance")),
        (
            *name_columns(desk, names),
            *(
                Column(str(lesson["lesson_on"].day), _DAY, is_data=True)
                for lesson in lessons
            ),
            *results,
        ),
        tuple(
            Row(
                (
                    number,
                    _name(student),
                    *(
                        mark(
                            page.written.get((student["student_id"], one["lesson_id"]))
                        )
                        for one in lessons
                    ),
                    *(_results(page, student, is_whole) if has_results else ()),
                ),
                "data" if student["is_enrolled_at_end"] else "quiet",
            )
            for number, student in enumerate(page.students, start=1)
        ),
        groups=tuple(around),
    )


def _results(
    page: _Page,
    student: dict[str, Any],
    is_whole: bool,  # noqa: FBT001 - see _marks
) -> tuple[Cell, ...]:
    written = [
        page.written.get((student["student_id"], lesson["lesson_id"])) or ""
        for lesson in page.lessons
    ]
    average = average_of(written, 0, 0)
    missed = sum(map(is_missed, written))
    final = mark(student["final"])
    if not is_whole:
        return (None if average == NO_AVERAGE else average, missed or None, final)
    return (
        Formula(average_formula(_CELLS, 0, 0).removeprefix("="), average, 2),
        Formula(missed_formula(_CELLS).removeprefix("="), missed),
        final,
    )


def _topics(desk: Desk, lessons: Sequence[dict[str, Any]]) -> Table:
    return Table(
        desk.say(N_("Topics and homework")),
        (
            Column(desk.say(N_("Date")), 13, "left"),
            Column(desk.say(N_("Topic")), 70, "left", may_wrap=True),
            Column(desk.say(N_("Work")), 26, "left"),
            Column(desk.say(N_("Homework")), 60, "left", may_wrap=True),
        ),
        tuple(_lesson(desk, lesson) for lesson in lessons),
    )


def _lesson(desk: Desk, lesson: dict[str, Any]) -> Row:
    is_off = lesson["status"] == "cancelled"
    works = (lesson["work_type_name"], lesson["work_type_2_name"])
    homework = lesson["homework"] or ""
    if lesson["homework_minutes"]:
        homework += " " + desk.say(
            N_("({minutes} min)"), minutes=lesson["homework_minutes"]
        )
    topic = desk.say(STATUS_NAMES["cancelled"]) if is_off else lesson["topic"] or ""
    return Row(
        (
            short_day(lesson["lesson_on"], desk.language),
            topic,
            " / ".join(filter(None, works)),
            homework,
        ),
        "quiet" if is_off or (homework == NOT_SET and not topic) else "data",
    )


def _name(student: dict[str, Any]) -> str:
    return str(student["student_name"])
