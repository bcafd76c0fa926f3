-- One row per page and period of final marks: reporting period, year, exam, overall.
create or replace view intermediate.int_named_periods as
select
    page_id,
    period_id,
    period_name,
    'period' as kind,
    starts_on,
    ends_on
from staging.stg_page_periods
union all
select
    page_id,
    period_id,
    period_name,
    kind,
    starts_on,
    ends_on
from staging.stg_page_attestations;

comment on view intermediate.int_named_periods is
'The name of whatever a final mark is of. Of a reporting period the days are its own, else those
on which the mark is entered.';
