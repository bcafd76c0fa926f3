-- One row per class, student, subject and period: the journal page that stands.
create or replace view intermediate.int_sheet_places as
with stays as (
    select
        roster.page_id,
        roster.class_id,
        roster.student_id,
        pages.subject_id,
        pages.grading,
        roster.starts_on,
        roster.ends_on
    from staging.stg_roster as roster
    inner join staging.stg_pages as pages on roster.page_id = pages.page_id
),

-- Until when a period has been lived: its first day at the least, its last at most.
lived as (
    select
        periods.*,
        least(periods.ends_on, greatest(periods.starts_on, today.held_on)) as lived_until
    from intermediate.int_sheet_periods as periods
    cross join staging.stg_school_day as today
),

in_periods as (
    select
        stays.*,
        periods.period_id,
        periods.period_name,
        periods.period_kind,
        periods.starts_on as period_starts_on,
        periods.ends_on as period_ends_on,
        stays.ends_on >= periods.lived_until as is_enrolled_at_end
    from stays
    inner join lived as periods
        on
            stays.page_id = periods.page_id
            and stays.starts_on <= periods.lived_until
            and stays.ends_on >= periods.starts_on
)

select
    class_id,
    student_id,
    subject_id,
    period_id,
    period_name,
    period_kind,
    period_starts_on,
    period_ends_on,
    page_id,
    grading,
    ends_on,
    is_enrolled_at_end
from in_periods
qualify row_number() over (
    partition by class_id, student_id, subject_id, period_id
    order by ends_on desc, starts_on desc, page_id desc
) = 1;

comment on view intermediate.int_sheet_places is
'On which page a student of a class learns a subject in a period: of several, as when a student
changes the study group, the one of the latest stay, up to the day of the set-up that is looked at.';
