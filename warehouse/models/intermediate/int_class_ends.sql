-- One row per page and day on which it has lessons.
create or replace view intermediate.int_class_ends as
with page_days as (
    select
        page_id,
        lesson_on,
        max(ends_at) as last_ends_at
    from staging.stg_lessons
    group by page_id, lesson_on
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
    page_days.page_id,
    page_days.lesson_on,
    greatest(
        page_days.last_ends_at,
        coalesce(max(class_days.last_ends_at), page_days.last_ends_at)
    ) as lessons_end_at
from page_days
left join classes
    on
        page_days.page_id = classes.page_id
        and page_days.lesson_on between classes.starts_on and classes.ends_on
left join intermediate.int_class_days as class_days
    on
        classes.class_id = class_days.class_id
        and page_days.lesson_on = class_days.lesson_on
group by page_days.page_id, page_days.lesson_on, page_days.last_ends_at;

comment on view intermediate.int_class_ends is
'When the lessons of a page''s class end that day, of a group the latest of its classes (§2.7).
The timetable decides, not what was cancelled: a due time does not move with an entry.';
