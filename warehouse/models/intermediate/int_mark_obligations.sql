-- One row per lesson and student whose mark has a term.
create or replace view intermediate.int_mark_obligations as
with lessons as (
    select
        lessons.page_id,
        lessons.lesson_id,
        lessons.lesson_on,
        lessons.starts_at,
        lessons.ends_at,
        written.lesson_id is not null as is_written
    from staging.stg_lessons as lessons
    left join intermediate.int_written_lessons as written
        on lessons.page_id = written.page_id and lessons.lesson_id = written.lesson_id
),

cells as (
    select
        cells.page_id,
        cells.lesson_id,
        cells.student_id,
        missed.code is not null as is_absent,
        cells.mark_1 is not null or (cells.attendance is null and cells.value <> '.')
            as is_mark
    from staging.stg_current as cells
    left join intermediate.int_missed_codes as missed on cells.attendance = missed.code
    where cells.field = 'mark'
)

select
    lessons.page_id,
    lessons.lesson_id,
    roster.student_id,
    lessons.lesson_on,
    lessons.starts_at,
    lessons.ends_at,
    case when lessons.is_written then 'written_mark' else 'lesson_mark' end as kind,
    case when lessons.is_written then roster.ends_on else date '9999-12-31' end
        as on_roll_until
from lessons
inner join staging.stg_roster as roster
    on
        lessons.page_id = roster.page_id
        and lessons.lesson_on between roster.starts_on and roster.ends_on
left join cells
    on
        lessons.page_id = cells.page_id
        and lessons.lesson_id = cells.lesson_id
        and roster.student_id = cells.student_id
where
    case
        when lessons.is_written then not coalesce(cells.is_absent, false)
        else coalesce(cells.is_mark, false)
    end;

comment on view intermediate.int_mark_obligations is
'Marks with a term (§2.5): a written work owes one of each student present; a mark for other work
is owed by nobody, but has a term once it was given. Neither a promise (a point) nor an attendance
code is a mark.';
