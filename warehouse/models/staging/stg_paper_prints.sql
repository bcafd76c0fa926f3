-- One row per student, week and print of its sheet.
create or replace view staging.stg_paper_prints as
select
    student_id,
    monday,
    printed_at,
    printed_by
from journal.paper_prints as prints
where not exists (
    select 1
    from journal.void_periods as periods
    where
        prints.printed_by = periods.person_id
        and prints.printed_at >= periods.starts_at
        and prints.printed_at < coalesce(periods.ends_at, timestamp '9999-12-31')
);

comment on view staging.stg_paper_prints is
'Weekly sheets that were printed, UTC. What a stranger printed under somebody''s account (§4.4)
reached no family: the sheet is still to be given.';
