-- One row per work type of the latest set-up.
create or replace view staging.stg_work_types as
select
    work_type_id,
    name as work_type_name,
    weight,
    is_written
from setup.work_types
where valid_to is null;

comment on view staging.stg_work_types is
'Work types (§2.6) with their weight in the weighted average.';
