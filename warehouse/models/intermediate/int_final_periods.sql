-- One row per page with marks and final mark that is entered on it: of a period, year, exam …
create or replace view intermediate.int_final_periods as
with taught as (
    select distinct
        page_id,
        period_id
    from staging.stg_lessons
),

pages as (
    select
        page_id,
        max(ends_on) as last_on
    from staging.stg_page_periods
    where page_id in (select taught.page_id from taught)
    group by page_id
),

finals as (
    select
        periods.page_id,
        periods.period_id,
        'period' as kind,
        periods.period_name,
        null as opens_on,
        periods.ends_on,
        periods.ends_on as on_roll_on
    from staging.stg_page_periods as periods
    inner join taught
        on periods.page_id = taught.page_id and periods.period_id = taught.period_id
    union all
    select
        attestations.page_id,
        attestations.period_id,
        attestations.kind,
        attestations.period_name,
        attestations.starts_on as opens_on,
        attestations.ends_on,
        least(attestations.ends_on, pages.last_on) as on_roll_on
    from staging.stg_page_attestations as attestations
    inner join pages on attestations.page_id = pages.page_id
)

select
    finals.page_id,
    finals.period_id,
    finals.kind,
    finals.period_name,
    finals.opens_on,
    finals.ends_on,
    finals.on_roll_on
from finals
inner join staging.stg_pages as pages
    on finals.page_id = pages.page_id and pages.grading <> 'none';

comment on view intermediate.int_final_periods is
'Which final marks a page has (§2.8): of each period with lessons, of the year, an exam, overall.';
comment on column intermediate.int_final_periods.opens_on is
'First day on which it is entered; empty for a period, whose window the deadline says.';
comment on column intermediate.int_final_periods.on_roll_on is
'Who is on the roll on this day has this final: an exam may be long after the last lesson.';
