-- One row per page and reporting period.
create or replace view staging.stg_page_periods as
select
    page_id,
    period_id,
    name as period_name,
    starts_on,
    ends_on
from journal.page_periods;

comment on view staging.stg_page_periods is
'The reporting periods of a page with their first and last day.';
