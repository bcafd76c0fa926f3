-- One row per lesson of the timetable.
create or replace view staging.stg_lessons as
select
    lesson_id,
    page_id,
    period_id,
    lesson_on,
    slot,
    starts_at,
    ends_at,
    room,
    plan_position,
    planned_topic
from journal.lessons;

comment on view staging.stg_lessons is
'Lessons as the timetable and the calendar give them, with the topic of the plan.';
