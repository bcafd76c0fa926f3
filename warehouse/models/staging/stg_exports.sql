-- One row per monthly export and level of the school.
create or replace view staging.stg_exports as
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
    void_periods.person_id is not null as is_void
from journal.exports
left join (select distinct person_id, starts_at, ends_at from journal.void_periods)
    as void_periods
    on
        exports.made_by = void_periods.person_id
        and exports.made_at >= void_periods.starts_at
        and exports.made_at < coalesce(void_periods.ends_at, timestamp '9999-12-31')
qualify row_number() over (
    partition by exports.export_id, exports.school_level order by void_periods.starts_at
) = 1;

comment on view staging.stg_exports is
'Monthly exports of summary sheets (§2.12), each with its act; one made in a void period is void
(§4.4).';
