-- One row per person and upload whose totals they may read.
create or replace view intermediate.int_upload_access as
with uploads as (
    select
        upload_id,
        received_by
    from staging.stg_uploads
),

taught_levels as (
    select distinct
        teachers.person_id,
        pages.school_level
    from staging.stg_page_teachers as teachers
    inner join staging.stg_pages as pages on teachers.page_id = pages.page_id
    union
    select
        replaced.person_id,
        pages.school_level
    from staging.stg_replaced_lessons as replaced
    inner join staging.stg_pages as pages on replaced.page_id = pages.page_id
),

reasons as (
    select
        received_by as person_id,
        upload_id
    from uploads
    union
    select
        leaders.person_id,
        uploads.upload_id
    from uploads
    inner join taught_levels on uploads.received_by = taught_levels.person_id
    inner join
        intermediate.int_leaders as leaders
        on taught_levels.school_level = leaders.school_level
    union
    select
        leaders.person_id,
        uploads.upload_id
    from uploads
    inner join intermediate.int_leaders as leaders on leaders.is_director
    union
    select
        staff.person_id,
        uploads.upload_id
    from uploads
    inner join staging.stg_staff as staff on staff.role_list like '%,secretary,%'
)

select
    person_id,
    upload_id
from reasons;

comment on view intermediate.int_upload_access is
'Uploads whose totals a person reads: the own ones, those of teachers of the own level,
and for director and secretary all. What was found in the cells needs access to the page.';
