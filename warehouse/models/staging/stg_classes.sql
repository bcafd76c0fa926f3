-- One row per class of the set-up as it holds today.
create or replace view staging.stg_classes as
select
    class_id,
    grade,
    homeroom_person_id,
    case when grade <= 4 then 'noo' when grade <= 9 then 'ooo' else 'soo' end as school_level
from setup.classes
where
    (select looked.held_on from staging.stg_school_day as looked)
    between valid_from and coalesce(valid_to - 1, date '9999-12-31');

comment on view staging.stg_classes is
'Classes with their level: noo is grades 1 to 4, ooo is 5 to 9, soo is 10 and 11.';
