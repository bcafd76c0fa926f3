-- One row per sealed block of the ledger that changed what pages show.
create or replace view staging.stg_blocks as
select
    block_id,
    count_entries,
    sealed_at,
    upload_id,
    digest
from journal.blocks
where changes_pages is distinct from false;

comment on view staging.stg_blocks is
'Sealed blocks of the ledger that changed what pages show; the last one is its version.';
