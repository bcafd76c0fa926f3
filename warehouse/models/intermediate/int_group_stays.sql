-- One row per group, student, class and span of days in both.
create or replace view intermediate.int_group_stays as
with members as (
    select
        group_id,
        student_id,
        starts_on,
        ends_on
    from staging.stg_dated_members
),

homes as (
    select
        student_id,
        class_id,
        starts_on,
        ends_on
    from intermediate.int_class_stays
)

select
    members.group_id,
    members.student_id,
    homes.class_id,
    greatest(members.starts_on, homes.starts_on) as starts_on,
    least(members.ends_on, homes.ends_on) as ends_on
from members
inner join homes
    on
        members.student_id = homes.student_id
        and members.starts_on <= homes.ends_on
        and members.ends_on >= homes.starts_on;

comment on view intermediate.int_group_stays is
'Who was in which study group, of which class, between which days: whoever has left the school
is in no group.';
