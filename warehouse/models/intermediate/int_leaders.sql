-- One row per person and level of school they answer for.
create or replace view intermediate.int_leaders as
with staff as (
    select
        person_id,
        role_list,
        level_list
    from staging.stg_staff
),

levels as (
    select distinct school_level from staging.stg_classes
    union
    select distinct school_level from staging.stg_pages
)

select
    staff.person_id,
    levels.school_level,
    staff.role_list like '%,director,%' as is_director
from staff
inner join levels
    on
        staff.role_list like '%,director,%'
        or (
            staff.role_list like '%,deputy,%'
            and staff.level_list like '%,' || levels.school_level || ',%'
        );

comment on view intermediate.int_leaders is
'The director answers for every level, a deputy for the levels of the set-up (§2.9).';
