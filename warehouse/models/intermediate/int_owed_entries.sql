-- One row per teacher, obligation and entry that counts about it.
create or replace view intermediate.int_owed_entries as
with pages as (
    select distinct
        person_id,
        page_id
    from staging.stg_page_teachers
),

entries as (
    select
        pages.person_id,
        entries.page_id,
        entries.lesson_id,
        entries.period_id,
        entries.student_id,
        entries.field,
        entries.value,
        entries.mark_1,
        entries.attendance,
        entries.entry_id,
        entries.recorded_at,
        entries.is_undetermined
    from pages
    inner join intermediate.int_valid_entries as entries on pages.page_id = entries.page_id
    where entries.field in ('attendance_taken', 'topic', 'homework', 'final', 'mark')
),

answers as (
    select
        *,
        student_id as owed_student_id,
        case field
            when 'attendance_taken' then 'attendance'
            when 'mark' then 'written_mark'
            else field
        end as kind,
        case field
            when 'mark' then mark_1 is not null or (attendance is null and value <> '.')
            else value is not null
        end as is_filled
    from entries
    union all
    select
        *,
        '' as owed_student_id,
        'attendance' as kind,
        attendance is not null as is_filled
    from entries
    where field = 'mark'
)

select
    owed.person_id,
    owed.page_id,
    owed.lesson_id,
    owed.period_id,
    owed.student_id,
    owed.owed_on,
    owed.kind,
    owed.clause,
    owed.opens_at,
    owed.due_at,
    answers.student_id as entry_student_id,
    answers.entry_id,
    answers.recorded_at,
    answers.is_undetermined,
    coalesce(answers.is_filled, false) as is_filled
from intermediate.int_obligations as owed
left join answers
    on
        owed.person_id = answers.person_id
        and owed.page_id = answers.page_id
        and owed.lesson_id = answers.lesson_id
        and owed.period_id = answers.period_id
        and owed.kind = answers.kind
        and owed.student_id = answers.owed_student_id;

comment on view intermediate.int_owed_entries is
'Obligations beside every entry that speaks to them. Attendance is taken by the teacher''s word or
by an attendance code of anybody; a promised mark (a point) is none.';
