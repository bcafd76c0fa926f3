-- One row per group, student and span of days in it.
create or replace view staging.stg_dated_members as
select
    group_id,
    student_id,
    greatest(coalesce(joined_on, valid_from), valid_from) as starts_on,
    least(
        coalesce(left_on, date '9999-12-31'), coalesce(valid_to - 1, date '9999-12-31')
    ) as ends_on
from setup.group_members
where
    greatest(coalesce(joined_on, valid_from), valid_from)
    <= least(
        coalesce(left_on, date '9999-12-31'), coalesce(valid_to - 1, date '9999-12-31')
    );

comment on view staging.stg_dated_members is
'Who was in which study group or individual plan on which days, both inclusive (§2.3).';
