-- One row per import of a journal that was not made here.
create or replace view staging.stg_imports as
with events as (
    select
        import_id,
        event,
        year_id,
        layout,
        file_name,
        file_sha256,
        class_name,
        count_facts,
        count_entries,
        happened_at,
        by_person_id,
        block_id
    from journal.imports
),

gathered as (
    select
        import_id,
        arg_min(year_id, block_id) as year_id,
        arg_min(layout, block_id) as layout,
        arg_min(file_name, block_id) as file_name,
        arg_min(file_sha256, block_id) as file_sha256,
        arg_min(class_name, block_id) as class_name,
        arg_min(count_facts, block_id) as count_facts,
        arg_min(happened_at, block_id) as begun_at,
        arg_min(by_person_id, block_id) as begun_by,
        arg_max(event, block_id) as import_state,
        arg_max(happened_at, block_id) as last_at,
        arg_max(by_person_id, block_id) as last_by,
        max(count_entries) filter (where event = 'finished') as count_entries
    from events
    group by import_id
)

select
    import_id,
    year_id,
    layout,
    file_name,
    file_sha256,
    class_name,
    count_facts,
    begun_at,
    begun_by,
    import_state,
    last_at,
    last_by,
    count_entries,
    exists(
        select 1
        from journal.void_periods as periods
        where
            gathered.begun_by = periods.person_id
            and gathered.begun_at >= periods.starts_at
            and gathered.begun_at < coalesce(periods.ends_at, timestamp '9999-12-31')
    ) as is_void
from gathered;

comment on view staging.stg_imports is
'Imports with where they stand: begun, finished, withdrawing or withdrawn. What was begun under an
account whose breach had been reported does not count (§4.4); count_entries is known at the end.';
