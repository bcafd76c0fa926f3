-- One row per movement of a student that was entered.
create or replace view staging.stg_movements as
with voided as (
    select distinct moved.set_id
    from journal.movements as moved
    inner join journal.void_periods as periods
        on
            moved.moved_by = periods.person_id
            and moved.moved_at >= periods.starts_at
            and moved.moved_at < coalesce(periods.ends_at, timestamp '9999-12-31')
)

select
    moved.set_id,
    moved.year_id,
    moved.number,
    moved.kind,
    moved.student_id,
    moved.class_from,
    moved.class_to,
    moved.groups_from,
    moved.groups_to,
    moved.moved_on,
    moved.until_on,
    moved.order_number,
    moved.order_on,
    moved.school_name,
    moved.place,
    moved.reason,
    moved.moved_at,
    moved.moved_by,
    undoing.applied_at as taken_back_at,
    undoing.applied_by as taken_back_by,
    undoing.reason as why_taken_back,
    voided.set_id is not null as is_void
from journal.movements as moved
left join journal.setup_change_sets as undoing on moved.set_id = undoing.undoes_set_id
left join voided on moved.set_id = voided.set_id;

comment on view staging.stg_movements is
'The movement book (§2.13): by which order, who entered it, when and why it was taken back.
is_void: entered under an account whose breach had been reported (§4.4); the rolls follow it
until it is taken back.';
