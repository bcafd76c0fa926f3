-- One row per parent and child of the latest set-up.
create or replace view staging.stg_children as
with listed as (
    select
        person_id,
        trim(unnest(string_split(students, ','))) as student_id
    from setup.parents
    where valid_to is null
)

select distinct
    person_id,
    student_id
from listed
where student_id <> '';

comment on view staging.stg_children is
'Whose parent a person is, by the lists of the sheet of parents.';
