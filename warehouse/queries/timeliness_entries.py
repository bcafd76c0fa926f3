"""The entries behind a figure of timeliness, and the story of the cell of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.obligations import bring_up_to_date
from warehouse.queries.asking import ask
from warehouse.queries.timeliness import OUTCOMES
from warehouse.queries.timeliness_asked import (
    CAME_LATE,
    IS_CORRECTED,
    IS_EARLY,
    LATENESS,
    LATENESS_OF,
    ONCE,
    ask_followed,
)

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.queries.timeliness_asked import Asked, Whose
    from warehouse.viewer import Viewer

# Which obligations a figure counts: by the word that the page's address has for it.
WHICH: dict[str, str] = {
    "all": "true",
    **{outcome: f"outcome = '{outcome}'" for outcome in OUTCOMES},
    "decided": "outcome in ('on_time', 'late', 'missing')",
    "due": "outcome = 'not_yet_due'",
    "overdue": "outcome in ('missing', 'void')",
    "early": IS_EARLY,
    "corrected": IS_CORRECTED,
    **{
        f"late_{span}": f"{CAME_LATE} and {LATENESS_OF} = '{span}'" for span in LATENESS
    },
}


def entries(
    database: Database,
    viewer: Viewer,
    asked: Asked,
    which: str,
    limit: int,
    offset: int = 0,
) -> pl.DataFrame:
    """Return the obligations that a figure counts, the oldest due first.

    `which` is one of WHICH. Columns: those of `marts.obligations` and unit_name,
    subject_name, outcome, person_name, student_name ('' where it is about the lesson),
    slot (null for finals), period_name (that of its lesson, too), and count_all: how
    many there are on all sheets together.
    """
    return ask_followed(
        database,
        viewer,
        asked,
        f"""
        , shown as (
            select
                *,
                count(*) over () as count_all
            from followed
            where {ONCE} and {WHICH[which]}
            order by
                due_at, owed_on, page_id, lesson_id, kind, student_id, person_id
            limit $limit offset $offset
        )

        select
            shown.*,
            coalesce(students.person_name, '') as student_name,
            coalesce(people.person_name, shown.person_id) as person_name,
            lessons.slot,
            coalesce(periods.period_name, '') as period_name
        from shown
        left join intermediate.int_person_names as people
            on shown.person_id = people.person_id
        left join staging.stg_lessons as lessons
            on
                shown.page_id = lessons.page_id
                and shown.lesson_id = lessons.lesson_id
        left join intermediate.int_named_periods as periods
            on
                shown.page_id = periods.page_id
                and coalesce(lessons.period_id, shown.period_id) = periods.period_id
        left join intermediate.int_person_names as students
            on shown.student_id <> ''
            and concat('student:', shown.student_id) = students.person_id
        order by
            shown.due_at, shown.owed_on, shown.page_id, shown.lesson_id, shown.kind,
            person_name, student_name
        """,
        limit=limit,
        offset=offset,
    )


def cell_history(
    database: Database,
    viewer: Viewer,
    whose: Whose,
    page_id: str,
    lesson_id: str,
    period_id: str,
    student_id: str,
    kind: str,
) -> pl.DataFrame:
    """Return every entry that speaks to an obligation, latest first (§1.4).

    Void ones are among them (§4.4). Of students a homeroom teacher reads the own class
    alone (§2.4), a teacher only what they owed themselves. Columns as of
    `hand_ins.cell_history`, and student_name.
    """
    bring_up_to_date(database)
    return ask(
        database,
        viewer,
        _HISTORY,
        whose=whose,
        page_id=page_id,
        lesson_id=lesson_id,
        period_id=period_id,
        student_id=student_id,
        kind=kind,
    )


_HISTORY = """
with readable as (
    select class_id
    from intermediate.int_timeliness_access
    where person_id = $person_id and whose = $whose and page_id = $page_id
),

own_class as (
    select roster.student_id
    from staging.stg_roster as roster
    semi join readable on roster.class_id = readable.class_id
    where roster.page_id = $page_id
),

owed as (
    select page_id
    from journal.obligations
    where
        person_id = $person_id
        and page_id = $page_id
        and lesson_id = $lesson_id
        and period_id = $period_id
        and kind = $kind
)

select
    told.entry_id,
    told.recorded_at,
    told.person_name,
    coalesce(students.person_name, '') as student_name,
    told.value_text,
    told.value,
    told.previous_text,
    told.via,
    told.file_name,
    told.sheet,
    told.cell,
    told.reason,
    told.is_void
from intermediate.int_cell_history as told
left join intermediate.int_person_names as students
    on concat('student:', told.student_id) = students.person_id
where
    told.page_id = $page_id
    and told.lesson_id = $lesson_id
    and told.period_id = $period_id
    and (told.student_id = $student_id or $student_id = '')
    and case
        when ends_with($kind, '_mark') then told.field = 'mark'
        when $kind = 'attendance' then told.field = 'attendance_taken'
        else told.field = $kind
    end
    and told.page_id in (select $page_id from readable)
    and ($whose <> 'own' or told.page_id in (select page_id from owed))
    and (
        told.student_id = ''
        or '' in (select class_id from readable)
        or told.student_id in (select student_id from own_class)
    )
order by told.entry_id desc
"""
