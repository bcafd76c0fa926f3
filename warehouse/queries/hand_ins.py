"""A teacher's own hand-ins, the names in them, and the story of any cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# A workbook handed out before a page went to a colleague is still handed in for its
# days, so names follow from having taught, not from teaching today.
_TAUGHT = """
    select distinct page_id from staging.stg_page_teachers
    where person_id = $person_id
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
    from staging.stg_uploads as uploads
    left join staging.stg_workbooks as workbooks
        on uploads.workbook_id = workbooks.workbook_id and uploads.workbook_id <> ''
    where uploads.received_by = $person_id
),

doubts as (
    select
        upload_id,
        count(*) filter (where severity = 'critical') as count_critical,
        count(*) filter (where severity = 'warning') as count_warnings
    from staging.stg_findings
    where is_open
    group by upload_id
)

select
    own.upload_id, own.received_at, own.via, own.file_name, own.status, own.refusal,
    own.refusal_facts, own.is_void, own.is_undone, own.starts_on, own.count_cells,
    own.count_recorded, own.count_unchanged, own.count_quarantined,
    own.count_conflicts, own.count_removals,
    coalesce(doubts.count_critical, 0) as count_critical,
    coalesce(doubts.count_warnings, 0) as count_warnings
from own
left join doubts on own.upload_id = doubts.upload_id
"""
_LATEST_FIRST = "order by own.received_at desc, own.upload_id desc"


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
    """Return the last hand-in of one's workbook of each term; columns of `latest`."""
    question = f"""
        {_HAND_INS}
        where own.starts_on is not null
        qualify row_number() over (
            partition by own.starts_on {_LATEST_FIRST}
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

    Columns: page_id, lesson_id, student_id, value.
    """
    return ask(
        database,
        viewer,
        """
        select cells.page_id, cells.lesson_id, cells.student_id, cells.value
        from marts.journal_cells as cells
        inner join intermediate.int_page_access as access
            on
                cells.page_id = access.page_id
                and access.person_id = $person_id
                and access.may_write
        where cells.lesson_id in (select unnest($lesson_ids))
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

    Void entries are among them (§4.4). Columns: entry_id, recorded_at, person_name,
    value_text, value, previous_text (what counted before), via, file_name, sheet, cell,
    reason, is_void.
    """
    return ask(
        database,
        viewer,
        """
        with entries as (
            select
                entries.*,
                counting.entry_id is null as is_void
            from staging.stg_entries as entries
            left join intermediate.int_valid_entries as counting
                on entries.entry_id = counting.entry_id
            where
                entries.page_id = $page_id
                and entries.lesson_id = $lesson_id
                and entries.period_id = $period_id
                and entries.student_id = $student_id
                and entries.field = $field
                and exists (
                    select 1 from intermediate.int_page_access as access
                    where
                        access.page_id = $page_id
                        and access.person_id = $person_id
                        and access.may_write
                )
        )

        select
            entries.entry_id,
            entries.recorded_at,
            coalesce(staff.person_name, entries.recorded_by) as person_name,
            entries.value_text,
            entries.value,
            last_value(
                if(entries.is_void, null, entries.value_text) ignore nulls
            ) over (
                order by entries.entry_id
                rows between unbounded preceding and 1 preceding
            ) as previous_text,
            coalesce(uploads.via, '') as via,
            coalesce(uploads.file_name, '') as file_name,
            entries.sheet,
            entries.cell,
            entries.reason,
            entries.is_void
        from entries
        left join staging.stg_staff as staff on entries.recorded_by = staff.person_id
        left join staging.stg_uploads as uploads
            on entries.upload_id = uploads.upload_id
        order by entries.entry_id desc
        """,
        page_id=page_id,
        lesson_id=lesson_id,
        period_id=period_id,
        student_id=student_id,
        field=field,
    )
