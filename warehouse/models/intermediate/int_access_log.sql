-- One row per line of the log of access.
create or replace view intermediate.int_access_log as
with lines as (
    select
        line_number,
        logged_at,
        person_id,
        action,
        place,
        scope,
        about_person_id,
        address
    from staging.stg_access_log
)

select
    lines.line_number,
    lines.logged_at,
    lines.person_id,
    lines.action,
    lines.place,
    lines.scope,
    lines.about_person_id,
    lines.address,
    coalesce(people.person_name, '') as person_name,
    coalesce(concerned.person_name, '') as about_name,
    coalesce(titles.unit_name || ' · ' || titles.subject_name, '') as page_title
from lines
left join intermediate.int_person_names as people on lines.person_id = people.person_id
left join
    intermediate.int_person_names as concerned
    on lines.about_person_id = concerned.person_id
left join intermediate.int_page_names as titles on lines.scope = titles.page_id;

comment on view intermediate.int_access_log is
'Lines of the log of access with the names of today: the log itself keeps only codes, and
an empty name is one that the set-up does not hold (any more).';
