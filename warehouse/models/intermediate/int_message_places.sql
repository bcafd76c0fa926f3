-- One row per place where messages stand: a journal page, or the sheet of a class.
create or replace view intermediate.int_message_places as
with pages as (
    select
        page_id,
        unit_id,
        unit_name,
        subject_name
    from intermediate.int_page_names
),

years as (
    select distinct value as year_id
    from staging.stg_dated_settings
    where setting = 'year_id'
),

classes as (
    select distinct class_id
    from staging.stg_known_classes
)

select
    page_id,
    unit_id,
    unit_name,
    subject_name,
    false as is_class_sheet
from pages
union all
select
    years.year_id || ':' || classes.class_id || ':' as page_id,
    classes.class_id as unit_id,
    classes.class_id as unit_name,
    '' as subject_name,
    true as is_class_sheet
from years
cross join classes;

comment on view intermediate.int_message_places is
'Messages are cells of a journal page (§1.5). What a homeroom teacher writes to the own class
stands on the sheet of the class: a page without subject, lessons or marks, named year:class:.';
