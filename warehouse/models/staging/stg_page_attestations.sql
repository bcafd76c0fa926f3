-- One row per page and final mark that is not a period's: of the year, an exam, overall.
create or replace view staging.stg_page_attestations as
select
    page_id,
    period_id,
    kind,
    name as period_name,
    starts_on,
    ends_on
from journal.page_attestations;

comment on view staging.stg_page_attestations is
'The final marks of a page beside those of its periods, and the days on which they are entered.';
comment on column staging.stg_page_attestations.kind is
'year, exam or overall.';
