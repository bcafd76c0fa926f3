-- One row per reporting period and final mark of the year.
select
    period_id,
    any_value(period_name) as period_name,
    any_value(period_kind) as period_kind,
    min(starts_on) as starts_on,
    max(ends_on) as ends_on
from intermediate.int_sheet_periods
group by period_id
