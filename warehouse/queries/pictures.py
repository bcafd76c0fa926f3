"""Quality, success, marks and attendance of the school, for who leads it (§2.2, 2.9).

The director asks about every level, a deputy about the own ones. Figures of teachers
are among the answers: nobody else gets a row. Sums come from `marts.page_totals`,
whose counts are those under the summary sheets; each answer carries both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

By: TypeAlias = Literal["level", "class", "subject", "teacher"]


class Narrowed(NamedTuple):
    """What is asked about: '' means all of it. `period_name` is as people say it."""

    period_name: str = ""
    school_level: str = ""
    subject_id: str = ""
    teacher_id: str = ""


# Which column is the key and which the name of a group.
_GROUPS = {
    "level": ("school_level", "school_level"),
    "class": ("class_id", "class_id"),
    "subject": ("subject_id", "subject_name"),
    "teacher": ("teacher_id", "teacher_name"),
}
# Pages of the viewer's levels; a page of two teachers counts for each of them alone.
_PAGES = """
with classes as (
    select classes.class_id, classes.grade, classes.school_level
    from staging.stg_classes as classes
    inner join intermediate.int_leaders as leaders
        on
            classes.school_level = leaders.school_level
            and leaders.person_id = $person_id
    where $school_level in ('', classes.school_level)
),

teachers as (
    select distinct class_id, page_id, period_id, person_id, person_name
    from marts.subject_teachers
),

asked as (
    select
        classes.school_level,
        classes.grade,
        sums.*,
        {teacher} as teacher_id,
        {teacher_name} as teacher_name
    from {source} as sums
    inner join classes on sums.class_id = classes.class_id
    {teachers}
    where
        $period_name in ('', sums.period_name)
        and $subject_id in ('', sums.subject_id)
        and (
            $teacher_id = ''
            or exists (
                select 1 from teachers
                where
                    teachers.page_id = sums.page_id
                    and teachers.class_id = sums.class_id
                    and teachers.period_id = sums.period_id
                    and teachers.person_id = $teacher_id
            )
        )
)
"""
_OF_TEACHER = """
    inner join teachers
        on
            sums.page_id = teachers.page_id
            and sums.class_id = teachers.class_id
            and sums.period_id = teachers.period_id
"""
_FIGURES = """
    sum(count_5)::bigint as count_5,
    sum(count_4)::bigint as count_4,
    sum(count_3)::bigint as count_3,
    sum(count_2)::bigint as count_2,
    sum(count_not_attested)::bigint as count_not_attested,
    sum(count_exempt)::bigint as count_exempt,
    sum(count_without_final)::bigint as count_without_final,
    sum(count_attested_base)::bigint as count_attested_base,
    sum(count_marked)::bigint as count_marked,
    sum(sum_finals)::bigint as sum_finals,
    sum(sou_sum)::double as sou_sum,
    sum(count_5 + count_4 + count_3)::bigint as count_success,
    sum(count_5 + count_4)::bigint as count_quality,
    100 * sum(count_5 + count_4 + count_3) / nullif(sum(count_attested_base), 0)::double
        as success_percent,
    100 * sum(count_5 + count_4) / nullif(sum(count_attested_base), 0)::double
        as quality_percent,
    sum(sou_sum)::double / nullif(sum(count_attested_base), 0) as sou_percent,
    sum(sum_finals) / nullif(sum(count_marked), 0)::double as average
"""
_MARKS = """(
    select
        given.*, pages.subject_id, pages.subject_name,
        periods.period_name, periods.starts_on as period_starts_on
    from marts.marks_given as given
    inner join intermediate.int_page_names as pages on given.page_id = pages.page_id
    inner join staging.stg_page_periods as periods
        on given.page_id = periods.page_id and given.period_id = periods.period_id
)"""
_LESSONS = """(
    select
        lessons.class_id, lessons.page_id, lessons.period_id,
        pages.subject_id, pages.subject_name, periods.period_name,
        periods.starts_on as period_starts_on,
        sum(lessons.count_lessons)::bigint as count_lessons,
        sum(lessons.count_missed)::bigint as count_missed,
        sum(lessons.count_missed_ill)::bigint as count_missed_ill,
        sum(lessons.count_missed_excused)::bigint as count_missed_excused
    from marts.attendance_by_student as lessons
    inner join intermediate.int_page_names as pages on lessons.page_id = pages.page_id
    inner join staging.stg_page_periods as periods
        on lessons.page_id = periods.page_id and lessons.period_id = periods.period_id
    group by all
)"""


def periods(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return what may be asked about, in order of time.

    Columns: period_name, starts_on, ends_on, count_finals (set in it so far).
    """
    return ask(
        database,
        viewer,
        _from("marts.page_totals", "class")
        + """
        select
            period_name,
            min(period_starts_on) as starts_on,
            max(period_ends_on) as ends_on,
            sum(count_attested_base)::bigint as count_finals
        from asked
        group by period_name
        order by ends_on, starts_on desc, period_name
        """,
        **Narrowed()._asdict(),
    )


