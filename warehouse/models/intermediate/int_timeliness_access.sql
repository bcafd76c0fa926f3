-- One row per person, page and reason for which they follow its obligations.
create or replace view intermediate.int_timeliness_access as
with homeroom as (
    select distinct
        classes.homeroom_person_id as person_id,
        roster.page_id,
        classes.class_id
    from staging.stg_roster as roster
    inner join staging.stg_classes as classes on roster.class_id = classes.class_id
    where classes.homeroom_person_id is not null
)

select
    leaders.person_id,
    pages.page_id,
    'led' as whose,
    '' as class_id
from intermediate.int_leaders as leaders
inner join staging.stg_pages as pages on leaders.school_level = pages.school_level
union all
select
    person_id,
    page_id,
    'homeroom' as whose,
    class_id
from homeroom
union all
select distinct
    person_id,
    page_id,
    'own' as whose,
    '' as class_id
from staging.stg_page_teachers
union
select
    person_id,
    page_id,
    'own' as whose,
    '' as class_id
from staging.stg_replaced_lessons
where person_id <> '';

comment on view intermediate.int_timeliness_access is
'Whose timeliness a person follows (§2.2): the director and the deputies that of the pages they
lead, a homeroom teacher that of the own class and, of marks, of its students alone (§2.4), a
teacher the own one, also after a page was handed over, and that of lessons given for another.';
