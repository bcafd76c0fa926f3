"""Fetch what stays open of a workbook, in the names that its teacher knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ingest.receipt import Finding, ProposedChange

if TYPE_CHECKING:
    import duckdb


def open_findings(
    cursor: duckdb.DuckDBPyConnection, workbook_id: str, upload_id: str
) -> tuple[Finding, ...]:
    """Return the open findings of an upload and of its workbook's unchanged pages."""
    rows = cursor.execute(
        """
        select
            rule, severity, sheet, cell, page_id, lesson_id, period_id, student_id,
            field, value_text, facts
        from journal.findings
        where is_open and (
            upload_id = $upload_id or (workbook_id = $workbook_id and workbook_id <> '')
        )
        order by severity, sheet, length(cell), cell
        """,
        {"upload_id": upload_id, "workbook_id": workbook_id},
    ).fetchall()
    return tuple(Finding(*(*row[:10], json.loads(row[10]))) for row in rows)


def open_proposals(
    cursor: duckdb.DuckDBPyConnection, workbook_id: str, upload_id: str
) -> tuple[ProposedChange, ...]:
    """Return the conflicts and removals that wait for the teacher's word."""
    rows = cursor.execute(
        """
        select
            proposals.kind,
            pages.title as page_title,
            proposals.sheet,
            proposals.cell,
            coalesce(students.surname || ' ' || students.given_name, '') as student,
            coalesce(
                strftime(lessons.lesson_on, '%d.%m') || ' / ' || lessons.slot, ''
            ) as lesson,
            proposals.field,
            proposals.base_value,
            proposals.file_value,
            proposals.current_value
        from journal.proposals
        inner join journal.pages using (page_id)
        left join journal.lessons on proposals.lesson_id = lessons.lesson_id
        left join setup.students
            on proposals.student_id = students.student_id and students.valid_to is null
        where proposals.is_open and (
            proposals.upload_id = $upload_id
            or (proposals.workbook_id = $workbook_id and proposals.workbook_id <> '')
        )
        order by pages.title, lessons.lesson_on, lessons.slot, student
        """,
        {"upload_id": upload_id, "workbook_id": workbook_id},
    ).fetchall()
    return tuple(ProposedChange(*row) for row in rows)
