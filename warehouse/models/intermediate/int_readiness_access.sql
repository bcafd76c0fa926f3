-- One row per person and level of which they see what is formed.
create or replace view intermediate.int_readiness_access as
with levels as (
    select distinct school_level from staging.stg_classes
    union
    select distinct school_level from staging.stg_pages
    union all
    select '' as school_level
),

staff as (
    select
        person_id,
        role_list similar to '.*,(director|administrator|secretary),.*' as is_of_all,
        role_list like '%,deputy,%' as is_deputy
    from staging.stg_staff
)

select
    staff.person_id,
    levels.school_level
from staff
cross join levels
where staff.is_of_all or (staff.is_deputy and levels.school_level = '')
union
select
    person_id,
    school_level
from intermediate.int_leaders;

comment on view intermediate.int_readiness_access is
'Who sees what is formed and what lacks (§2.2): the director, the administrator, who answers for
accounts, and the secretary, who answers for rosters (§2.13), of the whole school; a deputy of the
own levels and of what has none. No marks and no names of students are in it.';
