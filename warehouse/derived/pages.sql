-- One row per class or group and subject of the year. The latest row of each unit and
-- subject counts; a row closed on its own first day never held.
create or replace temp table new_pages as
with asked as (
    select $year_id::varchar as year_id
),

units as (
    select
        class_id as unit_id,
        'class' as unit_kind,
        class_id as unit_name,
        grade,
        valid_from,
        valid_to
    from setup.classes
    union all
    select
        group_id,
        kind,
        name,
        grade,
        valid_from,
        valid_to
    from setup.groups
),

latest_units as (
    select
        unit_id,
        unit_kind,
        unit_name,
        grade
    from units
    where valid_to is null or valid_from < valid_to
    qualify row_number() over (
        partition by unit_id order by valid_from desc, valid_to asc nulls first
    ) = 1
),

latest_subjects as (
    select
        subject_id,
        name as subject_name,
        grading,
        grades_without_marks
    from setup.subjects
    where valid_to is null or valid_from < valid_to
    qualify row_number() over (
        partition by subject_id order by valid_from desc, valid_to asc nulls first
    ) = 1
),

taught as (
    select
        unit_id,
        subject_id,
        starts_on,
        ends_on,
        valid_from,
        valid_to
    from setup.load
    union all
    select
        unit_id,
        subject_id,
        starts_on,
        ends_on,
        valid_from,
        valid_to
    from setup.timetable
),

taught_this_year as (
    select distinct
        unit_id,
        subject_id
    from taught
    where
        greatest(coalesce(starts_on, valid_from), valid_from, $starts_on)
        <= least(
            coalesce(ends_on, $ends_on), coalesce(valid_to - 1, $ends_on), $ends_on
        )
)

select
    concat(asked.year_id, ':', taught_this_year.unit_id, ':', taught_this_year.subject_id)
        as page_id,
    asked.year_id,
    taught_this_year.unit_id,
    latest_units.unit_kind,
    taught_this_year.subject_id,
    latest_units.grade,
    case
        when latest_units.grade <= 4 then 'noo'
        when latest_units.grade <= 9 then 'ooo'
        else 'soo'
    end as level, -- noqa: RF04
    concat(latest_units.unit_name, ' · ', latest_subjects.subject_name) as title,
    latest_subjects.grading,
    latest_subjects.grades_without_marks
from taught_this_year
cross join asked
inner join latest_units on taught_this_year.unit_id = latest_units.unit_id
inner join latest_subjects on taught_this_year.subject_id = latest_subjects.subject_id
order by page_id
