-- One row per entry that counts, of the blocks after $since: no text, no reason of an absence.
-- Day and slot are those of the lesson's id, which stands whatever becomes of the timetable.
with classes as (
    select
        page_id,
        student_id,
        arg_max(class_id, starts_on) as class_id
    from staging.stg_roster
    group by page_id, student_id
),

told as (
    select
        entry_id,
        page_id,
        period_id,
        student_id,
        field as kind,
        value as written,
        mark_1,
        mark_2,
        attendance,
        recorded_by as person_id,
        cast(try_strptime(split_part(lesson_id, ':', -2), '%Y%m%d') as date) as lesson_on,
        try_cast(split_part(lesson_id, ':', -1) as smallint) as slot,
        case
            when not is_undetermined
                then cast(timezone($zone, timezone('UTC', recorded_at)) as date)
        end as recorded_on
    from journal.valid_entries
    where
        block_id > $since
        and year_id = $year_id
        and field in (
            'mark', 'final', 'status', 'attendance_taken', 'topic', 'homework', 'work_type'
        )
)

select
    told.entry_id,
    told.page_id,
    told.period_id,
    told.student_id,
    told.kind,
    told.mark_1,
    told.mark_2,
    told.person_id,
    told.lesson_on,
    told.slot,
    told.recorded_on,
    coalesce(classes.class_id, '') as class_id,
    case
        when told.written is null then null
        when missed.code is not null then 'missed'
        when told.attendance is not null then 'late'
        when told.kind = 'mark' then 'mark'
        when told.kind = 'status' then told.written
        when told.kind <> 'final' then 'entered'
        when
            told.written in ('1', '2', '3', '4', '5', 'not_attested', 'зачёт', 'незачёт')
            then told.written
        else 'exempt'
    end as value -- noqa: RF04
from told
left join classes
    on told.page_id = classes.page_id and told.student_id = classes.student_id
left join intermediate.int_missed_codes as missed on told.attendance = missed.code
order by told.page_id, told.student_id, told.lesson_on, told.entry_id
