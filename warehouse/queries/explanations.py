"""What was said of late and missing entries, and what is answered (§2.2, 2.5–2.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.clock import utc_naive
from warehouse.obligations import bring_up_to_date
from warehouse.queries.asking import ask
from warehouse.queries.outcomes import OUTCOME_UNEXCUSED

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# One row per teacher and matter that is late or missing by now, whatever was said.
_MATTERS = f"""
matters as (
    select
        obligations.person_id,
        obligations.page_id,
        obligations.lesson_id,
        obligations.period_id,
        obligations.kind,
        obligations.clause,
        obligations.owed_on,
        max(obligations.due_at) as due_at,
        max(obligations.first_recorded_at) filter (
            where obligations.first_recorded_at > obligations.due_at
        ) as recorded_at,
        count(*) as count_owed,
        count_if({OUTCOME_UNEXCUSED} = 'late') as count_late,
        count_if({OUTCOME_UNEXCUSED} = 'missing') as count_missing,
        case
            when count_if(
                obligations.explanation_id is null
                and {OUTCOME_UNEXCUSED} in ('late', 'missing')
            ) = 0
                then any_value(obligations.explanation_id)
        end as explanation_id
    from marts.obligations as obligations
    where obligations.opens_at <= $now and {{whose}}
    group by
        obligations.person_id, obligations.page_id, obligations.lesson_id,
        obligations.period_id, obligations.kind, obligations.clause,
        obligations.owed_on
    having count_late + count_missing > 0
),

-- What was answered to an earlier explanation of the same that was not accepted.
earlier as (
    select
        told.person_id,
        told.page_id,
        told.lesson_id,
        told.period_id,
        told.kind,
        told.explanation_id,
        max(answers.answered_at) as answered_at,
        max_by(answers.note, answers.answered_at) as answer_note
    from journal.explanations as told
    inner join journal.explanation_answers as answers
        on told.explanation_id = answers.explanation_id and not answers.is_accepted
    anti join staging.stg_void_periods as periods
        on
            answers.answered_by = periods.person_id
            and answers.answered_at >= periods.starts_at
            and answers.answered_at < coalesce(periods.ends_at, timestamp '9999-12-31')
    group by all
)
"""
_NAMED = """
select
    matters.page_id,
    matters.lesson_id,
    matters.period_id,
    matters.kind,
    matters.clause,
    matters.owed_on,
    matters.due_at,
    matters.recorded_at,
    matters.count_owed,
    matters.count_late,
    matters.count_missing,
    pages.unit_name,
    pages.subject_name,
    lessons.slot,
    coalesce(periods.period_name, '') as period_name,
    coalesce(explained.explanation_id, '') as explanation_id,
    coalesce(explained.reason, '') as reason,
    coalesce(explained.note, '') as note,
    explained.written_at,
    case
        when explained.explanation_id is null then 'unexplained'
        when explained.is_accepted is null then 'waiting'
        when explained.is_accepted then 'accepted'
        else 'refused'
    end as state,
    coalesce(explained.answer_note, '') as answer_note,
    explained.answered_at,
    coalesce(answering.person_name, explained.answered_by, '') as answered_by_name,
    matters.person_id,
    coalesce(people.person_name, matters.person_id) as person_name,
    coalesce((
        select max_by(earlier.answer_note, earlier.answered_at)
        from earlier
        where
            earlier.person_id = matters.person_id
            and earlier.page_id = matters.page_id
            and earlier.lesson_id = matters.lesson_id
            and earlier.period_id = matters.period_id
            and earlier.kind = matters.kind
            and earlier.explanation_id <> matters.explanation_id
    ), '') as refused_before
from matters
inner join intermediate.int_page_names as pages on matters.page_id = pages.page_id
left join staging.stg_lessons as lessons
    on matters.page_id = lessons.page_id and matters.lesson_id = lessons.lesson_id
left join intermediate.int_named_periods as periods
    on matters.page_id = periods.page_id and matters.period_id = periods.period_id
