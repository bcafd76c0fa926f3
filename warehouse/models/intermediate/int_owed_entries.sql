-- One row per obligation and entry that speaks to it; one without where there is none.
create or replace view intermediate.int_owed_entries as
select
    owed.page_id,
    owed.lesson_id,
    owed.period_id,
    owed.student_id,
    owed.owed_on,
    owed.kind,
    owed.clause,
    owed.opens_at,
    owed.due_at,
    owed.cancelled_at,
    said.entry_id,
    said.recorded_at,
    said.is_undetermined,
    said.is_void,
    said.count_filled
from intermediate.int_obligations as owed
left join intermediate.int_said_entries as said
    on
        owed.page_id = said.page_id
        and owed.lesson_id = said.lesson_id
        and owed.period_id = said.period_id
        and owed.student_id = said.owed_student_id
        and case when ends_with(owed.kind, '_mark') then 'mark' else owed.kind end = said.kind;

comment on view intermediate.int_owed_entries is
'Obligations beside every entry that says something of them.';
