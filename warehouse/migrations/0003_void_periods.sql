-- What is void (§4.4). The views stand here and not among the models: the ledger itself,
-- the command line and the rules need them where no models were built.

-- The last block when a workbook was handed out: which void periods were known to it.
alter table journal.workbooks add column generated_block_id bigint;

-- One row per declared start of a void period; several of one breach overlap and end
-- together. `ends_at` is null until new credentials are issued.
create view journal.void_periods as
select
    begun.breach_id,
    begun.person_id,
    begun.moment as starts_at,
    ended.moment as ends_at,
    begun.block_id as from_block_id,
    ended.block_id as until_block_id
from journal.void_events as begun
left join journal.void_events as ended
    on begun.breach_id = ended.breach_id and ended.kind = 'until'
where begun.kind = 'from';

-- One row per entry that counts: THE place that says which do.
create view journal.valid_entries as
select
    entries.school_id,
    entries.entry_id,
    entries.block_id,
    entries.year_id,
    entries.page_id,
    entries.lesson_id,
    entries.period_id,
    entries.student_id,
    entries.field,
    entries.value_text,
    entries.value,
    entries.mark_1,
    entries.mark_2,
    entries.attendance,
    entries.recorded_at,
    entries.recorded_by,
    entries.upload_id,
    entries.sheet,
    entries.cell,
    entries.reason,
    entries.is_undetermined
from journal.entries
anti join journal.void_periods
    on
        entries.recorded_by = void_periods.person_id
        and entries.recorded_at >= void_periods.starts_at
        and entries.recorded_at < coalesce(void_periods.ends_at, timestamp '9999-12-31');

-- One row per hand-in of which nothing counts.
create view journal.void_uploads as
select uploads.upload_id
from journal.uploads
semi join journal.void_periods
    on
        uploads.received_by = void_periods.person_id
        and uploads.received_at >= void_periods.starts_at
        and uploads.received_at < coalesce(void_periods.ends_at, timestamp '9999-12-31')
where uploads.status <> 'refused';

-- One row per breach and cell into which something void was entered: the last void
-- value, what counted before it, what stands now. A cell waits until somebody enters it
-- again, unless what stands is what was entered.
create view journal.void_cells as
with spans as (
    select
        void_periods.breach_id,
        entries.page_id,
        entries.lesson_id,
        entries.period_id,
        entries.student_id,
        entries.field,
        min(entries.entry_id) as first_entry_id,
        max(entries.entry_id) as last_entry_id
    from journal.entries
    inner join journal.void_periods
        on
            entries.recorded_by = void_periods.person_id
            and entries.recorded_at >= void_periods.starts_at
            and entries.recorded_at < coalesce(void_periods.ends_at, timestamp '9999-12-31')
    group by all
),

counting as (
    select
        spans.breach_id,
        spans.last_entry_id,
        arg_max(valid_entries.value_text, valid_entries.entry_id) filter (
            where valid_entries.entry_id < spans.first_entry_id
        ) as text_before,
        bool_or(valid_entries.entry_id > spans.last_entry_id) as is_entered_again
    from spans
    inner join journal.valid_entries
        on
            spans.page_id = valid_entries.page_id
            and spans.lesson_id = valid_entries.lesson_id
            and spans.period_id = valid_entries.period_id
            and spans.student_id = valid_entries.student_id
            and spans.field = valid_entries.field
    group by spans.breach_id, spans.last_entry_id
)

select
    entries.recorded_by as person_id,
    spans.breach_id,
    spans.page_id,
    spans.lesson_id,
    spans.period_id,
    spans.student_id,
    spans.field,
    entries.value_text as void_text,
    entries.recorded_at,
    entries.upload_id,
    entries.sheet,
    entries.cell,
    counting.text_before,
    current.value_text as text_now,
    coalesce(counting.is_entered_again, false) as is_entered_again,
    not coalesce(counting.is_entered_again, false)
    and coalesce(entries.value, '') <> coalesce(current.value, '') as is_waiting
from spans
inner join journal.entries on spans.last_entry_id = entries.entry_id
left join counting
    on
        spans.breach_id = counting.breach_id
        and spans.last_entry_id = counting.last_entry_id
left join journal.current
    on
        spans.page_id = current.page_id
        and spans.lesson_id = current.lesson_id
        and spans.period_id = current.period_id
        and spans.student_id = current.student_id
        and spans.field = current.field;
