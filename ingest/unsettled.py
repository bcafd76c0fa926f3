"""What a hand-in leaves unsettled: findings and proposals, opened, superseded, told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from ingest.receipt import Finding, ProposedChange
from ingest.workbook import CellKey
from warehouse.blocks import KEY
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import duckdb
    import polars as pl

    from ingest.asked import Asked
    from ingest.pending import Upload
    from ingest.workbook import Reading


class Unsettled(NamedTuple):
    """What an upload has to look after; mostly nothing, and then nobody asks."""

    has_findings: bool = True  # open ones, of the workbook or of a page of it
    has_proposals: bool = True  # open ones, of the workbook
    has_removals: bool = True  # a value was ever removed from a page of it


def unsettled_of(
    cursor: duckdb.DuckDBPyConnection, workbook_id: str, page_ids: Iterable[str]
) -> Unsettled:
    """Ask in one question what else need not be asked about a workbook's pages."""
    row = cursor.execute(
        """
        select
            exists (
                select 1 from journal.findings
                where is_open and (
                    workbook_id = $workbook_id
                    or list_contains($pages, page_id)
                )
            ),
            exists (
                select 1 from journal.proposals
                where is_open and workbook_id = $workbook_id
            ),
            exists (
                select 1 from journal.entries
                where value is null and list_contains($pages, page_id)
            )
        """,
        {"workbook_id": workbook_id, "pages": list(page_ids)},
    ).fetchone()
    return Unsettled(*row) if row else Unsettled()


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
    if asked.unsettled.has_findings:
        _close_superseded(cursor, upload, reading, asked, entries)
    if findings.is_empty():
        return
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
    cursor.register("entered", entries.select(KEY).to_arrow())
    cursor.execute(_SUPERSEDED, _spoken_for(upload, reading, asked))
    cursor.unregister("entered")


_SUPERSEDED = """
    update journal.findings set is_open = false
    where is_open and (
        (
            upload_id in (
                select upload_id from journal.uploads where received_by = $person_id
            )
            and (
                (page_id = '' and workbook_id = $workbook_id and not $is_decision)
                or (
                    page_id in (select unnest($pages))
                    and (
                        workbook_id = $workbook_id
                        or lesson_id in (select unnest($lessons))
                        or (field = 'final' and period_id in (select unnest($finals)))
                    )
                )
            )
        )
        or (page_id, lesson_id, period_id, student_id, field) in (
            select (page_id, lesson_id, period_id, student_id, field) from entered
        )
    )
"""


def _spoken_for(upload: Upload, reading: Reading, asked: Asked) -> dict[str, object]:
    """Return the pages that a hand-in speaks for, and what of them it holds."""
    speaking = {
        page: scope
        for page, scope in reading.scopes.items()
        if page not in asked.skipped
        and page not in asked.overtaken
        and scope.only is None
    }
    lessons = {one for scope in speaking.values() for one in scope.lessons}
    lessons |= {one for scope in speaking.values() for one in scope.listed}
    return {
        "pages": list(speaking),
        "lessons": list(lessons),
        "finals": list({one for scope in speaking.values() for one in scope.finals}),
        "workbook_id": reading.workbook_id,
        "person_id": upload.received_by,
        "is_decision": upload.is_decision,
    }


def store_proposals(
    cursor: duckdb.DuckDBPyConnection, upload: Upload, reading: Reading, asked: Asked
) -> None:
    """Open the conflicts and removals that wait; close what this upload speaks for."""
    unspoken = asked.unspoken
    if asked.unsettled.has_proposals:
        _close_proposals(cursor, upload, reading, asked)
    for one in asked.conflicts + asked.removals:
        cursor.execute(
            "insert into journal.proposals "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                upload.upload_id,
                reading.workbook_id,
                one.kind,
                *one.key,
                one.sheet or reading.scopes[one.key.page_id].sheet,
                one.cell,
                one.base_value,
                one.file_value,
                one.current_value,
                one.key.page_id not in unspoken,
                one.why,
            ],
        )


def open_findings(
    cursor: duckdb.DuckDBPyConnection,
    workbook_id: str,
    upload_id: str,
    before: datetime | None = None,
) -> tuple[Finding, ...]:
    """Return the open findings of an upload and of its workbook's unchanged pages.

    With `before`, a naive UTC time, none that a later hand-in of the workbook left.
    """
    rows = cursor.execute(
        """
        select
            rule, severity, sheet, cell, page_id, lesson_id, period_id, student_id,
            field, value_text, facts
        from journal.findings
        where is_open and (
            upload_id = $upload_id
            or (
                workbook_id = $workbook_id and workbook_id <> ''
                and ($before is null or found_at < $before)
            )
        )
        order by severity, sheet, length(cell), cell
        """,
        {"upload_id": upload_id, "workbook_id": workbook_id, "before": before},
    ).fetchall()
    return tuple(Finding(*(*row[:10], json.loads(row[10]))) for row in rows)


