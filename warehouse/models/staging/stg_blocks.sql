-- One row per sealed block of the ledger.
create or replace view staging.stg_blocks as
select
    block_id,
    count_entries,
    sealed_at,
    upload_id,
    digest
from journal.blocks;

comment on view staging.stg_blocks is
'Sealed blocks of the ledger; the last one is its version.';
