"""A teacher's own hand-ins, the names in them, and the story of any cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# A workbook handed out before a page went to a colleague is still handed in for its
# days, so names follow from having taught, not from teaching today; who substitutes
# has the names of that page too.
_TAUGHT = """
    select page_id from staging.stg_page_teachers where person_id = $person_id
    union
    select page_id from staging.stg_replaced_lessons where person_id = $person_id
"""
_HAND_INS = """
with own as (
    select
        uploads.*,
        workbooks.starts_on,
        uploads.upload_id in (
            select undone.undoes_upload_id from staging.stg_uploads as undone
            where undone.undoes_upload_id is not null
        ) as is_undone
    from marts.uploads as uploads
    inner join staging.stg_uploads as files on uploads.upload_id = files.upload_id
    left join staging.stg_workbooks as workbooks
        on files.workbook_id = workbooks.workbook_id and files.workbook_id <> ''
    where uploads.received_by = $person_id
)

select
    upload_id, received_at, via, file_name, status, refusal, refusal_facts, is_void,
    is_undone, starts_on, count_cells, count_recorded, count_unchanged,
    count_quarantined, count_conflicts, count_removals, count_critical, count_warnings
from own
"""
_LATEST_FIRST = "order by received_at desc, upload_id desc"


def latest(database: Database, viewer: Viewer, limit: int = 10) -> pl.DataFrame:
    """Return one's own latest hand-ins by any way, refused ones too, latest first.

    Columns: upload_id, received_at, via, file_name, status, refusal, refusal_facts,
    is_void, is_undone (taken back since), starts_on (of the workbook's term, null if
    it has no hidden keys), the counts of `marts.uploads`, open count_critical and
    count_warnings.
    """
    question = f"{_HAND_INS} {_LATEST_FIRST} limit $limit"
    return ask(database, viewer, question, limit=limit)


def last_of_each_term(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the last file handed in of one's workbook of each term.

    A later decision or undo is none: what that file left open stays told beside it.
    Columns of `latest`.
    """
    question = f"""
        {_HAND_INS}
        where starts_on is not null and via not in ('decision', 'undo')
        qualify row_number() over (
            partition by starts_on {_LATEST_FIRST}
        ) = 1
    """
    return ask(database, viewer, question)


def last_entry(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the number of the last entry on pages that one teaches or has taught.

    Column: entry_id, null while there is none. It tells cheaply whether anything that
    is slow to ask for could have changed.
    """
    return ask(
        database,
        viewer,
        f"""
        select max(entry_id) as entry_id
        from staging.stg_entries
        where page_id in ({_TAUGHT})
        """,
    )


def students(
    database: Database, viewer: Viewer, page_ids: tuple[str, ...]
) -> pl.DataFrame:
    """Return who ever was on pages that one teaches or has taught, by name.

    Columns: student_id, student_name, patronymic.
    """
    return ask(
        database,
        viewer,
        f"""
        select distinct
            roster.student_id,
            coalesce(known.student_name, past.full_name, roster.student_id)
                as student_name,
            coalesce(known.patronymic, '') as patronymic
        from staging.stg_roster as roster
        left join staging.stg_students as known using (student_id)
        left join staging.stg_known_students as past using (student_id)
        where
            roster.page_id in ({_TAUGHT})
            and roster.page_id in (select unnest($page_ids))
        order by student_name, patronymic, roster.student_id
        """,
        page_ids=list(page_ids),
    )


def attestations(
    database: Database, viewer: Viewer, page_ids: tuple[str, ...]
) -> pl.DataFrame:
    """Return the finals of the year, exams and overall of pages that one has taught.

    Columns: period_id, period_name; in the order in which they are entered.
    """
    return ask(
        database,
        viewer,
        f"""
        select period_id, min(period_name) as period_name
        from staging.stg_page_attestations
        where
            page_id in ({_TAUGHT})
            and page_id in (select unnest($page_ids))
        group by period_id
        order by min(list_position(['year', 'exam', 'overall'], kind)), period_id
        """,
        page_ids=list(page_ids),
    )


def lessons(
    database: Database, viewer: Viewer, page_ids: tuple[str, ...]
) -> pl.DataFrame:
    """Return the lessons of pages that one teaches or has taught, in order.

    Columns: page_id, lesson_id, period_id, lesson_on, slot.
    """
    return ask(
        database,
        viewer,
        f"""
        select page_id, lesson_id, period_id, lesson_on, slot
        from staging.stg_lessons
        where
            page_id in ({_TAUGHT})
            and page_id in (select unnest($page_ids))
        order by lesson_on, slot, lesson_id
        """,
        page_ids=list(page_ids),
    )


def marks(
    database: Database, viewer: Viewer, lesson_ids: tuple[str, ...]
) -> pl.DataFrame:
    """Return the marks and codes of lessons as they stand, on pages that one teaches.

    Also of a lesson given for another. Columns: page_id, lesson_id, student_id, value.
    """
    return ask(
        database,
        viewer,
        """
        select cells.page_id, cells.lesson_id, cells.student_id, cells.value
        from marts.journal_cells as cells
        where
            cells.lesson_id in (select unnest($lesson_ids))
            and (
                cells.page_id in (
                    select access.page_id from intermediate.int_page_access as access
                    where access.person_id = $person_id and access.may_write
                )
                or cells.lesson_id in (
                    select given.lesson_id
                    from intermediate.int_substitute_access as given
                    where given.person_id = $person_id
                )
            )
        order by cells.page_id, cells.lesson_id, cells.student_id
        """,
        lesson_ids=list(lesson_ids),
    )


def cell_history(
    database: Database,
    viewer: Viewer,
    page_id: str,
    lesson_id: str,
    period_id: str,
    student_id: str,
    field: str,
) -> pl.DataFrame:
    """Return every entry of a cell on a page that one teaches, latest first.

    Also of a lesson given for another. Void entries are among them (§4.4). Columns:
    entry_id, recorded_at, person_name, value_text, value, previous_text (what counted
    before), via, file_name, sheet, cell, reason, is_void.
    """
    return ask(
        database,
        viewer,
        """
        select
            entry_id, recorded_at, person_name, value_text, value, previous_text, via,
            file_name, sheet, cell, reason, is_void
        from intermediate.int_cell_history
        where
            page_id = $page_id
            and lesson_id = $lesson_id
            and period_id = $period_id
            and student_id = $student_id
            and field = $field
            and (
                exists (
                    select 1 from intermediate.int_page_access as access
                    where
                        access.page_id = $page_id
                        and access.person_id = $person_id
                        and access.may_write
                )
                or exists (
                    select 1 from intermediate.int_substitute_access as given
                    where
                        given.lesson_id = $lesson_id
                        and given.person_id = $person_id
                )
            )
        order by entry_id desc
        """,
        page_id=page_id,
        lesson_id=lesson_id,
        period_id=period_id,
        student_id=student_id,
        field=field,
    )
