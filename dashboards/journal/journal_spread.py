"""A journal page as on paper: marks on the left, topics and homework on the right."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import month, number, short_day
from dashboards.tables import cell, heading, row, table, upright
from expectations.frame import NOT_SET
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    import polars as pl

STATUS_NAMES = {
    "held": N_("held"),
    "replaced": N_("replaced"),
    "cancelled": N_("cancelled"),
}


def grid(
    students: pl.DataFrame,
    lessons: pl.DataFrame,
    marks: pl.DataFrame,
    language: str,
    caption: str,
    rule: str,
) -> str:
    """Return students × lessons with averages and finals."""
    columns = lessons.rows(named=True)
    written = {
        (found["student_id"], found["lesson_id"]): found
        for found in marks.iter_rows(named=True)
    }
    months = [
        heading(
            month(first["lesson_on"], language), scope="colgroup", span=1 + len(more)
        )
        for _key, (first, *more) in groupby(
            columns, key=lambda lesson: lesson["lesson_on"].replace(day=1)
        )
    ]
    head = [
        row(heading("", "name"), *months, heading("", span=3, scope="colgroup")),
        row(
            heading(say(N_("Student"), language), "name"),
            *(_lesson_heading(lesson, language) for lesson in columns),
            upright(say(N_("Average"), language)),
            upright(say(N_("Missed"), language)),
            upright(say(N_("Final"), language)),
        ),
    ]
    body = [
        _student(found, columns, written, language, rule)
        for found in students.iter_rows(named=True)
    ]
    return table(caption, head, body, is_grid=True)


def topics(lessons: pl.DataFrame, language: str, caption: str) -> str:
    """Return the right-hand page: date, topic, work type, homework, comments if any."""
    has_comments = lessons["comment_text"].is_not_null().any()
    comment = [heading(say(N_("Comment"), language))] if has_comments else []
    head = row(
        heading(say(N_("Date"), language), "name"),
        heading(say(N_("Topic"), language)),
        heading(say(N_("Work"), language)),
        heading(say(N_("Homework"), language)),
        *comment,
    )
    body = [
        _topic(lesson, language, has_comments=has_comments)
        for lesson in lessons.iter_rows(named=True)
    ]
    return table(caption, [head], body)


def _lesson_heading(lesson: dict[str, Any], language: str) -> str:
    is_off = lesson["status"] == "cancelled"
    told = (
        short_day(lesson["lesson_on"], language),
        say(STATUS_NAMES["cancelled"], language) if is_off else "",
        lesson["topic"] or lesson["planned_topic"] or "",
        lesson["work_type_name"] or "",
    )
    kind = "number quiet gone" if is_off else "number"
    return heading(str(lesson["lesson_on"].day), kind, " · ".join(filter(None, told)))


def _student(
    student: dict[str, Any],
    lessons: list[dict[str, Any]],
    written: dict[tuple[str, str], dict[str, Any]],
    language: str,
    rule: str,
) -> str:
    sums = f"{student['sum_marks']} / {student['count_marks']}"
    has_average = student["average"] is not None
    return row(
        heading(
            student["student_name"],
            "name" if student["is_enrolled_at_end"] else "name quiet gone",
            scope="row",
        ),
        *(
            _mark(written.get((student["student_id"], lesson["lesson_id"])))
            for lesson in lessons
        ),
        cell(
            number(student["average"], language, 2, rule) if has_average else "",
            "number quiet",
            sums if has_average else "",
        ),
        cell(str(student["count_missed"] or ""), "number quiet"),
        cell(shown(student["final"] or ""), "number strong"),
    )


def _mark(found: dict[str, Any] | None) -> str:
    if found is None:
        return cell("", "mark")
    lowest = min(
        (mark for mark in (found["mark_1"], found["mark_2"]) if mark is not None),
        default=None,
    )
    kind = "quiet" if lowest is None else "bad" if lowest <= 2 else ""
    return cell(found["value"], f"mark {kind}".strip())


def _topic(lesson: dict[str, Any], language: str, *, has_comments: bool) -> str:
    is_off = lesson["status"] == "cancelled"
    planned = lesson["topic"] is None
    works = " / ".join(
        filter(None, (lesson["work_type_name"], lesson["work_type_2_name"]))
    )
    homework = lesson["homework"] or ""
    if lesson["homework_minutes"]:
        homework += " " + say(
            N_("({minutes} min)"), language, minutes=lesson["homework_minutes"]
        )
    topic = (
        say(STATUS_NAMES["cancelled"], language)
        if is_off
        else lesson["topic"] or lesson["planned_topic"] or ""
    )
    return row(
        heading(short_day(lesson["lesson_on"], language), "name", scope="row"),
        cell(
            topic,
            "wide quiet" if planned or is_off else "wide",
            say(N_("From the plan; not entered yet"), language)
            if planned and not is_off
            else "",
        ),
        cell(works),
        cell(homework, "wide quiet" if homework == NOT_SET else "wide"),
        *([cell(lesson["comment_text"] or "", "wide")] if has_comments else []),
    )
