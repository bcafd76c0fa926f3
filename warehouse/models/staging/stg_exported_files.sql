-- One row per file of a monthly export.
create or replace view staging.stg_exported_files as
select
    export_id,
    kind,
    school_level,
    class_id,
    period_id,
    path,
    sha256,
    size_bytes,
    code
from journal.exported_files;

comment on view staging.stg_exported_files is
'Summary sheets and acts of monthly exports (§2.12) with their SHA-256.';
