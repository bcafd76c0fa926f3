"""The sheet with students in rows and subjects in columns, totals below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.summary.sheet_cells import (
    Look,
    count,
    filled,
    own_average,
    result,
    student_heading,
    taught_by,
)
from dashboards.summary.sheet_figures import (
    COUNTS,
    UNCOMMON,
    attendance,
    figures,
    titles,
)
from dashboards.tables import cell, heading, row, table, upright
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dashboards.summary.sheet_data import SheetData, Student

_ALL = N_("All subjects")
_MISSED = N_("Lessons missed")
_DAYS = N_("Full days missed")


def draw(sheet: SheetData, look: Look, caption: str) -> str:
    """Return the table; the class's own columns are for who reads all of it."""
    head = _year_head(sheet, look) if sheet.is_year else [_head(sheet, look)]
    body = [_student(student, sheet, look) for student in sheet.students]
    return table(caption, head, body, _foot(sheet, look), is_grid=True)


def _head(sheet: SheetData, look: Look) -> str:
    return row(
        heading(say(N_("Student"), look.language), "name"),
        *(upright(one.short_name, taught_by(one)) for one in sheet.subjects),
        *_class_heads(sheet, look),
    )


def _year_head(sheet: SheetData, look: Look) -> list[str]:
    """Return two rows: the subjects, and below each its periods and the year."""
    return [
        row(
            heading("", "name"),
            *(
                heading(
                    one.short_name,
                    title=taught_by(one),
                    scope="colgroup",
                    span=len(one.columns),
                )
                for one in sheet.subjects
            ),
            *(heading("") for _ in _class_heads(sheet, look)),
        ),
        row(
            heading(say(N_("Student"), look.language), "name"),
            *(upright(column.period_name) for column in sheet.columns),
            *_class_heads(sheet, look),
        ),
    ]


def _class_heads(sheet: SheetData, look: Look) -> list[str]:
    if sheet.overall is None and sheet.class_attendance is None:
        return []
    return [upright(say(name, look.language)) for name in (_ALL, _MISSED, _DAYS)]


def _student(student: Student, sheet: SheetData, look: Look) -> str:
    cells = [
        result(student, subject, column.period_id, look, sheet)
        for subject in sheet.subjects
        for column in subject.columns
    ]
    if _class_heads(sheet, look):
        cells.append(own_average(student, look))
        found = student.attendance
        title = attendance(found, look.language, look.rule) if found else None
        told = f"{title.shown} % = {title.made}" if title else ""
        cells.append(count(found.count_missed if found else 0, look.language, told))
        cells.append(count(found.count_full_days if found else 0, look.language))
    return row(student_heading(student, look.language), *cells)


def _foot(sheet: SheetData, look: Look) -> Iterator[str]:
    """Yield the rows of counts and figures; each figure's title is its arithmetic."""
    has_finals = any(one["count_attested_base"] for one in sheet.totals.values())
    for name, column in COUNTS if has_finals else COUNTS[-1:]:
        if column in UNCOMMON and not any(one[column] for one in sheet.totals.values()):
            continue
        yield row(
            heading(say(name, look.language), "name quiet", scope="row"),
            *(cell(str(total.get(column) or ""), "number") for total in _totals(sheet)),
            *_class_count(sheet, look, column),
        )
    for place, name in enumerate(titles() if has_finals else ()):
        yield row(
            heading(say(name, look.language), "name strong", scope="row"),
            *(_figure(total, place, look) for total in _totals(sheet)),
            *_class_figure(sheet, look, place),
        )


def _totals(sheet: SheetData) -> Iterator[Mapping[str, Any]]:
    """Yield the totals of each column, empty where a subject has no marks."""
    for column in sheet.columns:
        yield sheet.totals.get((column.subject_id, column.period_id), {})


def _figure(total: Mapping[str, Any], place: int, look: Look) -> str:
    if not total:
        return cell("", "number")
    found = figures(total, look.language, look.rule)[place]
    return filled(found)


def _class_count(sheet: SheetData, look: Look, column: str) -> list[str]:
    if not _class_heads(sheet, look):
        return []
    overall = sheet.overall or {}
    return [cell(str(overall.get(column) or ""), "number"), cell(""), cell("")]


def _class_figure(sheet: SheetData, look: Look, place: int) -> list[str]:
    if not _class_heads(sheet, look):
        return []
    return [_figure(sheet.overall or {}, place, look), cell(""), cell("")]
