"""What a question about timeliness is about, and the obligations it looks at."""

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


class Asked(NamedTuple):
    """What a figure is about: whose, of which days, as it stands at `now` (aware).

    Of `led` and `homeroom` an obligation that several teachers owe together counts
    once, unless one teacher is asked about. '' asks about all, weekday and slot 0 too.
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
    page_id: str = ""
    weekday: int = 0  # 1 = Monday
    slot: int = 0  # of the lesson; finals belong to none
    due_until: datetime | None = None  # aware


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
        select reading.page_id, any_value(reading.class_id) as class_id
        from intermediate.int_timeliness_access as reading
        where reading.person_id = $person_id and reading.whose = $whose
        group by reading.page_id
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
        and ($page_id = '' or obligations.page_id = $page_id)
        and ($weekday = 0 or isodow(obligations.owed_on) = $weekday)
        and ($due_until is null or obligations.due_at <= $due_until)
        and (
            $slot = 0
            or (obligations.page_id, obligations.lesson_id) in (
                select (lessons.page_id, lessons.lesson_id)
                from staging.stg_lessons as lessons
                where lessons.slot = $slot
            )
        )
)
"""
# What counts: an obligation of several teachers once, of one teacher each of theirs.
ONCE = "(is_counted or $whose = 'own' or $teacher_id <> '')"
# How late an entry came, from what nobody minds to what cannot be remembered.
LATENESS = ("hour", "same_day", "day", "three_days", "week", "longer")
CAME_LATE = (
    "first_recorded_at > due_at and first_recorded_at <= $now "
    "and outcome in ('late', 'excused')"
)
_LOCAL_DAY = (
    "cast(timezone((select value from staging.stg_dated_settings "
    "where setting = 'timezone' and ends_on = date '9999-12-31'), "
    "{} at time zone 'UTC') as date)"
)
_LATER = "first_recorded_at - due_at"
LATENESS_OF = f"""
case
    when {_LATER} <= interval 1 hour then 'hour'
    when
        {_LOCAL_DAY.format("first_recorded_at")} = {_LOCAL_DAY.format("due_at")}
        then 'same_day'
    when {_LATER} <= interval 24 hours then 'day'
    when {_LATER} <= interval 72 hours then 'three_days'
    when {_LATER} <= interval 168 hours then 'week'
    else 'longer'
end
"""
# What is counted apart, because it cuts across the outcomes.
IS_EARLY = "is_early and outcome = 'on_time'"
IS_CORRECTED = "corrected_at <= $now"
_NAMED = frozenset(Asked._fields) - {"now", "counts_excuses", "due_until"}


def ask_followed(
    database: Database, viewer: Viewer, asked: Asked, question: str, **values: object
) -> pl.DataFrame:
    """Return the answer to a question about `followed`: one row per teacher's own."""
    bring_up_to_date(database)
    outcome = OUTCOME if asked.counts_excuses else OUTCOME_UNEXCUSED
    return ask(
        database,
        viewer,
        f"with {_FOLLOWED.format(outcome=outcome)} {question}",
        now=utc_naive(asked.now),
        due_until=asked.due_until and utc_naive(asked.due_until),
        **{name: getattr(asked, name) for name in _NAMED},
        **values,
    )
