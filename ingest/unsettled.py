"""What a hand-in leaves unsettled: findings and proposals, opened, superseded, told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ingest.receipt import Finding, ProposedChange
from warehouse.blocks import KEY
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from ingest.asked import Asked
    from ingest.merge import Proposal
    from ingest.pending import Upload
    from ingest.workbook import Reading


def store_findings(
    cursor: duckdb.DuckDBPyConnection,
    upload: Upload,
    reading: Reading,
    asked: Asked,
    findings: pl.DataFrame,
    entries: pl.DataFrame,
) -> None:
    """Close the findings that this upload supersedes and open the new ones.

    What a later hand-in has overtaken opens nothing: that one told what to mend.
    """
    _close_superseded(cursor, upload, reading, asked, entries)
    found = findings.join(asked.cells.with_row_index("row"), on="row").sort("row")
    cursor.register("found", found.to_arrow())
    cursor.execute(
        """
        insert into journal.findings
        select
            $upload_id, $workbook_id, rule, severity, sheet, cell, page_id, lesson_id,
            period_id, student_id, field, value_text, facts, $found_at,
            not list_contains($overtaken, page_id)
        from found
        """,
        {
            "upload_id": upload.upload_id,
            "workbook_id": reading.workbook_id,
            "found_at": utc_naive(upload.received_at),
            "overtaken": asked.overtaken,
        },
    )
    cursor.unregister("found")


def _close_superseded(
    cursor: duckdb.DuckDBPyConnection,
    upload: Upload,
    reading: Reading,
    asked: Asked,
    entries: pl.DataFrame,
) -> None:
    """Close what a hand-in speaks for: the lessons and finals it holds.

    Older findings of the same teacher there are closed, except on pages that are just
    as they were found, and those of any cell that got an entry.
    """
    speaking = {
        page: scope
        for page, scope in reading.scopes.items()
        if page not in asked.skipped and page not in asked.overtaken
    }
    lessons = {one for scope in speaking.values() for one in scope.lessons}
    lessons |= {one for scope in speaking.values() for one in scope.listed}
    cursor.register("entered", entries.select(KEY).to_arrow())
    cursor.execute(
        """
        update journal.findings set is_open = false
        where is_open and (
            (
                page_id in (select unnest($pages))
                and (
                    workbook_id = $workbook_id
                    or lesson_id in (select unnest($lessons))
                    or (
                        field = 'final' and period_id in (select unnest($finals))
                    )
                )
                and upload_id in (
                    select upload_id from journal.uploads
                    where received_by = $person_id
                )
            )
            or (page_id = '' and workbook_id = $workbook_id)
            or (page_id, lesson_id, period_id, student_id, field) in (
                select (page_id, lesson_id, period_id, student_id, field)
                from entered
            )
        )
        """,
        {
            "pages": list(speaking),
            "lessons": list(lessons),
            "finals": [
                scope.period_id for scope in speaking.values() if scope.has_final
            ],
            "workbook_id": reading.workbook_id,
            "person_id": upload.received_by,
        },
    )
    cursor.unregister("entered")


def store_proposals(
    cursor: duckdb.DuckDBPyConnection,
    upload: Upload,
    reading: Reading,
    asked: Asked,
    waiting: list[Proposal],
) -> None:
    """Open the conflicts and removals that wait; close the workbook's older ones."""
    unspoken = asked.unspoken
    cursor.execute(
        "update journal.proposals set is_open = false "
        "where workbook_id = ? and page_id in (select unnest(?))",
        [reading.workbook_id, [page for page in asked.bases if page not in unspoken]],
    )
    for proposal in waiting:
        cursor.execute(
            "insert into journal.proposals "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                upload.upload_id,
                reading.workbook_id,
                proposal.kind,
                *proposal.key,
                reading.scopes[proposal.key.page_id].sheet,
                "",
                proposal.base_value,
                proposal.file_value,
                proposal.current_value,
                proposal.key.page_id not in unspoken,
            ],
        )


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
