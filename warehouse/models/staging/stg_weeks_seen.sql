-- One row per time that a parent marked a week of a diary as seen.
create or replace view staging.stg_weeks_seen as
select
    student_id,
    week_on,
    person_id,
    seen_at
from journal.weeks_seen;

comment on view staging.stg_weeks_seen is
'Weeks of a diary that a parent marked as seen, in the place of a signature; week_on is the
Monday.';
