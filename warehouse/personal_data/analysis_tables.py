"""The tables of the export for analysis, before names are replaced by pseudonyms.

Only levels the viewer answers for, only pages of at least `SMALLEST_GROUP` students, no
free text, days instead of times, and no reason of an absence: «болел» is about health.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

SMALLEST_GROUP = 5

# Columns `pupil`, `unit` and `teacher` hold the school's own codes until replaced.
_SHARED = """
with sizes as (
    select page_id, count(distinct student_id) as count_students
    from journal.roster
    group by page_id
),

pages as (
    select
        pages.page_id,
        pages.unit_id as unit,
        pages.grade,
        subjects.subject_name as subject,
        sizes.count_students,
        sizes.count_students >= $smallest as is_large_enough
    from staging.stg_pages as pages
    inner join intermediate.int_leaders as leaders
        on pages.school_level = leaders.school_level
        and leaders.person_id = $person_id
    inner join sizes on pages.page_id = sizes.page_id
    inner join staging.stg_subjects as subjects
        on pages.subject_id = subjects.subject_id
),

known as (
    select * from pages where is_large_enough
),

entered as (
    select
        cells.page_id, cells.lesson_id, cells.period_id, cells.student_id, cells.field,
        cells.value, cells.mark_1, cells.mark_2, cells.attendance,
        case
            when not entries.is_undetermined
                then cast(timezone($zone, timezone('UTC', cells.recorded_at)) as date)
        end as recorded_on
    from journal.current as cells
    inner join journal.entries as entries on cells.entry_id = entries.entry_id
)
"""
_TABLES = {
    "lessons": """
        select
            known.unit, known.grade, known.subject, lessons.lesson_on, lessons.slot,
            known.count_students,
            teachers.person_id as teacher,
            min(entered.recorded_on) filter (where entered.field = 'topic')
                as topic_recorded_on,
            min(entered.recorded_on) filter (where entered.field = 'homework')
                as homework_recorded_on,
            min(entered.recorded_on) filter (where entered.field = 'attendance_taken')
                as attendance_recorded_on,
            max(entered.value) filter (where entered.field = 'work_type')
                as work_type
        from journal.lessons as lessons
        inner join known on lessons.page_id = known.page_id
        left join intermediate.int_giving_teachers as teachers
            on lessons.lesson_id = teachers.lesson_id
        left join entered
            on lessons.lesson_id = entered.lesson_id and entered.student_id = ''
        group by all
    """,
    "marks": """
        select
            known.unit, known.grade, known.subject,
            entered.student_id as pupil, lessons.lesson_on, lessons.slot,
            entered.mark_1, entered.mark_2, entered.recorded_on,
            entered.recorded_on - lessons.lesson_on as days_after_lesson
        from entered
        inner join known on entered.page_id = known.page_id
        inner join journal.lessons as lessons on entered.lesson_id = lessons.lesson_id
        where entered.field = 'mark' and entered.mark_1 is not null
    """,
    "attendance": """
        select
            known.unit, known.grade, known.subject,
            entered.student_id as pupil, lessons.lesson_on, lessons.slot,
            missed.code is not null as is_missed,
            missed.code is null as is_late
        from entered
        inner join known on entered.page_id = known.page_id
        inner join journal.lessons as lessons on entered.lesson_id = lessons.lesson_id
        left join intermediate.int_missed_codes as missed
            on entered.attendance = missed.code
        where entered.field = 'mark' and entered.attendance is not null
    """,
    "finals": """
        select
            known.unit, known.grade, known.subject,
            entered.student_id as pupil, periods.period_name as period,
            periods.starts_on as period_starts_on, periods.ends_on as period_ends_on,
            case
                when entered.value in ('1', '2', '3', '4', '5') then entered.value
                when entered.value = 'not_attested' then 'not_attested'
                else 'other'
            end as final,
            entered.recorded_on
        from entered
        inner join known on entered.page_id = known.page_id
        inner join intermediate.int_named_periods as periods
            on entered.page_id = periods.page_id
            and entered.period_id = periods.period_id
        where entered.field = 'final'
    """,
}
TABLES = tuple(_TABLES)


def analysis_tables(
    database: Database, viewer: Viewer, zone: str
) -> dict[str, pl.DataFrame]:
    """Return lessons, marks, attendance and finals of the viewer's levels."""
    return {
        name: ask(database, viewer, _SHARED + query, smallest=SMALLEST_GROUP, zone=zone)
        for name, query in _TABLES.items()
    }


def count_left_out(database: Database, viewer: Viewer, zone: str) -> int:
    """Return how many journal pages are too small to be exported."""
    answer = ask(
        database,
        viewer,
        _SHARED + "select count(*) filter (where not is_large_enough) from pages",
        smallest=SMALLEST_GROUP,
        zone=zone,
    )
    return int(answer.item())
