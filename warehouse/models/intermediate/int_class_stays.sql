-- One row per student, class and stay in it without a gap.
create or replace view intermediate.int_class_stays as
with spans as (
    select
        student_id,
        class_id,
        greatest(coalesce(enrolled_on, starts_on), starts_on) as starts_on,
        least(coalesce(left_on, ends_on), ends_on) as ends_on
    from staging.stg_dated_students
),

marked as (
    select
        student_id,
        class_id,
        starts_on,
        ends_on,
        max(ends_on) over (
            partition by student_id, class_id
            order by starts_on, ends_on
            rows between unbounded preceding and 1 preceding
        ) as was_until
    from spans
    where starts_on <= ends_on
),

counted as (
    select
        student_id,
        class_id,
        starts_on,
        ends_on,
        count_if(was_until is null or was_until + 1 < starts_on) over (
            partition by student_id, class_id
            order by starts_on, ends_on
            rows between unbounded preceding and current row
        ) as stay_number
    from marked
),

stays as (
    select
        student_id,
        class_id,
        min(starts_on) as starts_on,
        max(ends_on) as ends_on
    from counted
    group by student_id, class_id, stay_number
)

select
    student_id,
    class_id,
    starts_on,
    ends_on,
    coalesce(
        lag(ends_on) over in_order + 1 = starts_on
        and lag(class_id) over in_order <> class_id, false
    ) as is_from_inside,
    coalesce(
        lead(starts_on) over in_order = ends_on + 1
        and lead(class_id) over in_order <> class_id, false
    ) as is_to_inside
from stays
window in_order as (partition by student_id order by starts_on, ends_on, class_id);

comment on view intermediate.int_class_stays is
'Who was in which class between which days, both inclusive; is_from_inside and is_to_inside
tell a transfer between our own classes from coming and leaving.';
