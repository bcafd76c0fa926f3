-- One row per replaced lesson of a page: the last row of the set-up that says something of
-- it. One that ended by its day never held; one that began later holds all the same.
create or replace temp table new_replacements as
with told as (
    select
        (natural_key ->> 0) as unit_id,
        (natural_key ->> 1) as subject_id,
        (natural_key ->> 2)::date as lesson_on,
        (natural_key ->> 3)::smallint as slot,
        max(applied_at) as said_at
    from setup.setup_changes
    where sheet = 'replacements'
    group by all
),

latest as (
    select *
    from setup.replacements
    where valid_to is null or valid_from < valid_to
    qualify row_number() over (
        partition by unit_id, subject_id, lesson_on, slot order by valid_from desc
    ) = 1
)

select
    new_pages.page_id,
    latest.lesson_on as from_on,
    latest.slot as from_slot,
    latest.kind,
    latest.person_id,
    case when latest.kind = 'moved' then latest.to_on end as to_on,
    case when latest.kind = 'moved' then latest.to_slot end as to_slot,
    latest.room,
    latest.reason,
    latest.document_number,
    told.said_at
from latest
inner join new_pages
    on latest.unit_id = new_pages.unit_id and latest.subject_id = new_pages.subject_id
left join told
    on
        latest.unit_id = told.unit_id
        and latest.subject_id = told.subject_id
        and latest.lesson_on = told.lesson_on
        and latest.slot = told.slot
where latest.valid_to is null or latest.valid_to > latest.lesson_on
order by new_pages.page_id, from_on, from_slot
