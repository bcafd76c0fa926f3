-- One row per lesson of a replacement, also where nothing but entries is left of it, and
-- per other lesson of a distance day.
create or replace temp table new_replaced_lessons as
with distant as (
    select
        new_lessons.lesson_id,
        new_lessons.page_id,
        new_lessons.lesson_on,
        new_lessons.slot
    from new_lessons
    inner join new_pages on new_lessons.page_id = new_pages.page_id
    inner join unit_days
        on
            new_pages.unit_id = unit_days.unit_id
            and new_lessons.lesson_on = unit_days.lesson_on
            and unit_days.is_distance
),

replaced as (
    select
        *,
        concat(page_id, ':', strftime(from_on, '%Y%m%d'), ':', from_slot) as lesson_id
    from new_replacements
)

select
    coalesce(replaced.lesson_id, distant.lesson_id) as lesson_id,
    coalesce(replaced.page_id, distant.page_id) as page_id,
    coalesce(replaced.kind, 'distance') as kind, -- noqa: RF04
    coalesce(replaced.person_id, '') as person_id,
    coalesce(replaced.from_on, distant.lesson_on) as from_on,
    coalesce(replaced.from_slot, distant.slot) as from_slot,
    distant.lesson_id is not null or replaced.kind = 'distance' as is_distance,
    coalesce(replaced.reason, '') as reason,
    coalesce(replaced.document_number, '') as document_number,
    replaced.said_at
from replaced
full join distant on replaced.lesson_id = distant.lesson_id
order by lesson_id
