-- One row per journal page.
create or replace view intermediate.int_page_names as
with pages as (
    select
        page_id,
        unit_id,
        unit_kind,
        subject_id,
        grade,
        school_level,
        grading
    from staging.stg_pages
)

select
    pages.page_id,
    pages.unit_id,
    pages.unit_kind,
    pages.subject_id,
    pages.grade,
    pages.school_level,
    pages.grading,
    coalesce(study_groups.group_name, pages.unit_id) as unit_name,
    coalesce(subjects.subject_name, pages.subject_id) as subject_name,
    coalesce(subjects.subject_short_name, pages.subject_id) as subject_short_name
from pages
left join staging.stg_subjects as subjects on pages.subject_id = subjects.subject_id
left join staging.stg_groups as study_groups on pages.unit_id = study_groups.group_id;

comment on view intermediate.int_page_names is
'Pages with the names of their class or group and of their subject.';
