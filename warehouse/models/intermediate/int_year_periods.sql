-- One row per period of a school year that a final of another school may be of.
create or replace view intermediate.int_year_periods as
with periods as (
    select
        period_id,
        'period' as period_kind,
        split_part(page_id, ':', 1) as year_id,
        min(period_name) as period_name,
        min(starts_on) as starts_on,
        max(ends_on) as ends_on
    from staging.stg_page_periods
    group by split_part(page_id, ':', 1), period_id
),

years as (
    select
        year_id,
        min(starts_on) as starts_on,
        max(ends_on) as ends_on
    from periods
    group by year_id
),

attestations as (
    select
        period_id,
        split_part(page_id, ':', 1) as year_id,
        min(period_name) as period_name
    from staging.stg_page_attestations
    where kind = 'year'
    group by split_part(page_id, ':', 1), period_id
)

select
    year_id,
    period_id,
    period_kind,
    period_name,
    starts_on,
    ends_on
from periods
union all
select
    attestations.year_id,
    attestations.period_id,
    'year' as period_kind,
    attestations.period_name,
    years.starts_on,
    years.ends_on
from attestations
inner join years on attestations.year_id = years.year_id;

comment on view intermediate.int_year_periods is
'Reporting periods and the year with their names and days, whatever class they are of.';
