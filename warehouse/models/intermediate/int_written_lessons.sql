-- One row per lesson in which a written work was given.
create or replace view intermediate.int_written_lessons as
with named as (
    select
        page_id,
        lesson_id,
        value as work_type_id
    from staging.stg_current
    where field in ('work_type', 'work_type_2')
)

select distinct
    lessons.page_id,
    lessons.lesson_id,
    lessons.lesson_on,
    lessons.starts_at
from named
inner join staging.stg_lessons as lessons
    on named.page_id = lessons.page_id and named.lesson_id = lessons.lesson_id
inner join staging.stg_pages as pages
    on lessons.page_id = pages.page_id and pages.grading <> 'none'
inner join staging.stg_written_work_types as written
    on
        named.work_type_id = written.work_type_id
        and lessons.lesson_on between written.starts_on and written.ends_on;

comment on view intermediate.int_written_lessons is
'Lessons whose work type, first or second, is a written one by the set-up of that day (§2.5), on
pages with marks.';
