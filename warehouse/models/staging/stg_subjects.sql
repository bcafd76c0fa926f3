-- One row per subject of the latest set-up.
create or replace view staging.stg_subjects as
select
    subject_id,
    name as subject_name,
    rounding_threshold,
    coalesce(nullif(short_name, ''), name) as subject_short_name
from setup.subjects
where valid_to is null;

comment on view staging.stg_subjects is
'Subjects with the name for headings and the short one for narrow columns; the rounding
threshold is empty where the parameter of the school holds.';
