-- One row per class of the set-up as it holds today.
create or replace view staging.stg_classes as
with classes as (
    select
        class_id,
        grade,
        (select looked.held_on from staging.stg_school_day as looked) as held_on
    from setup.classes
    where
        (select looked.held_on from staging.stg_school_day as looked)
        between valid_from and coalesce(valid_to - 1, date '9999-12-31')
)

select
    classes.class_id,
    classes.grade,
    nullif(homeroom.person_id, '') as homeroom_person_id,
    case
        when classes.grade <= 4 then 'noo' when classes.grade <= 9 then 'ooo' else 'soo'
    end as school_level
from classes
left join staging.stg_homeroom as homeroom
    on
        classes.class_id = homeroom.class_id
        and classes.held_on between homeroom.starts_on and homeroom.ends_on;

comment on view staging.stg_classes is
'Classes with their level: noo is grades 1 to 4, ooo is 5 to 9, soo is 10 and 11; and who leads
each today, whoever its homeroom teacher is.';
