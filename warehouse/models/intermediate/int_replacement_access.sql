-- One row per person and page whose lessons they replace.
create or replace view intermediate.int_replacement_access as
with pages as (
    select
        page_id,
        school_level
    from staging.stg_pages
)

select
    staff.person_id,
    pages.page_id
from staging.stg_staff as staff
cross join pages
where staff.role_list like '%,secretary,%'
union
select
    leaders.person_id,
    pages.page_id
from intermediate.int_leaders as leaders
inner join pages on leaders.school_level = pages.school_level;

comment on view intermediate.int_replacement_access is
'Who replaces lessons (§2.2): a deputy of the own levels, the director and the secretary everywhere.
It opens the timetable and names of teachers, no mark and no student.';
