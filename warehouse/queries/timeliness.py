"""How timely the journals are kept (§2.2, 2.5–2.8), with what a share is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from warehouse.clock import utc_naive
from warehouse.obligations import bring_up_to_date
from warehouse.queries.asking import ask
from warehouse.queries.outcomes import OUTCOME, OUTCOME_UNEXCUSED

if TYPE_CHECKING:
    from datetime import date, datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

Whose: TypeAlias = Literal["led", "homeroom", "own"]
By: TypeAlias = Literal["all", "teacher", "subject", "unit", "level", "week", "kind"]
OUTCOMES = (
    "on_time", "late", "missing", "excused", "void", "undetermined", "not_yet_due",
)  # fmt: skip


class Asked(NamedTuple):
    """What a figure is about: whose, of which days, as it stands at `now` (aware).

    Of `led` and `homeroom` an obligation that several teachers owe together counts
    once, unless one teacher is asked about. '' asks about all.
    """

    now: datetime
    starts_on: date
    ends_on: date
    whose: Whose
    teacher_id: str = ""
    unit_id: str = ""
    subject_id: str = ""
    school_level: str = ""
    kind: str = ""
    counts_excuses: bool = True


# One row per obligation that has opened and that the viewer follows.
_FOLLOWED = """
followed as (
    select
        obligations.*,
        names.unit_id,
        names.unit_name,
        names.subject_id,
        names.subject_name,
        names.grade,
        names.school_level,
        {outcome} as outcome
    from marts.obligations as obligations
    inner join (
        select page_id, any_value(class_id) as class_id
        from intermediate.int_timeliness_access
        where person_id = $person_id and whose = $whose
        group by page_id
    ) as access on obligations.page_id = access.page_id
    inner join intermediate.int_page_names as names
        on obligations.page_id = names.page_id
    where
        obligations.opens_at <= $now
        and obligations.owed_on between $starts_on and $ends_on
        and ($whose <> 'own' or obligations.person_id = $person_id)
        and (
            access.class_id = '' or obligations.student_id = ''
            or obligations.student_id in (
                select roster.student_id
                from staging.stg_roster as roster
                inner join staging.stg_classes as classes
                    on roster.class_id = classes.class_id
                where
                    classes.homeroom_person_id = $person_id
                    and roster.page_id = obligations.page_id
            )
        )
        and ($teacher_id = '' or obligations.person_id = $teacher_id)
        and ($unit_id = '' or names.unit_id = $unit_id)
        and ($subject_id = '' or names.subject_id = $subject_id)
        and ($school_level = '' or names.school_level = $school_level)
        and ($kind = '' or obligations.kind = $kind)
)
"""
_ONCE = "(is_counted or $whose = 'own' or $teacher_id <> '')"
_WEEK = "strftime(date_trunc('week', owed_on), '%Y-%m-%d')"
# What obligations are put together by: (key, name, order).
_BY: dict[By, tuple[str, str, str]] = {
    "all": ("''", "''", "key"),
    "teacher": ("followed.person_id", "max(people.person_name)", "name"),
    "subject": ("subject_id", "max(subject_name)", "name"),
    "unit": ("unit_id", "max(unit_name)", "max(grade), name"),
    "level": ("school_level", "school_level", "key"),
    "week": (_WEEK, _WEEK, "key"),
    "kind": ("kind", "kind", "key"),
}


def counts(
    database: Database, viewer: Viewer, asked: Asked, by: By = "all"
) -> pl.DataFrame:
    """Return how many obligations came out how, put together by something.

    One row per key that has any. Columns: key (a code; of weeks the Monday, as an ISO
    date), name, count_all, one count per outcome (`count_on_time` …), count_early
    (finals before their window, among those on time), count_corrected (after the due
    time).
    """
    key, name, order = _BY[by]
    people = (
        "left join intermediate.int_person_names as people "
        "on followed.person_id = people.person_id"
        if by == "teacher"
        else ""
    )
    each = "true" if by == "teacher" else _ONCE
    return _ask(
        database,
        viewer,
        asked,
        f"""
        select
            {key} as key,
            {name} as name,
            {_COUNTS}
        from followed
        {people}
        where {each}
        group by {key}
        order by {order}
        """,
    )


def counts_by_day_and_lesson(
    database: Database, viewer: Viewer, asked: Asked
) -> pl.DataFrame:
    """Return the counts of `counts` by weekday (1 = Monday) and slot of the lesson.

    Final marks belong to no lesson and are left out.
    """
    return _ask(
        database,
        viewer,
        asked,
        f"""
        select
            isodow(followed.owed_on) as weekday,
            lessons.slot,
            {_COUNTS}
        from followed
        inner join staging.stg_lessons as lessons
            on followed.page_id = lessons.page_id
            and followed.lesson_id = lessons.lesson_id
        where {_ONCE}
        group by all
        order by weekday, lessons.slot
        """,
    )


def lateness(database: Database, viewer: Viewer, asked: Asked) -> pl.DataFrame:
    """Return how late the late entries came, one row per entry that came late.

    Columns: kind, late_seconds. Excused ones are among them.
    """
    return _ask(
        database,
        viewer,
        asked,
        f"""
        select
            kind,
            cast(ceil(epoch(first_recorded_at - due_at)) as bigint) as late_seconds
        from followed
        where first_recorded_at > due_at and first_recorded_at <= $now
            and outcome in ('late', 'excused') and {_ONCE}
        order by late_seconds
        """,
    )


def entries(
    database: Database,
    viewer: Viewer,
    asked: Asked,
    outcome: str = "",
    limit: int = 1000,
) -> pl.DataFrame:
    """Return the obligations behind a figure, the longest overdue first.

    One row per teacher and obligation; '' asks for every outcome. Columns: those of
    `marts.obligations`, outcome, unit_name, subject_name, person_name, student_name
    ('' where it is about the lesson), slot (null for finals), period_name ('').
    """
    return _ask(
        database,
        viewer,
        asked,
        f"""
        select
            followed.*,
            coalesce(people.person_name, followed.person_id) as person_name,
            coalesce(students.person_name, '') as student_name,
            lessons.slot,
            coalesce(periods.period_name, '') as period_name
        from followed
        left join intermediate.int_person_names as people
            on followed.person_id = people.person_id
        left join intermediate.int_person_names as students
            on concat('student:', followed.student_id) = students.person_id
        left join staging.stg_lessons as lessons
            on followed.page_id = lessons.page_id
            and followed.lesson_id = lessons.lesson_id
        left join staging.stg_page_periods as periods
            on followed.page_id = periods.page_id
            and followed.period_id = periods.period_id
        where {_ONCE} and ($outcome = '' or followed.outcome = $outcome)
        order by
            followed.due_at, followed.owed_on, lessons.slot, unit_name, kind,
            student_name
        limit $limit
        """,
        outcome=outcome,
        limit=limit,
    )


def due(
    database: Database, viewer: Viewer, asked: Asked, until: datetime
) -> pl.DataFrame:
    """Return who owes what is not entered: due until a moment (aware), or overdue.

    One row per teacher and journal page, the most overdue first. Columns: person_id,
    person_name, page_id, unit_name, subject_name, count_due, next_due_at (null),
    count_overdue, oldest_due_at (null); moments are naive UTC. Lessons, not students,
    are counted: a written work that lacks twenty marks is one.
    """
    return _ask(
        database,
        viewer,
        asked,
        """
        , works as (
            select
                person_id,
                page_id,
                max(unit_name) as unit_name,
                max(subject_name) as subject_name,
                due_at,
                outcome
            from followed
            where
                outcome in ('missing', 'void')
                or (outcome = 'not_yet_due' and due_at <= $until)
            group by person_id, page_id, lesson_id, period_id, kind, due_at, outcome
        )

        select
            works.person_id,
            coalesce(max(people.person_name), works.person_id) as person_name,
            works.page_id,
            max(works.unit_name) as unit_name,
            max(works.subject_name) as subject_name,
            count_if(works.outcome = 'not_yet_due') as count_due,
            min(works.due_at) filter (where works.outcome = 'not_yet_due')
                as next_due_at,
            count_if(works.outcome <> 'not_yet_due') as count_overdue,
            min(works.due_at) filter (where works.outcome <> 'not_yet_due')
                as oldest_due_at
        from works
        left join intermediate.int_person_names as people
            on works.person_id = people.person_id
        group by works.person_id, works.page_id
        order by count_overdue desc, next_due_at, person_name, unit_name
        """,
        until=utc_naive(until),
    )


_COUNTS = ",\n            ".join(
    [
        "count(*) as count_all",
        *(f"count_if(outcome = '{one}') as count_{one}" for one in OUTCOMES),
        "count_if(is_early and outcome = 'on_time') as count_early",
        "count_if(corrected_at <= $now) as count_corrected",
    ]
)


def _ask(
    database: Database, viewer: Viewer, asked: Asked, question: str, **values: object
) -> pl.DataFrame:
    bring_up_to_date(database)
    outcome = OUTCOME if asked.counts_excuses else OUTCOME_UNEXCUSED
    return ask(
        database,
        viewer,
        f"with {_FOLLOWED.format(outcome=outcome)} {question}",
        now=utc_naive(asked.now),
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        whose=asked.whose,
        teacher_id=asked.teacher_id,
        unit_id=asked.unit_id,
        subject_id=asked.subject_id,
        school_level=asked.school_level,
        kind=asked.kind,
        **values,
    )
