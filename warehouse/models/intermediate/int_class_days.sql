-- One row per class and day on which it has lessons.
create or replace view intermediate.int_class_days as
with lessons as (
    select
        lessons.page_id,
        lessons.lesson_on,
        lessons.ends_at
    from staging.stg_lessons as lessons
    inner join staging.stg_pages as pages on lessons.page_id = pages.page_id
    where pages.unit_kind <> 'individual'
),

classes as (
    select distinct
        page_id,
        class_id,
        starts_on,
        ends_on
    from staging.stg_roster
)

select
    classes.class_id,
    lessons.lesson_on,
    max(lessons.ends_at) as last_ends_at
from lessons
inner join classes
    on
        lessons.page_id = classes.page_id
        and lessons.lesson_on between classes.starts_on and classes.ends_on
group by classes.class_id, lessons.lesson_on;

comment on view intermediate.int_class_days is
'When the lessons of a class end on a day, by timetable and bells, its groups included. A lesson
on an individual plan keeps nobody else at school.';
