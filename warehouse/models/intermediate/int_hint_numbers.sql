-- One row per day up to which hints look, with the numbers that held on it.
create or replace view intermediate.int_hint_numbers as
with days as (
    select distinct least(periods.ends_on, looked.held_on) as asked_on
    from staging.stg_page_periods as periods
    inner join staging.stg_school_day as looked on periods.starts_on <= looked.held_on
)

select
    days.asked_on,
    max(told.value) filter (where told.parameter_id = 'failed_subjects')
        as failed_subjects,
    max(told.value) filter (where told.parameter_id = 'not_attested_subjects')
        as not_attested_subjects,
    max(told.value) filter (where told.parameter_id = 'falling_weeks') as falling_weeks,
    max(told.value) filter (where told.parameter_id = 'falling_points') as falling_points,
    max(told.value) filter (where told.parameter_id = 'falling_marks') as falling_marks,
    max(told.value) filter (where told.parameter_id = 'border_width') as border_width,
    max(told.value) filter (where told.parameter_id = 'one_short_subjects')
        as one_short_subjects,
    max(told.value) filter (where told.parameter_id = 'noticed_absence_share')
        as noticed_absence_share,
    max(told.value) filter (where told.parameter_id = 'unexcused_lessons')
        as unexcused_lessons,
    max(told.value) filter (where told.parameter_id = 'few_marks_weeks')
        as few_marks_weeks,
    max(told.value) filter (where told.parameter_id = 'lessons_without_mark')
        as lessons_without_mark,
    max(told.value) filter (where told.parameter_id = 'correction_lessons')
        as correction_lessons,
    max(told.value) filter (where told.parameter_id = 'rounding_threshold')
        as rounding_threshold,
    max(told.value) filter (where told.parameter_id = 'missed_share_not_attested')
        as missed_share_not_attested,
    max(told.value) filter (where told.parameter_id = 'minimum_marks_up_to_2_hours')
        as minimum_marks_up_to_2_hours,
    max(told.value) filter (where told.parameter_id = 'minimum_marks_over_2_hours')
        as minimum_marks_over_2_hours
from days
inner join staging.stg_dated_parameters as told
    on days.asked_on between told.starts_on and told.ends_on
group by days.asked_on;

comment on view intermediate.int_hint_numbers is
'What hints judge by: the school''s parameters as they held on the last day of an ended period,
or hold today. A hint whose number the set-up lacks is never given; readiness names the number.';
