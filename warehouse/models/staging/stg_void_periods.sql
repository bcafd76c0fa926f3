-- One row per declared start of a void period.
create or replace view staging.stg_void_periods as
select
    breach_id,
    person_id,
    starts_at,
    ends_at
from journal.void_periods;

comment on view staging.stg_void_periods is
'From when until when the entries of a person are void (§4.4); ends_at is empty until new
credentials are issued. Periods of one breach overlap and end together.';
