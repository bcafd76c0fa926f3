"""Cells of the summary sheet: a final mark, else the running average; names with dates.

Everything from people is escaped here or in `dashboards.tables`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from dashboards.journal.figures import number, ratio, short_day, short_name
from dashboards.outside_marks.stated import explained, signed
from dashboards.summary.sheet_figures import average, is_shown, told
from dashboards.tables import cell, upright
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    from collections.abc import Collection

    from dashboards.summary.sheet_data import Cell, SheetData, Student, Subject
    from dashboards.summary.sheet_figures import Figure

_GONE = N_("left on {day}")
_CAME = N_("since {day}")
_SEVERAL = 2


class Look(NamedTuple):
    """How a sheet is drawn: language, rounding, and what changed just now."""

    language: str
    rule: str
    fresh: Collection[tuple[str, str]] = ()  # (student_id, page_id)


def dates(student: Student, language: str) -> str:
    """Return «с 09.11, по 20.12» of who was not there the whole time, else nothing."""
    parts = []
    if student.joined_on is not None:
        parts.append(say(_CAME, language, day=short_day(student.joined_on, language)))
    if student.left_on is not None:
        parts.append(say(_GONE, language, day=short_day(student.left_on, language)))
    return ", ".join(parts)


def student_heading(student: Student, language: str) -> str:
    """Return the heading of a row: the name, and the dates of who came or left."""
    when = dates(student, language)
    name = escape(student.name)
    if not student.is_enrolled_at_end:
        name = f'<span class="gone">{name}</span>'
    note = f' <small class="quiet">{escape(when)}</small>' if when else ""
    return f'<th scope="row" class="name">{name}{note}</th>'


def student_column(student: Student, language: str) -> str:
    """Return the heading of a column, written upwards: surname and initials."""
    when = dates(student, language)
    name = short_name(student.name)
    title = f"{student.name}, {when}" if when else student.name
    return upright(f"{name}, {when}" if when else name, title)


def taught_by(subject: Subject) -> str:
    """Return «Английский язык: 8А англ. 1 — Орлова Н. П.; …» for a heading's title."""
    teachers = "; ".join(
        f"{unit} — {', '.join(names)}" for unit, names in subject.teachers
    )
    return f"{subject.name}: {teachers}" if teachers else subject.name


def result(
    student: Student, subject: Subject, period_id: str, look: Look, sheet: SheetData
) -> str:
    """Return the final mark, else the running average in a lighter colour.

    An asterisk marks what was transferred from a former class or study group, two of
    them what another school states: in brackets beside our own.
    """
    found = student.cells.get((subject.subject_id, period_id))
    key = (student.student_id, subject.subject_id, period_id)
    stated = sheet.outside_cells.get(key, ())
    if not stated:
        return cell(*_own(found, student, subject, look, is_year=sheet.is_year))
    text, kind, title = _own(found, student, subject, look, is_year=sheet.is_year)
    brought = signed(stated, look.language)
    whence = f"{subject.name}: {explained(stated, look.language)}"
    if not text:
        return cell(brought, f"{kind} quiet", whence)
    return cell(f"{text} ({brought})", kind, f"{title}; {whence}")


def _own(
    found: Cell | None, student: Student, subject: Subject, look: Look, *, is_year: bool
) -> tuple[str, str, str]:
    """Return text, kind and title of what stands in our own journal."""
    if found is None:
        return "", "mark", ""
    kind = "mark fresh" if (student.student_id, found.page_id) in look.fresh else "mark"
    title = told(found, _taught(subject, found.unit_name), look.language, look.rule)
    star = "*" if found.is_final_transferred or found.count_transferred else ""
    if found.final is not None:
        return shown(found.final) + star, f"{kind} {_weight(found.final)}", title
    if is_year or not found.count_marks:
        return "", kind, ""
    running = average(found, look.language, look.rule).shown
    return running + star, f"{kind} quiet", title


def _taught(subject: Subject, unit_name: str) -> str:
    """Return the subject, with the student's study group if there are several."""
    if len(subject.teachers) < _SEVERAL:
        return subject.name
    return f"{subject.name} ({by_whom(subject, unit_name)})"


def by_whom(subject: Subject, unit_name: str) -> str:
    """Return «8А англ. 1 — Орлова Н. П.»: who teaches the students of a unit."""
    names = next((one.names for one in subject.teachers if one[0] == unit_name), ())
    return " — ".join(part for part in (unit_name, ", ".join(names)) if part)


def _weight(final: str) -> str:
    is_grave = final in {"not_attested", "незачёт", "1", "2"}
    return "bad" if is_grave else "strong"


def own_average(student: Student, look: Look) -> str:
    """Return the average of a student's final marks over all subjects."""
    shown_figure = (
        ratio(student.sum_finals, student.count_marked, look.language, 2, look.rule)
        if student.count_marked
        else ""
    )
    return cell(
        shown_figure,
        "number strong",
        f"{student.sum_finals} / {student.count_marked}" if shown_figure else "",
    )


def count(value: int, language: str, title: str = "") -> str:
    """Return a count; nothing is left empty, as on paper."""
    return cell(number(value, language, 0) if value else "", "number quiet", title)


def filled(figure: Figure) -> str:
    """Return a figure's cell, its arithmetic as title; empty where there is none."""
    if not is_shown(figure):
        return cell("", "number")
    return cell(figure.shown, "number strong", figure.made)


def is_any_transferred(sheet: SheetData) -> bool:
    """Tell whether the sheet needs the asterisk's explanation."""
    return any(
        found.is_final_transferred or found.count_transferred
        for student in sheet.students
        for found in student.cells.values()
    )
