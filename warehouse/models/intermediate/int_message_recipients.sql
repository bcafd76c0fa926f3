-- One row per place, student whom a message there may reach, and stay.
create or replace view intermediate.int_message_recipients as
with units as (
    select
        page_id,
        unit_id
    from staging.stg_pages
),

stays as (
    select distinct
        units.unit_id,
        roster.student_id,
        roster.starts_on,
        roster.ends_on
    from staging.stg_roster as roster
    inner join units on roster.page_id = units.page_id
)

select
    units.page_id,
    stays.student_id,
    stays.starts_on,
    stays.ends_on
from units
inner join stays on units.unit_id = stays.unit_id
union all
select
    places.page_id,
    stays.student_id,
    stays.starts_on,
    stays.ends_on
from intermediate.int_message_places as places
inner join intermediate.int_class_stays as stays on places.unit_id = stays.class_id
where places.is_class_sheet;

comment on view intermediate.int_message_recipients is
'A message on a page reaches all students of its class or group, those with an individual plan
too; one on the sheet of a class reaches the class. Days are inclusive.';
