-- One row per teacher and matter that is explained: the explanation that holds and its answer.
create or replace view intermediate.int_explanations as
with written as (
    select explanations.*
    from journal.explanations as explanations
    anti join staging.stg_void_periods as periods
        on
            explanations.person_id = periods.person_id
            and explanations.written_at >= periods.starts_at
            and explanations.written_at < coalesce(periods.ends_at, timestamp '9999-12-31')
),

holding as (
    select
        explanation_id,
        person_id,
        page_id,
        lesson_id,
        period_id,
        kind,
        reason,
        note,
        written_at
    from written
    qualify row_number() over (
        partition by person_id, page_id, lesson_id, period_id, kind
        order by written_at desc, explanation_id desc
    ) = 1
),

answers as (
    select
        answers.explanation_id,
        answers.is_accepted,
        answers.note,
        answers.answered_at,
        answers.answered_by
    from journal.explanation_answers as answers
    anti join staging.stg_void_periods as periods
        on
            answers.answered_by = periods.person_id
            and answers.answered_at >= periods.starts_at
            and answers.answered_at < coalesce(periods.ends_at, timestamp '9999-12-31')
    qualify row_number() over (
        partition by answers.explanation_id order by answers.answered_at desc
    ) = 1
)

select
    holding.explanation_id,
    holding.person_id,
    holding.page_id,
    holding.lesson_id,
    holding.period_id,
    holding.kind,
    holding.reason,
    holding.note,
    holding.written_at,
    answers.is_accepted,
    answers.note as answer_note,
    answers.answered_at,
    answers.answered_by
from holding
left join answers on holding.explanation_id = answers.explanation_id
where holding.reason <> '';

comment on view intermediate.int_explanations is
'What teachers say of entries that came late or are missing, and what the administration answered
last; an empty reason took the explanation back. What was written or answered under a breached
account in its void period does not count (§4.4).';
