-- One row per work type and span of days on which it was a written one.
create or replace view staging.stg_written_work_types as
select
    work_type_id,
    valid_from as starts_on,
    coalesce(valid_to - 1, date '9999-12-31') as ends_on
from setup.work_types
where is_written and (valid_to is null or valid_from < valid_to);

comment on view staging.stg_written_work_types is
'Which work types gave three working days for their marks (§2.5), and when they did.';
