-- One row per journal page and reporting period that has begun.
create or replace view intermediate.int_hint_pages as
with load_hours as (
    select
        unit_id,
        subject_id,
        max(hours_per_week) as hours_per_week
    from setup.load
    where valid_to is null
    group by unit_id, subject_id
),

periods as (
    select
        periods.page_id,
        periods.period_id,
        periods.starts_on,
        periods.ends_on,
        least(periods.ends_on, looked.held_on) as asked_on
    from staging.stg_page_periods as periods
    inner join staging.stg_school_day as looked on periods.starts_on <= looked.held_on
)

select
    periods.page_id,
    periods.period_id,
    periods.starts_on,
    periods.ends_on,
    periods.asked_on,
    pages.subject_id,
    pages.grading,
    coalesce(subjects.rounding_threshold, numbers.rounding_threshold)
        as rounding_threshold,
    case
        when load_hours.hours_per_week <= 2 then numbers.minimum_marks_up_to_2_hours
        else numbers.minimum_marks_over_2_hours
    end as minimum_marks
from periods
inner join staging.stg_pages as pages on periods.page_id = pages.page_id
inner join intermediate.int_hint_numbers as numbers on periods.asked_on = numbers.asked_on
left join staging.stg_subjects as subjects on pages.subject_id = subjects.subject_id
left join load_hours
    on pages.unit_id = load_hours.unit_id and pages.subject_id = load_hours.subject_id;

comment on view intermediate.int_hint_pages is
'Up to which day hints look on a page, from which rest an average rounds up there, and how many
marks a final mark needs: by hours a week, the larger number where the load is not told (§2.8).';
