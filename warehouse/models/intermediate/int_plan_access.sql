-- One row per person and journal page whose lesson plan they change.
create or replace view intermediate.int_plan_access as
with pages as (
    select
        pages.page_id,
        pages.school_level
    from staging.stg_pages as pages
    inner join staging.stg_dated_settings as years
        on
            years.setting = 'year_id'
            and years.ends_on = date '9999-12-31'
            and starts_with(pages.page_id, years.value || ':')
),

reasons as (
    select
        leaders.person_id,
        pages.page_id,
        true as leads
    from intermediate.int_leaders as leaders
    inner join pages on leaders.school_level = pages.school_level
    union all
    select
        teachers.person_id,
        pages.page_id,
        false as leads
    from staging.stg_page_teachers as teachers
    inner join pages on teachers.page_id = pages.page_id
    where teachers.ends_on >= (select looked.held_on from staging.stg_school_day as looked)
)

select
    person_id,
    page_id,
    bool_or(leads) as leads
from reasons
group by person_id, page_id;

comment on view intermediate.int_plan_access is
'Who changes the lesson plan of a page of this school year (§2.2, 2.6): its teachers, and who leads
its level. A substitute and a homeroom teacher do not.';
