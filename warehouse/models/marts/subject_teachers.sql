-- One row per class, subject, journal page, period and teacher.
create or replace view marts.subject_teachers as
with class_pages as (
    select distinct
        class_id,
        page_id
    from staging.stg_roster
)

select distinct
    class_pages.class_id,
    pages.subject_id,
    class_pages.page_id,
    pages.unit_name,
    pages.unit_kind,
    periods.period_id,
    teachers.person_id,
    coalesce(people.person_name, teachers.person_id) as person_name
from class_pages
inner join intermediate.int_page_names as pages on class_pages.page_id = pages.page_id
inner join intermediate.int_sheet_periods as periods on class_pages.page_id = periods.page_id
inner join staging.stg_page_teachers as teachers
    on
        class_pages.page_id = teachers.page_id
        and periods.ends_on >= teachers.starts_on
        and periods.starts_on <= teachers.ends_on
left join intermediate.int_person_names as people on teachers.person_id = people.person_id;

comment on view marts.subject_teachers is
'Who taught a subject to a class or its study groups in a period.';
comment on column marts.subject_teachers.class_id is 'The class.';
comment on column marts.subject_teachers.subject_id is 'Code of the subject.';
comment on column marts.subject_teachers.page_id is 'The journal page.';
comment on column marts.subject_teachers.unit_name is 'Class or study group of the page.';
comment on column marts.subject_teachers.unit_kind is 'Class, group or individual plan.';
comment on column marts.subject_teachers.period_id is 'The reporting period.';
comment on column marts.subject_teachers.person_id is 'Who taught.';
comment on column marts.subject_teachers.person_name is 'Name of who taught.';
