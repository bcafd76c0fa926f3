-- One row per entry and kind of obligation of which it says something new.
create or replace view intermediate.int_said_entries as
with valid as (
    select
        page_id,
        lesson_id,
        period_id,
        student_id,
        field,
        value,
        mark_1,
        mark_2,
        attendance,
        entry_id,
        recorded_at,
        is_undetermined,
        false as is_void
    from intermediate.int_valid_entries
    where field in ('attendance_taken', 'topic', 'homework', 'final', 'mark')
),

voided as (
    select
        entries.page_id,
        entries.lesson_id,
        entries.period_id,
        entries.student_id,
        entries.field,
        entries.value,
        entries.mark_1,
        entries.mark_2,
        entries.attendance,
        entries.entry_id,
        entries.recorded_at,
        entries.is_undetermined,
        true as is_void
    from staging.stg_entries as entries
    semi join staging.stg_void_periods as periods on entries.recorded_by = periods.person_id
    anti join intermediate.int_valid_entries as counting
        on entries.page_id = counting.page_id and entries.entry_id = counting.entry_id
    where entries.field in ('attendance_taken', 'topic', 'homework', 'final', 'mark')
),

entries as (
    select * from valid
    union all
    select * from voided
),

said as (
    select
        *,
        student_id as owed_student_id,
        case field when 'attendance_taken' then 'attendance' else field end as kind,
        case
            when field = 'mark' and mark_1 is not null then concat_ws('/', mark_1, mark_2)
            when field = 'mark' and (attendance is not null or value = '.') then null
            when
                field in ('topic', 'homework')
                and not regexp_matches(value, '[\p{L}\p{N}]')
                then null
            else value
        end as said
    from entries
    union all
    select
        *,
        '' as owed_student_id,
        'attendance' as kind,
        attendance as said
    from entries
    where field = 'mark'
),

told as (
    select
        *,
        lag(said) over (
            partition by
                is_void, page_id, lesson_id, period_id, student_id, field, kind
            order by entry_id
        ) as said_before
    from said
)

select
    page_id,
    lesson_id,
    period_id,
    owed_student_id,
    kind,
    entry_id,
    recorded_at,
    is_undetermined,
    is_void,
    sum((said is not null)::integer - (said_before is not null)::integer) over (
        partition by page_id, lesson_id, period_id, owed_student_id, kind, is_void
        order by entry_id
    ) as count_filled
from told
where said is distinct from said_before or (is_void and said is not null);

comment on view intermediate.int_said_entries is
'What entries say of attendance (the word that it was taken, or anybody''s code), topic, homework,
marks and finals, where it differs from what their cell said before. Neither a promised mark (a
point) nor a text without a letter or digit says anything. Void entries (§4.4) are told apart.';
comment on column intermediate.int_said_entries.kind is
'Attendance, topic, homework, mark or final.';
comment on column intermediate.int_said_entries.count_filled is
'How many cells say something after it; of void entries, how many void ones do.';
