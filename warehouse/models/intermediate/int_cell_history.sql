-- One row per entry of the ledger, with what counted in its cell before it.
create or replace view intermediate.int_cell_history as
with entries as (
    select
        told.entry_id,
        told.page_id,
        told.lesson_id,
        told.period_id,
        told.student_id,
        told.field,
        told.recorded_at,
        told.recorded_by,
        told.value_text,
        told.value,
        told.upload_id,
        told.sheet,
        told.cell,
        told.reason,
        counting.entry_id is null as is_void
    from staging.stg_entries as told
    left join intermediate.int_valid_entries as counting
        on told.entry_id = counting.entry_id
)

select
    entries.entry_id,
    entries.page_id,
    entries.lesson_id,
    entries.period_id,
    entries.student_id,
    entries.field,
    entries.recorded_at,
    entries.value_text,
    entries.value,
    entries.sheet,
    entries.cell,
    entries.reason,
    entries.is_void,
    coalesce(people.person_name, entries.recorded_by) as person_name,
    case
        when entries.reason = 'import_taken_back' then 'undo'
        when imports.import_id is not null then 'import'
        else coalesce(uploads.via, '')
    end as via,
    coalesce(uploads.file_name, imports.file_name, '') as file_name,
    last_value(if(entries.is_void, null, entries.value_text) ignore nulls) over (
        partition by
            entries.page_id,
            entries.lesson_id,
            entries.period_id,
            entries.student_id,
            entries.field
        order by entries.entry_id
        rows between unbounded preceding and 1 preceding
    ) as previous_text
from entries
left join intermediate.int_person_names as people on entries.recorded_by = people.person_id
left join staging.stg_uploads as uploads on entries.upload_id = uploads.upload_id
left join staging.stg_imports as imports on entries.upload_id = imports.import_id;

comment on view intermediate.int_cell_history is
'The story of every cell, void entries (§4.4) among the others: who, when, from which file.';
