-- One row per page or class, person who answers for it, and stay.
create or replace view intermediate.int_responsible as
with stays as (
    select
        'page' as what,
        pages.unit_id,
        pages.subject_id,
        teachers.page_id,
        teachers.person_id,
        teachers.starts_on,
        teachers.ends_on
    from staging.stg_page_teachers as teachers
    inner join staging.stg_pages as pages on teachers.page_id = pages.page_id
    union all
    select
        'homeroom' as what,
        class_id as unit_id,
        '' as subject_id,
        '' as page_id,
        person_id,
        starts_on,
        ends_on
    from staging.stg_homeroom
),

orders as (
    select
        set_id,
        what,
        unit_id,
        subject_id,
        person_from,
        person_to,
        from_on,
        holds_until,
        kind,
        order_number,
        order_on
    from staging.stg_staff_changes
    where taken_back_at is null
),

begun as (
    select
        what,
        unit_id,
        subject_id,
        person_to as person_id,
        from_on as day_on,
        set_id,
        kind,
        order_number,
        order_on
    from orders
    union all
    select
        what,
        unit_id,
        subject_id,
        person_from as person_id,
        holds_until + 1 as day_on,
        set_id,
        kind,
        order_number,
        order_on
    from orders
    where holds_until is not null
),

latest as (
    select
        what,
        unit_id,
        subject_id,
        person_id,
        day_on,
        arg_max(kind, set_id) as kind, -- noqa: RF04
        arg_max(order_number, set_id) as order_number,
        arg_max(order_on, set_id) as order_on
    from begun
    group by what, unit_id, subject_id, person_id, day_on
)

select
    stays.what,
    stays.unit_id,
    stays.subject_id,
    stays.page_id,
    stays.person_id,
    stays.starts_on,
    stays.ends_on,
    latest.order_on,
    coalesce(latest.kind, '') as kind, -- noqa: RF04
    coalesce(latest.order_number, '') as order_number
from stays
left join latest
    on
        stays.what = latest.what
        and stays.unit_id = latest.unit_id
        and stays.subject_id = latest.subject_id
        and stays.person_id = latest.person_id
        and stays.starts_on = latest.day_on;

comment on view intermediate.int_responsible is
'Who answered for which page and which class between which days, both inclusive, and by which
order they came (empty: by the set-up). person_id is empty where a class had nobody.';
