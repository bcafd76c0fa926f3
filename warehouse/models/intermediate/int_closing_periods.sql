-- One row per page and period for which its class's journal is closed (§2.11).
create or replace view intermediate.int_closing_periods as
with taught as (
    select distinct
        page_id,
        period_id
    from staging.stg_lessons
)

select
    finals.page_id,
    finals.period_id,
    finals.kind,
    finals.period_name,
    finals.ends_on
from intermediate.int_final_periods as finals
union all
select
    periods.page_id,
    periods.period_id,
    'period' as kind,
    periods.period_name,
    periods.ends_on
from staging.stg_page_periods as periods
inner join taught
    on periods.page_id = taught.page_id and periods.period_id = taught.period_id
inner join staging.stg_pages as pages
    on periods.page_id = pages.page_id and pages.grading = 'none';

comment on view intermediate.int_closing_periods is
'What is closed (§2.11): finals have their period, pages without finals those with lessons.';
