-- One row per person and journal page into which they bring past data.
create or replace view intermediate.int_import_access as
with pages as (
    select
        page_id,
        school_level
    from staging.stg_pages
),

leaders as (
    select
        person_id,
        school_level
    from intermediate.int_leaders
)

select distinct
    leaders.person_id,
    pages.page_id
from pages
inner join leaders on pages.school_level = leaders.school_level;

comment on view intermediate.int_import_access is
'Past data come in through who answers for the level of the page: its deputy, the director (§2.2).';
