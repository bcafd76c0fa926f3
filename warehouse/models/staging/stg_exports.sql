-- One row per monthly export and level of the school.
create or replace view staging.stg_exports as
with void_exports as (
    select distinct
        exports.export_id,
        exports.school_level
    from journal.exports
    inner join journal.void_periods
        on
            exports.made_by = void_periods.person_id
            and exports.made_at >= void_periods.starts_at
            and exports.made_at
            < coalesce(void_periods.ends_at, timestamp '9999-12-31')
)

select
    exports.export_id,
    exports.year_id,
    exports.month,
    exports.number,
    exports.school_level,
    exports.due_at,
    exports.made_at,
    exports.made_by,
    exports.answered_by,
    exports.ledger_block_id,
    exports.count_sheets,
    exports.count_files,
    exports.act_path,
    exports.act_sha256,
    void_exports.export_id is not null as is_void
from journal.exports
left join void_exports
    on
        exports.export_id = void_exports.export_id
        and exports.school_level = void_exports.school_level;

comment on view staging.stg_exports is
'Monthly exports of summary sheets (§2.12), each with its act; one made in a void period is void
(§4.4).';
