-- One row per page, student and stay.
create or replace view staging.stg_roster as
select
    page_id,
    student_id,
    class_id,
    starts_on,
    coalesce(ends_on, date '9999-12-31') as ends_on
from journal.roster;

comment on view staging.stg_roster is
'Who is on the roll of a page and between which days, both inclusive.';
