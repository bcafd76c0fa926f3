-- One row per lesson in which a written work was given.
create or replace view intermediate.int_written_lessons as
with said as (
    select
        lessons.page_id,
        lessons.lesson_id,
        lessons.lesson_on,
        lessons.starts_at,
        coalesce(
            nullif(
                arg_max(coalesce(entries.value, ''), entries.entry_id) filter (
                    where entries.recorded_at <= terms.day_ends_at
                ),
                ''
            ),
            arg_max(coalesce(entries.value, ''), entries.entry_id)
        ) as work_type_id
    from intermediate.int_valid_entries as entries
    inner join staging.stg_lessons as lessons
        on entries.page_id = lessons.page_id and entries.lesson_id = lessons.lesson_id
    left join intermediate.int_day_terms as terms
        on lessons.lesson_on = terms.day_on and terms.kind = 'written_mark'
    where entries.field in ('work_type', 'work_type_2')
    group by
        lessons.page_id, lessons.lesson_id, lessons.lesson_on, lessons.starts_at,
        entries.field
)

select distinct
    said.page_id,
    said.lesson_id,
    said.lesson_on,
    said.starts_at
from said
inner join staging.stg_pages as pages
    on said.page_id = pages.page_id and pages.grading <> 'none'
inner join staging.stg_written_work_types as written
    on
        said.work_type_id = written.work_type_id
        and said.lesson_on between written.starts_on and written.ends_on;

comment on view intermediate.int_written_lessons is
'Lessons whose work type, first or second, is a written one by the set-up of that day (§2.5), on
pages with marks. The type that stood when such a work is due decides, or the last one if none
did: a later change of it neither gives more time nor takes away what is missing.';
