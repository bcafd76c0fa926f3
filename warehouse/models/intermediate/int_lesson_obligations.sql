-- One row per lesson of the timetable and kind of entry that it owes.
create or replace view intermediate.int_lesson_obligations as
select
    lessons.page_id,
    lessons.lesson_id,
    lessons.lesson_on,
    lessons.starts_at,
    lessons.ends_at,
    kinds.kind
from staging.stg_lessons as lessons
cross join (values ('attendance'), ('topic'), ('homework')) as kinds (kind);

comment on view intermediate.int_lesson_obligations is
'What every lesson owes: attendance (§2.5), the topic (§2.6), homework or “не задано” (§2.7).';
