-- One row per person, class and page on which they may read the students of that class.
create or replace view intermediate.int_class_page_access as
with class_pages as (
    select distinct
        class_id,
        page_id
    from staging.stg_roster
)

select
    pages.person_id,
    class_pages.class_id,
    class_pages.page_id,
    pages.may_write,
    classes.class_id is not null as reads_whole_class
from class_pages
inner join intermediate.int_page_access as pages on class_pages.page_id = pages.page_id
left join intermediate.int_class_access as classes
    on
        class_pages.class_id = classes.class_id
        and pages.person_id = classes.person_id
where pages.sees_all_students or classes.class_id is not null;

comment on view intermediate.int_class_page_access is
'What every query about students joins: whose marks a person reads, and on which page.';
