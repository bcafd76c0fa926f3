-- One row per person whom the set-up has ever named.
create or replace view intermediate.int_person_names as
with named as (
    select
        person_id,
        surname,
        given_name,
        patronymic,
        valid_from
    from setup.staff
    union all
    select
        person_id,
        surname,
        given_name,
        patronymic,
        valid_from
    from setup.parents
    union all
    select
        'student:' || student_id as person_id,
        surname,
        given_name,
        patronymic,
        valid_from
    from setup.students
),

latest as (
    select
        person_id,
        surname,
        given_name,
        patronymic
    from named
    qualify
        row_number() over (
            partition by person_id
            order by valid_from desc, surname asc, given_name asc
        ) = 1
)

select
    person_id,
    concat_ws(' ', surname, given_name, nullif(patronymic, '')) as person_name
from latest;

comment on view intermediate.int_person_names is
'Names of staff, parents and students, also of those who have left: what they did stays in
the log of access as long as that is kept.';
