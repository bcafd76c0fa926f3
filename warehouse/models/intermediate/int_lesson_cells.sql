-- One row per lesson, with what was entered about it.
create or replace view intermediate.int_lesson_cells as
with lessons as (
    select
        lesson_id,
        page_id,
        period_id,
        lesson_on
    from staging.stg_lessons
),

cells as (
    select
        page_id,
        lesson_id,
        field,
        value,
        mark_1,
        mark_2,
        attendance,
        recorded_at
    from staging.stg_current
    where lesson_id <> ''
)

select
    lessons.lesson_id,
    lessons.page_id,
    lessons.period_id,
    lessons.lesson_on,
    case
        when any_value(replaced.kind) = 'cancelled' then 'cancelled'
        when
            any_value(replaced.person_id) <> ''
            and coalesce(max(cells.value) filter (where cells.field = 'status'), 'held')
            = 'held'
            then 'replaced'
        else max(cells.value) filter (where cells.field = 'status')
    end as status,
    max(cells.value) filter (where cells.field = 'topic') as topic,
    max(cells.value) filter (where cells.field = 'work_type') as work_type_id,
    max(cells.value) filter (where cells.field = 'work_type_2') as work_type_2_id,
    max(cells.value) filter (where cells.field = 'homework') as homework,
    max(cells.value) filter (where cells.field = 'minutes') as homework_minutes,
    max(cells.value) filter (where cells.field = 'comment') as comment_text,
    count(*) filter (where cells.field = 'attendance_taken') + count(cells.attendance) > 0
        as is_attendance_taken,
    count(cells.mark_1) + count(cells.mark_2) as count_marks,
    count(missed.code) as count_missed,
    count(cells.field) filter (where cells.field <> 'comment') > 0
    or coalesce(any_value(replaced.kind) = 'cancelled', false) as is_reported,
    max(cells.recorded_at) as last_recorded_at
from lessons
left join cells
    on lessons.page_id = cells.page_id and lessons.lesson_id = cells.lesson_id
left join intermediate.int_missed_codes as missed on cells.attendance = missed.code
left join staging.stg_replaced_lessons as replaced on lessons.lesson_id = replaced.lesson_id
group by lessons.lesson_id, lessons.page_id, lessons.period_id, lessons.lesson_on;

comment on view intermediate.int_lesson_cells is
'What was entered about a lesson, one column per field, and counts of its marks. Page,
period and day are group keys, so that a filter on them reaches the scans. A lesson that the
administration cancelled is cancelled whatever was entered, and needs no report; one given by a
substitute is replaced unless its teacher says that it was not held. A comment alone («принести
циркуль») reports no lesson.';
