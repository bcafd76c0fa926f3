-- One row per set of changes of the set-up that was applied at once.
create or replace view staging.stg_setup_change_sets as
with applied as (
    select
        applied_at,
        applied_by,
        valid_from as from_date,
        min(change_id) as set_id,
        max(change_id) as last_change_id,
        count(*) as count_changes,
        string_agg(distinct sheet, ',' order by sheet) as sheet_list
    from setup.setup_changes
    group by applied_at, applied_by, valid_from
)

select
    applied.set_id,
    applied.last_change_id,
    applied.applied_at,
    applied.applied_by,
    applied.from_date,
    applied.count_changes,
    applied.sheet_list,
    named.document_on,
    named.undoes_set_id,
    undoing.applied_at as taken_back_at,
    undoing.applied_by as taken_back_by,
    undoing.reason as why_taken_back,
    coalesce(named.kind, 'workbook') as kind, -- noqa: RF04
    coalesce(named.reason, '') as reason,
    coalesce(named.document_number, '') as document_number,
    named.set_id is not null and applied.set_id > 1 as may_be_taken_back
from applied
left join journal.setup_change_sets as named on applied.set_id = named.set_id
left join journal.setup_change_sets as undoing on applied.set_id = undoing.undoes_set_id;

comment on view staging.stg_setup_change_sets is
'Sets of changes of the set-up (§2.2): when, by whom, from which day, why, and whether the set was
taken back. The first set-up cannot be taken back, nor sets from before they had a name.';
