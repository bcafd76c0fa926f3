-- One row per message that was ever written and counts: its last words, or that it is gone.
create or replace view intermediate.int_messages as
with written as (
    select
        page_id,
        student_id,
        period_id as message_id,
        entry_id,
        value_text,
        value,
        recorded_at,
        recorded_by
    from intermediate.int_valid_entries
    where field = 'message'
),

messages as (
    select
        page_id,
        student_id,
        message_id,
        max(entry_id) filter (where value is not null) as entry_id,
        max_by(value_text, entry_id) filter (where value is not null) as value_text,
        max_by(value is null, entry_id) as is_taken_back,
        count(distinct value_text) filter (where value is not null) > 1 as is_corrected,
        min(recorded_at) as written_at,
        max(recorded_at) as recorded_at,
        max_by(recorded_by, entry_id) as person_id
    from written
    group by page_id, student_id, message_id
    having count(value) > 0
),

dated as (
    select
        page_id,
        student_id,
        message_id,
        entry_id,
        value_text,
        is_taken_back,
        is_corrected,
        written_at,
        recorded_at,
        person_id,
        split_part(message_id, ':', 3) as row_key,
        coalesce(
            try_cast(split_part(message_id, ':', 2) as date), cast(written_at as date)
        ) as message_on
    from messages
),

standing as (
    select distinct
        page_id,
        student_id,
        row_key
    from dated
    where not is_taken_back
)

select
    dated.page_id,
    dated.student_id,
    dated.message_id,
    dated.entry_id,
    dated.value_text,
    dated.is_taken_back,
    dated.is_corrected,
    dated.written_at,
    dated.recorded_at,
    dated.person_id,
    dated.message_on,
    dated.is_taken_back and standing.page_id is not null as is_moved
from dated
left join standing
    on
        dated.page_id = standing.page_id
        and dated.student_id = standing.student_id
        and dated.row_key = standing.row_key;

comment on view intermediate.int_messages is
'Messages of workbooks and of the page alike. entry_id is that of the last words, which read marks
name; student_id is empty for a message to the whole class or group. is_moved: only its date was
changed in the workbook, and it stands under another one.';
