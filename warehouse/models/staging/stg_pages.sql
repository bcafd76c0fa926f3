-- One row per journal page.
create or replace view staging.stg_pages as
select
    page_id,
    unit_id,
    unit_kind,
    subject_id,
    grade,
    level as school_level,
    grading
from journal.pages;

comment on view staging.stg_pages is
'Journal pages: one class or group and one subject in one school year.';
