-- One row per student the school has ever had, as last set up.
create or replace view staging.stg_known_students as
with latest as (
    select
        student_id,
        class_id,
        left_on,
        valid_to,
        concat_ws(' ', surname, given_name, nullif(patronymic, '')) as full_name
    from setup.students
    qualify row_number() over (partition by student_id order by valid_from desc) = 1
),

classes as (
    select
        class_id,
        grade
    from setup.classes
    qualify row_number() over (partition by class_id order by valid_from desc) = 1
)

select
    latest.student_id,
    latest.full_name,
    latest.class_id,
    classes.grade,
    latest.left_on,
    latest.valid_to is null as is_in_set_up,
    case
        when classes.grade <= 4 then 'noo'
        when classes.grade <= 9 then 'ooo'
        when classes.grade is not null then 'soo'
    end as school_level
from latest
left join classes on latest.class_id = classes.class_id;

comment on view staging.stg_known_students is
'Everybody who ever was a student here, also those the set-up no longer names: the school
still holds their data.';
