-- One row per person who takes lists of the whole school in and out.
create or replace view intermediate.int_roster_access as
with levels as (
    select count(distinct school_level) as count_levels
    from staging.stg_classes
),

led as (
    select
        person_id,
        count(distinct school_level) as count_led
    from intermediate.int_leaders
    group by person_id
)

select
    staff.person_id,
    coalesce(led.count_led, 0) >= levels.count_levels as may_take_marks
from staging.stg_staff as staff
cross join levels
left join led on staff.person_id = led.person_id
where
    staff.role_list like '%,administrator,%'
    or staff.role_list like '%,secretary,%'
    or staff.role_list like '%,director,%'
    or (
        staff.role_list like '%,deputy,%'
        and led.count_led >= levels.count_levels
    );

comment on view intermediate.int_roster_access is
'Lists of the whole school: the director, the secretary, the administrator, and a deputy of all
levels; marks go out only by who leads every level (§1.7, 2.13).';
