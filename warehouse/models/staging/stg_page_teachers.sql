-- One row per page, teacher and stay.
create or replace view staging.stg_page_teachers as
select
    page_id,
    person_id,
    starts_on,
    coalesce(ends_on, date '9999-12-31') as ends_on
from journal.page_teachers;

comment on view staging.stg_page_teachers is
'Who teaches a page and between which days, both inclusive.';