left join intermediate.int_explanations as explained
    on matters.explanation_id = explained.explanation_id
left join intermediate.int_person_names as people
    on matters.person_id = people.person_id
left join intermediate.int_person_names as answering
    on explained.answered_by = answering.person_id
"""
_LED = """
semi join intermediate.int_leaders as leaders
    on
        pages.school_level = leaders.school_level
        and leaders.person_id = $person_id
"""


def own(database: Database, viewer: Viewer, now: datetime) -> pl.DataFrame:
    """Return what of the viewer's is late or missing and what was said, latest first.

    One row per lesson or period and kind. Columns: page_id, lesson_id (''), period_id
    (''), kind, clause, owed_on, due_at, recorded_at (when the last of it came late;
    null), count_owed, count_late, count_missing (students, or 1), unit_name,
    subject_name, slot (null for finals), period_name (''), explanation_id (''), reason
    (''), note, written_at, state (`unexplained`, `waiting`, `accepted`, `refused`),
    answer_note, answered_at, answered_by_name, person_id, person_name, refused_before
    (what was answered to an earlier explanation of it that was not accepted). Moments
    are naive UTC, `now` is aware.
    """
    return _named(
        database,
        viewer,
        now,
        "obligations.person_id = $person_id",
        """
        order by
            matters.owed_on desc, lessons.slot, pages.unit_name,
            pages.subject_name, matters.kind
        """,
    )


def waiting(database: Database, viewer: Viewer, now: datetime) -> pl.DataFrame:
    """Return what waits for the viewer's answer: of the own levels, not the own ones.

    Columns as of `own`; by teacher and reason, the longest waiting first in each.
    """
    return _named(
        database,
        viewer,
        now,
        """
        obligations.explanation_id is not null and obligations.is_accepted is null
        and obligations.person_id <> $person_id
        """,
        f"""
        {_LED}
        order by
            person_name, matters.person_id, explained.reason, explained.written_at,
            matters.owed_on, lessons.slot, pages.unit_name, matters.kind
        """,
    )


def count_unanswered(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return how many explanations of the own levels have no answer, not the own ones.

    One row, one column: count_unanswered. Cheap, and at least as many as `waiting` has:
    that one leaves out what is no longer owed.
    """
    return ask(
        database,
        viewer,
        """
        select count(*) as count_unanswered
        from intermediate.int_explanations as explained
        inner join staging.stg_pages as pages on explained.page_id = pages.page_id
        semi join intermediate.int_leaders as leaders
            on
                pages.school_level = leaders.school_level
                and leaders.person_id = $person_id
        where explained.is_accepted is null and explained.person_id <> $person_id
        """,
    )


def answered(
    database: Database, viewer: Viewer, now: datetime, limit: int = 200
) -> pl.DataFrame:
    """Return what of the own levels was answered, also by others, the latest first.

    Columns as of `own`. The own ones are among them: who leads sees what was answered.
    """
    return _named(
        database,
        viewer,
        now,
        "obligations.is_accepted is not null",
        f"""
        {_LED}
        order by
            explained.answered_at desc, person_name, matters.owed_on, lessons.slot,
            pages.unit_name, matters.kind
        limit {limit:d}
        """,
    )


def last_word(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return what changes whenever something about the viewer's explanations does.

    One row: told_at (naive UTC, null), count_holding, count_answered. Explanations,
    answers, and void periods that leave some out all change it.
    """
    return ask(
        database,
        viewer,
        """
        select
            max(greatest(written_at, answered_at)) as told_at,
            count(*) as count_holding,
            count(is_accepted) as count_answered
        from intermediate.int_explanations
        where person_id = $person_id
        """,
    )


def _named(
    database: Database, viewer: Viewer, now: datetime, whose: str, order: str
) -> pl.DataFrame:
    bring_up_to_date(database)
    return ask(
        database,
        viewer,
        f"with {_MATTERS.format(whose=whose)} {_NAMED} {order}",
        now=utc_naive(now),
    )