def _close_proposals(
    cursor: duckdb.DuckDBPyConnection, upload: Upload, reading: Reading, asked: Asked
) -> None:
    """Close the person's questions of this workbook that are asked anew, or answered.

    One about a cell that this file leaves alone stays open: the file may be another
    copy, and what the first one said is nowhere else. So does a decided one of which
    the cell is not found again: the word could not be followed.
    """
    rows = cursor.execute(
        f"""
        select
            proposals.rowid, current.value,
            proposals.base_value,
            proposals.file_value is not null and coalesce(proposals.why, '') = ''
                as is_of_two_values,
            {", ".join(KEY)}
        from journal.proposals
        inner join journal.uploads using (upload_id)
        left join journal.current
            using (page_id, lesson_id, period_id, student_id, field)
        where proposals.is_open and proposals.workbook_id = $workbook_id
            and proposals.page_id in (select unnest($pages))
            and uploads.received_by = $person_id
        """,
        {
            "workbook_id": reading.workbook_id,
            "pages": [page for page in asked.bases if page not in asked.unspoken],
            "person_id": upload.received_by,
        },
    ).fetchall()
    proposed = asked.conflicts + asked.removals + asked.kept + asked.removed
    answered = {one.key for one in proposed}
    if upload.is_decision:
        asking = asked.cells.head(asked.count_asking).select(KEY)
        answered |= {CellKey(*key) for key in asking.iter_rows()}
    closed = []
    for place, now, base, is_of_two_values, *parts in rows:
        key = CellKey(*parts)
        written = asked.files[key.page_id].get(key)
        is_untouched = is_of_two_values and written == base
        is_agreed = written is not None and written == now and not is_untouched
        is_kept = upload.is_decision and upload.decisions.on(key, now) == "journal"
        if key in answered or is_agreed or is_kept:
            closed.append(place)
    if closed:
        cursor.execute(
            "update journal.proposals set is_open = false "
            "where rowid in (select unnest(?))",
            [closed],
        )


_PROPOSED = """
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
        current.value as current_value,
        proposals.page_id,
        proposals.lesson_id,
        proposals.period_id,
        proposals.student_id,
        coalesce(proposals.why, '') as why,
        proposals.upload_id
    from journal.proposals
    inner join journal.pages using (page_id)
    left join journal.lessons on proposals.lesson_id = lessons.lesson_id
    left join setup.students
        on proposals.student_id = students.student_id and students.valid_to is null
    left join journal.current
        on
            proposals.page_id = current.page_id
            and proposals.lesson_id = current.lesson_id
            and proposals.period_id = current.period_id
            and proposals.student_id = current.student_id
            and proposals.field = current.field
    where proposals.is_open and proposals.file_value is distinct from current.value
        and {condition}
    order by pages.title, lessons.lesson_on, lessons.slot, student, proposals.field
"""


def open_proposals(
    cursor: duckdb.DuckDBPyConnection, workbook_id: str, upload_id: str
) -> tuple[ProposedChange, ...]:
    """Return the conflicts and removals that wait for the teacher's word.

    With what stands in the journal now; one that the journal has meanwhile, is settled.
    """
    condition = """(
        proposals.upload_id = $upload_id
        or (
            proposals.workbook_id = $workbook_id and proposals.workbook_id <> ''
            and proposals.upload_id in (
                select upload_id from journal.uploads
                where received_by in (
                    select received_by from journal.uploads
                    where upload_id = $upload_id
                )
            )
        )
    )"""
    rows = cursor.execute(
        _PROPOSED.format(condition=condition),
        {"upload_id": upload_id, "workbook_id": workbook_id},
    ).fetchall()
    return tuple(ProposedChange(*row[:-1]) for row in rows)


def questions_of(
    cursor: duckdb.DuckDBPyConnection, person_id: str
) -> list[tuple[str, ProposedChange]]:
    """Return what waits of all hand-ins of a person, each with its upload."""
    condition = """proposals.upload_id in (
        select upload_id from journal.uploads where received_by = $person_id
    )"""
    rows = cursor.execute(
        _PROPOSED.format(condition=condition), {"person_id": person_id}
    ).fetchall()
    return [(row[-1], ProposedChange(*row[:-1])) for row in rows]
