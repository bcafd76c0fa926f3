-- One row per person and page whose lessons of the day they may follow.
create or replace view intermediate.int_day_access as
with secretaries as (
    select person_id
    from staging.stg_staff
    where role_list like '%,secretary,%'
)

select
    person_id,
    page_id
from intermediate.int_page_access
union
select
    secretaries.person_id,
    pages.page_id
from secretaries
cross join staging.stg_pages as pages;

comment on view intermediate.int_day_access is
'Whose lessons a person follows through the day: held or not, without marks or names of
students. The secretary follows the whole school.';
