-- One row per page with marks, reporting period with lessons and student on the roll at its end.
create or replace view intermediate.int_final_obligations as
with taught as (
    select distinct
        page_id,
        period_id
    from staging.stg_lessons
)

select
    periods.page_id,
    periods.period_id,
    roster.student_id,
    periods.ends_on
from staging.stg_page_periods as periods
inner join taught
    on periods.page_id = taught.page_id and periods.period_id = taught.period_id
inner join staging.stg_pages as pages
    on periods.page_id = pages.page_id and pages.grading <> 'none'
inner join staging.stg_roster as roster
    on
        periods.page_id = roster.page_id
        and periods.ends_on between roster.starts_on and roster.ends_on;

comment on view intermediate.int_final_obligations is
'Final marks that a period owes (§2.8): one for each student on the roll on its last day.';
