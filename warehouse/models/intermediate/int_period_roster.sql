-- One row per page, reporting period, class and student on the roll in that period.
create or replace view intermediate.int_period_roster as
with stays as (
    select
        roster.page_id,
        roster.class_id,
        roster.student_id,
        periods.period_id,
        periods.period_name,
        periods.starts_on as period_starts_on,
        periods.ends_on as period_ends_on,
        roster.ends_on >= periods.ends_on as is_last
    from staging.stg_roster as roster
    inner join staging.stg_page_periods as periods
        on
            roster.page_id = periods.page_id
            and roster.starts_on <= periods.ends_on
            and roster.ends_on >= periods.starts_on
)

select
    page_id,
    class_id,
    student_id,
    period_id,
    period_name,
    period_starts_on,
    period_ends_on,
    bool_or(is_last) as is_enrolled_at_end
from stays
group by
    page_id, class_id, student_id, period_id, period_name, period_starts_on, period_ends_on;

comment on view intermediate.int_period_roster is
'Who belongs to a page in a period, and whether still on its last day.';
