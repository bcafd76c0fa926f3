-- One row per person and place from which they write to families today.
create or replace view intermediate.int_message_access as
with today as (
    select held_on from staging.stg_school_day
),

pages as (
    select
        teachers.person_id,
        teachers.page_id
    from staging.stg_page_teachers as teachers
    inner join today on today.held_on between teachers.starts_on and teachers.ends_on
),

class_sheets as (
    select
        classes.homeroom_person_id as person_id,
        places.page_id
    from staging.stg_classes as classes
    inner join intermediate.int_message_places as places
        on classes.class_id = places.unit_id and places.is_class_sheet
    where classes.homeroom_person_id is not null
)

select
    person_id,
    page_id
from pages
union
select
    person_id,
    page_id
from class_sheets;

comment on view intermediate.int_message_access is
'Who writes to whom (§1.5): a teacher to the families of the own pages of today, a homeroom
teacher (or who leads the class instead) to those of the own class. A substitute writes to
nobody: the class has teachers of its own.';
