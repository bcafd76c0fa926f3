-- One row per workbook that was ever handed out.
create or replace view staging.stg_workbooks as
select
    workbook_id,
    person_id,
    period_name,
    starts_on,
    ends_on,
    generated_at
from journal.workbooks;

comment on view staging.stg_workbooks is
'Workbooks as teachers downloaded them: whose, of which term, made when.';
