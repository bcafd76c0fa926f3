-- One row per person and class or group whose teachers they change.
create or replace view intermediate.int_staff_change_access as
with units as (
    select
        class_id as unit_id,
        school_level
    from staging.stg_known_classes
    union all
    select
        group_id as unit_id,
        school_level
    from staging.stg_known_groups
)

select
    leaders.person_id,
    units.unit_id,
    units.school_level,
    leaders.is_director
from intermediate.int_leaders as leaders
inner join units on leaders.school_level = units.school_level;

comment on view intermediate.int_staff_change_access is
'Who passes pages and classes on to other teachers (§2.1, 2.2): a deputy those of the own levels,
the director all.';
