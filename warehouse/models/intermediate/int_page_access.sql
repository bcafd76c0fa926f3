-- One row per person and page they may read.
create or replace view intermediate.int_page_access as
with pages as (
    select
        page_id,
        school_level
    from staging.stg_pages
),

homeroom_pages as (
    select distinct
        classes.homeroom_person_id as person_id,
        roster.page_id
    from staging.stg_roster as roster
    inner join staging.stg_classes as classes on roster.class_id = classes.class_id
    where classes.homeroom_person_id is not null
),

reasons as (
    select
        leaders.person_id,
        pages.page_id,
        false as may_write,
        true as sees_all_students
    from intermediate.int_leaders as leaders
    inner join pages on leaders.school_level = pages.school_level
    union all
    select
        person_id,
        page_id,
        false as may_write,
        false as sees_all_students
    from homeroom_pages
    union all
    select
        person_id,
        page_id,
        true as may_write,
        true as sees_all_students
    from staging.stg_page_teachers
    where ends_on >= (select looked.held_on from staging.stg_school_day as looked)
)

select
    person_id,
    page_id,
    bool_or(may_write) as may_write,
    bool_or(sees_all_students) as sees_all_students
from reasons
group by person_id, page_id;

comment on view intermediate.int_page_access is
'Pages that a person reads. Only its teachers write (§2.3), and who handed a page over reads
it no more: what is left to enter about the own days goes by the workbook. On a page of
several classes a homeroom teacher sees the students of the own class alone (§2.4).';
