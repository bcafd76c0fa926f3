-- One row per parent and child of the set-up as it holds today.
create or replace view staging.stg_children as
with listed as (
    select
        person_id,
        trim(unnest(string_split(students, ','))) as student_id
    from setup.parents
    where
        (select looked.held_on from staging.stg_school_day as looked)
        between valid_from and coalesce(valid_to - 1, date '9999-12-31')
)

select distinct
    person_id,
    student_id
from listed
where student_id <> '';

comment on view staging.stg_children is
'Whose parent a person is, by the lists of the sheet of parents.';
