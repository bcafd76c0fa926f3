-- One row per person and class whose movement they keep.
create or replace view intermediate.int_movement_access as
with classes as (
    select
        class_id,
        school_level
    from staging.stg_known_classes
),

secretaries as (
    select person_id
    from staging.stg_staff
    where role_list like '%,secretary,%'
),

leaders as (
    select
        person_id,
        school_level
    from intermediate.int_leaders
)

select
    secretaries.person_id,
    classes.class_id,
    classes.school_level
from secretaries
cross join classes
union
select
    leaders.person_id,
    classes.class_id,
    classes.school_level
from leaders
inner join classes on leaders.school_level = classes.school_level;

comment on view intermediate.int_movement_access is
'Movement is kept by the secretary and the supervising deputy (§2.13): the secretary for every
class, a deputy for those of the own levels, the director for all.';
