-- One row per class and period whose journal is closed.
create or replace view staging.stg_closed_periods as
select
    year_id,
    class_id,
    period_id,
    closed_at,
    by_person_id,
    reason,
    count_owed,
    after_entry_id
from journal.closed_periods;

comment on view staging.stg_closed_periods is
'Closed periods (§2.11): since when, by whom, finals that lacked then, the last entry before.';
