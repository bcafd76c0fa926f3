-- One row per page and period that may have a final mark.
create or replace view intermediate.int_sheet_periods as
with periods as (
    select
        page_id,
        period_id,
        period_name,
        starts_on,
        ends_on
    from staging.stg_page_periods
),

years as (
    select
        page_id,
        min(starts_on) as starts_on,
        max(ends_on) as ends_on
    from periods
    group by page_id
)

select
    page_id,
    period_id,
    period_name,
    'period' as period_kind,
    starts_on,
    ends_on
from periods
union all
select
    attestations.page_id,
    attestations.period_id,
    attestations.period_name,
    attestations.kind as period_kind,
    years.starts_on,
    years.ends_on
from staging.stg_page_attestations as attestations
inner join years on attestations.page_id = years.page_id;

comment on view intermediate.int_sheet_periods is
'Reporting periods, and the year, exam and overall, whose days are those of the whole year.';