def choices(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return levels, subjects and teachers that may be asked about, a row for each.

    Columns: school_level, subject_id, subject_name, teacher_id, teacher_name.
    """
    return ask(
        database,
        viewer,
        _from("marts.page_totals", "teacher")
        + """
        select distinct
            school_level, subject_id, subject_name, teacher_id, teacher_name
        from asked
        order by subject_name, teacher_name, teacher_id
        """,
        **Narrowed()._asdict(),
    )


def figures(
    database: Database, viewer: Viewer, by: By, narrowed: Narrowed
) -> pl.DataFrame:
    """Return success, quality, СОУ and average of final marks, group by group.

    Columns: key, name, the counts and sums, count_success, count_quality,
    success_percent, quality_percent, sou_percent, average. The figures of the formulas
    (§2.9); a group without final marks has none.
    """
    key, name = _GROUPS[by]
    return ask(
        database,
        viewer,
        _from("marts.page_totals", by)
        + f"""
        select {key} as key, max({name}) as name, min(grade) as grade, {_FIGURES}
        from asked
        group by {key}
        order by grade, name, key
        """,
        **narrowed._asdict(),
    )


def figures_by_period(
    database: Database, viewer: Viewer, by: By, narrowed: Narrowed
) -> pl.DataFrame:
    """Return the same period by period, those with final marks, in order of time.

    Columns of `figures`, and period_name, starts_on, ends_on.
    """
    key, name = _GROUPS[by]
    return ask(
        database,
        viewer,
        _from("marts.page_totals", by)
        + f"""
        select
            {key} as key, max({name}) as name, min(grade) as grade, period_name,
            min(period_starts_on) as starts_on, max(period_ends_on) as ends_on,
            {_FIGURES}
        from asked
        group by {key}, period_name
        having sum(count_attested_base) > 0
        order by ends_on, starts_on desc, grade, name, key
        """,
        **narrowed._replace(period_name="")._asdict(),
    )


def marks_given(
    database: Database, viewer: Viewer, by: By, narrowed: Narrowed
) -> pl.DataFrame:
    """Return how many marks of each kind were given in lessons, group by group.

    Columns: key, name, count_marks, count_5, count_4, count_3, count_2.
    """
    key, name = _GROUPS[by]
    return ask(
        database,
        viewer,
        _from(_MARKS, by)
        + f"""
        select
            {key} as key, max({name}) as name, min(grade) as grade,
            sum(count_marks)::bigint as count_marks,
            sum(count_5)::bigint as count_5,
            sum(count_4)::bigint as count_4,
            sum(count_3)::bigint as count_3,
            sum(count_2)::bigint as count_2
        from asked
        group by {key}
        order by grade, name, key
        """,
        **narrowed._asdict(),
    )


def attendance(
    database: Database, viewer: Viewer, by: By, narrowed: Narrowed
) -> pl.DataFrame:
    """Return lessons of students attended and missed by reason, group by group.

    Columns: key, name, count_lessons, count_missed, count_ill, count_excused,
    count_unexcused, count_attended, attended_percent.
    """
    key, name = _GROUPS[by]
    return ask(
        database,
        viewer,
        _from(_LESSONS, by)
        + f"""
        select
            {key} as key, max({name}) as name, min(grade) as grade,
            sum(count_lessons)::bigint as count_lessons,
            sum(count_missed)::bigint as count_missed,
            sum(count_missed_ill)::bigint as count_ill,
            sum(count_missed_excused)::bigint as count_excused,
            sum(count_missed - count_missed_ill - count_missed_excused)::bigint
                as count_unexcused,
            sum(count_lessons - count_missed)::bigint as count_attended,
            100 * sum(count_lessons - count_missed) / sum(count_lessons)::double
                as attended_percent
        from asked
        group by {key}
        order by grade, name, key
        """,
        **narrowed._asdict(),
    )


def _from(source: str, by: By) -> str:
    """Return the pages asked about; with their teachers only where those are asked."""
    is_teacher = by == "teacher"
    return _PAGES.format(
        source=source,
        teachers=_OF_TEACHER if is_teacher else "",
        teacher="teachers.person_id" if is_teacher else "''",
        teacher_name="teachers.person_name" if is_teacher else "''",
    )
