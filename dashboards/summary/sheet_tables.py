"""What stands below a sheet: categories, attendance, teachers, how figures are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import number, ratio
from dashboards.summary.sheet_cells import by_whom, dates
from dashboards.summary.sheet_figures import (
    attendance,
    average,
    figures,
    is_shown,
    of_students,
    plain,
    titles,
    weighted_average,
)
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dashboards.summary.sheet_cells import Look
    from dashboards.summary.sheet_data import Attendance, SheetData, Student
    from dashboards.summary.sheet_figures import Figure

_PROVISIONAL = N_("{names} (a final mark is still missing)")
# Columns of the attendance table: heading (a message id) and what it counts.
_ATTENDANCE = (
    (N_("Days"), "count_days"),
    (N_("Full days missed"), "count_full_days"),
    (N_("Lessons"), "count_lessons"),
    (N_("Attendance not taken"), "count_not_taken"),
    (N_("Missed"), "count_missed"),
    (N_("Ill"), "count_ill"),
    (N_("With a good reason"), "count_excused"),
    (N_("Without reason"), "count_without_reason"),
    (N_("Late"), "count_late"),
)


def categories(sheet: SheetData, look: Look) -> str:
    """Return the categories of students: how many, and who."""
    head = row(
        heading(say(N_("Students with"), look.language), "name"),
        heading(say(N_("Number"), look.language), "number"),
        heading(say(N_("Who"), look.language)),
    )
    body = [
        row(
            heading(say(one.title, look.language), "name", scope="row"),
            cell(_how_many(len(one.names), len(one.provisional)), "number strong"),
            cell(_who(one.names, one.provisional, look.language), "wide"),
        )
        for one in sheet.categories
    ]
    return table(say(N_("Categories of students"), look.language), [head], body)


def _how_many(sure: int, provisional: int) -> str:
    return f"{sure} (+{provisional})" if provisional else str(sure)


def _who(sure: tuple[str, ...], provisional: tuple[str, ...], language: str) -> str:
    parts = [", ".join(sure)] if sure else []
    if provisional:
        parts.append(say(_PROVISIONAL, language, names=", ".join(provisional)))
    return "; ".join(parts)


def attendance_table(sheet: SheetData, look: Look) -> str:
    """Return lessons and days by student and of the class, by reason."""
    head = row(
        heading(say(N_("Student"), look.language), "name"),
        heading(say(N_("Attendance, %"), look.language), "right"),
        *(heading(say(name, look.language), "right") for name, _ in _ATTENDANCE),
    )
    body = [
        _attended(student.name, student.attendance, look)
        for student in sheet.students
        if student.attendance is not None
    ]
    foot = (
        [_attended(sheet.class_id, sheet.class_attendance, look)]
        if sheet.class_attendance is not None
        else []
    )
    return table(say(N_("Attendance"), look.language), [head], body, foot)


def _attended(name: str, found: Attendance, look: Look) -> str:
    percent = attendance(found, look.language, look.rule)
    return row(
        heading(name, "name", scope="row"),
        cell(percent.shown, "right strong", percent.made),
        *(
            cell(number(getattr(found, column), look.language, 0), "right")
            for _, column in _ATTENDANCE
        ),
    )


def teachers(sheet: SheetData, look: Look) -> str:
    """Return who taught whom: subject, class or study group, teachers."""
    head = row(
        heading(say(N_("Subject"), look.language), "name"),
        heading(say(N_("Class or group"), look.language)),
        heading(say(N_("Teacher"), look.language)),
    )
    body = [
        row(
            heading(subject.name, "name", scope="row"),
            cell(unit, "nowrap"),
            cell(", ".join(names), "wide"),
        )
        for subject in sheet.subjects
        for unit, names in subject.teachers
    ]
    return table(say(N_("Who taught whom"), look.language), [head], body)


def arithmetic(sheet: SheetData, look: Look) -> str:
    """Return how each figure was made: numerator, N and weights."""
    head = row(
        heading(say(N_("Subject"), look.language), "name"),
        *(heading(say(name, look.language)) for name in titles()),
        heading("N", "number", say(N_("Counted students"), look.language)),
    )
    body = list(_subjects_made(sheet, look))
    if sheet.overall is not None:
        body.append(_made(say(N_("Class"), look.language), sheet.overall, look))
    return table(say(N_("How the figures are made"), look.language), [head], body)


def _subjects_made(sheet: SheetData, look: Look) -> Iterator[str]:
    for subject in sheet.subjects:
        for column in subject.columns:
            total = sheet.totals.get((column.subject_id, column.period_id))
            if total is None or not (total["count_attested_base"] or not sheet.is_year):
                continue
            name = (
                f"{subject.name}, {column.period_name}"
                if sheet.is_year
                else subject.name
            )
            yield _made(name, total, look)


def _made(name: str, total: Mapping[str, Any], look: Look) -> str:
    return row(
        heading(name, "name", scope="row"),
        *(cell(_equation(one)) for one in figures(total, look.language, look.rule)),
        cell(str(total["count_attested_base"]), "number"),
    )


def _equation(figure: Figure) -> str:
    return f"{figure.made} = {figure.shown}" if is_shown(figure) else figure.shown


def class_line(sheet: SheetData, look: Look) -> str:
    """Return the figures of the class as a whole in one line, empty without finals."""
    overall = sheet.overall
    if overall is None or not overall["count_attested_base"]:
        return ""
    whole = figures(overall, look.language, look.rule)
    told = dict(zip(titles(), whole, strict=True)) | of_students(
        overall, look.language, look.rule
    )
    return "; ".join(
        f"{say(name, look.language)}: **{figure.shown}**"
        for name, figure in told.items()
        if is_shown(figure)
    )


def by_students(sheet: SheetData, look: Look) -> dict[str, str]:
    """Return the shares of students as equations, by name (a message id)."""
    if sheet.overall is None:
        return {}
    found = of_students(sheet.overall, look.language, look.rule)
    return {name: _equation(figure) for name, figure in found.items()}


def one_student(student: Student, sheet: SheetData, look: Look) -> str:
    """Return every figure of one student with its sums, for screens without a mouse."""
    head = row(
        heading(say(N_("Subject"), look.language), "name"),
        heading(say(N_("Final mark"), look.language), "number"),
        heading(say(N_("Average"), look.language)),
        heading(say(N_("Weighted average"), look.language)),
        heading(say(N_("Rounded"), look.language), "number"),
        heading(say(N_("Final less average"), look.language), "number"),
        heading(say(N_("Transferred from"), look.language)),
        heading(say(N_("Teacher"), look.language)),
    )
    body = []
    for subject in sheet.subjects:
        for column in subject.columns:
            found = student.cells.get((subject.subject_id, column.period_id))
            if found is None or (found.final is None and not found.count_marks):
                continue
            has_marks = found.count_marks > 0
            running = average(found, look.language, look.rule)
            weighted = weighted_average(found, look.language, look.rule)
            name = (
                f"{subject.name}, {column.period_name}"
                if sheet.is_year
                else subject.name
            )
            threshold = plain(found.rounding_threshold or 0, look.language)
            body.append(
                row(
                    heading(name, "name", scope="row"),
                    cell(shown(found.final) if found.final else "", "number strong"),
                    cell(_equation(running) if has_marks else "", "nowrap"),
                    cell(_equation(weighted) if has_marks else "", "nowrap"),
                    cell(
                        f"{found.rounded_average} (≥ {threshold})" if has_marks else "",
                        "number",
                    ),
                    cell(
                        f"{found.objectivity:+d}" if found.objectivity else "", "number"
                    ),
                    cell(found.transferred_from or ""),
                    cell(by_whom(subject, found.unit_name), "wide"),
                )
            )
    return table(student.name, [head], body)


def student_line(student: Student, look: Look) -> str:
    """Return the caption of one student: dates, and the average of the finals."""
    parts = [dates(student, look.language)]
    if student.count_marked:
        made = f"{student.sum_finals} / {student.count_marked}"
        figure = ratio(
            student.sum_finals, student.count_marked, look.language, 2, look.rule
        )
        parts.append(
            say(
                N_("Average of final marks: {made} = {figure}"),
                look.language,
                made=made,
                figure=figure,
            )
        )
    if student.attendance is not None:
        percent = attendance(student.attendance, look.language, look.rule)
        parts.append(
            say(
                N_("Attendance: {made} = {figure} %"),
                look.language,
                made=percent.made,
                figure=percent.shown,
            )
        )
    return ". ".join(part for part in parts if part)
