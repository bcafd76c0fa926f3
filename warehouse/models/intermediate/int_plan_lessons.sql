-- One row per lesson: the topic of the plan beside the one that was entered.
create or replace view intermediate.int_plan_lessons as
with compared as materialized (
    select
        lessons.page_id,
        lessons.lesson_id,
        lessons.period_id,
        lessons.lesson_on,
        lessons.slot,
        lessons.starts_at,
        lessons.ends_at,
        lessons.plan_position,
        lessons.planned_topic,
        entered.topic,
        entered.status,
        entered.is_reported,
        entered.is_reported and coalesce(entered.status, 'held') <> 'cancelled' as is_given,
        trim(regexp_replace(
            replace(lower(lessons.planned_topic), 'ё', 'е'), '[^\pL\pN]+', ' ', 'g'
        )) as planned_words,
        trim(regexp_replace(
            replace(lower(coalesce(entered.topic, '')), 'ё', 'е'), '[^\pL\pN]+', ' ', 'g'
        )) as topic_words
    from staging.stg_lessons as lessons
    inner join intermediate.int_lesson_cells as entered
        on lessons.page_id = entered.page_id and lessons.lesson_id = entered.lesson_id
),

sides as (
    select
        page_id,
        lesson_id,
        lesson_on,
        slot,
        'planned' as side,
        planned_words as words
    from compared
    where planned_words <> '' and not (is_given and topic_words = planned_words)
    union all
    select
        page_id,
        lesson_id,
        lesson_on,
        slot,
        'given' as side,
        topic_words as words
    from compared
    where is_given and topic_words <> '' and topic_words <> planned_words
),

numbered as (
    select
        *,
        row_number() over (
            partition by page_id, words, side order by lesson_on, slot
        ) as occurrence
    from sides
),

moved as materialized (
    select
        page_id,
        max(lesson_id) filter (where side = 'planned') as planned_lesson_id,
        max(lesson_on) filter (where side = 'planned') as planned_on,
        max(slot) filter (where side = 'planned') as planned_slot,
        max(lesson_id) filter (where side = 'given') as given_lesson_id,
        max(lesson_on) filter (where side = 'given') as given_on,
        max(slot) filter (where side = 'given') as given_slot
    from numbered
    group by page_id, words, occurrence
    having count(*) = 2
)

select
    compared.page_id,
    compared.lesson_id,
    compared.period_id,
    compared.lesson_on,
    compared.slot,
    compared.starts_at,
    compared.ends_at,
    compared.plan_position,
    compared.planned_topic,
    compared.topic,
    compared.status,
    compared.is_reported,
    compared.is_given,
    went.given_on,
    came.planned_on,
    case
        when compared.planned_words = '' then null
        when compared.is_given and compared.topic_words = compared.planned_words then 'same'
        when went.given_on > compared.lesson_on then 'later'
        when went.given_on = compared.lesson_on and went.given_slot > compared.slot
            then 'later'
        when went.given_on is not null then 'earlier'
        when not compared.is_reported then 'not_named'
        when compared.is_given and compared.topic_words = '' then 'not_named'
        when compared.is_given and came.planned_on is null then 'other'
        else 'not_given'
    end as topic_outcome
from compared
left join moved as went
    on
        compared.page_id = went.page_id
        and compared.lesson_id = went.planned_lesson_id
left join moved as came
    on
        compared.page_id = came.page_id
        and compared.lesson_id = came.given_lesson_id;

comment on view intermediate.int_plan_lessons is
'Topics by plan and as given (§2.6). A topic is the same if letters and digits are. The plan''s
topic of a lesson is later or earlier if another lesson gave it, each occurrence of the same words
once; other if the lesson named what no plan has; not_named if nobody said what was given; else
not_given (cancelled, or another topic of the plan took its place). given_on is the day on which
the planned topic was given, planned_on the day for which the topic that was given was planned.';
