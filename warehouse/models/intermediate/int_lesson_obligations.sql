-- One row per lesson of the timetable and kind of entry that it owes.
create or replace view intermediate.int_lesson_obligations as
with kinds as (
    select
        'attendance' as kind,
        '2.5' as clause
    union all
    select
        'topic' as kind,
        '2.6' as clause
    union all
    select
        'homework' as kind,
        '2.7' as clause
)

select
    lessons.page_id,
    lessons.lesson_id,
    lessons.lesson_on,
    lessons.starts_at,
    kinds.kind,
    kinds.clause
from staging.stg_lessons as lessons
cross join kinds;

comment on view intermediate.int_lesson_obligations is
'What every lesson owes: attendance (§2.5), the topic (§2.6), homework or “не задано” (§2.7).';
