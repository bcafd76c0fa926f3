-- One row per lesson of the timetable.
create or replace view intermediate.int_lesson_changes as
with replaced as (
    select
        pages.page_id,
        cast(changes.natural_key ->> 2 as date) as from_on,
        cast(changes.natural_key ->> 3 as smallint) as from_slot,
        max(changes.change_id) as change_id,
        max(changes.applied_at) as changed_at
    from setup.setup_changes as changes
    inner join staging.stg_pages as pages
        on
            (changes.natural_key ->> 0) = pages.unit_id
            and (changes.natural_key ->> 1) = pages.subject_id
    where changes.sheet = 'replacements'
    group by all
),

placed as (
    select
        max(change_id) as change_id,
        max(applied_at) as changed_at
    from setup.setup_changes
    where sheet in ('bells', 'calendar', 'periods', 'timetable')
),

told as (
    select
        lesson_id,
        max(recorded_at) as recorded_at
    from staging.stg_current
    where field in ('topic', 'homework', 'status')
    group by lesson_id
)

select
    lessons.lesson_id,
    greatest(coalesce(replaced.change_id, 0), coalesce(placed.change_id, 0)) as change_id,
    greatest(replaced.changed_at, placed.changed_at, told.recorded_at) as changed_at
from staging.stg_lessons as lessons
cross join placed
left join replaced
    on
        lessons.lesson_id
        = concat(
            replaced.page_id, ':', strftime(replaced.from_on, '%Y%m%d'), ':', replaced.from_slot
        )
left join told on lessons.lesson_id = told.lesson_id;

comment on view intermediate.int_lesson_changes is
'When a lesson was last placed otherwise, or told something of: change_id only ever grows, also
when a replacement is taken back. A change of timetable, bells or calendar counts for all.';
