-- One row per class, student, page and reporting period with marks enough to tell a trend.
create or replace view intermediate.int_average_trends as
with pages as (
    select
        pages.page_id,
        pages.period_id,
        pages.asked_on,
        numbers.falling_points,
        numbers.falling_marks,
        cast(date_trunc('week', pages.asked_on) as date)
        - cast(7 * (numbers.falling_weeks - 1) as integer) as recent_from
    from intermediate.int_hint_pages as pages
    inner join intermediate.int_hint_numbers as numbers on pages.asked_on = numbers.asked_on
    where pages.grading = 'marks'
),

halves as (
    select
        weeks.class_id,
        weeks.student_id,
        weeks.page_id,
        pages.period_id,
        pages.falling_points,
        pages.falling_marks,
        sum(weeks.sum_marks) filter (where weeks.week_starts_on >= pages.recent_from)
            as sum_recent,
        sum(weeks.count_marks) filter (where weeks.week_starts_on >= pages.recent_from)
            as count_recent,
        sum(weeks.sum_marks) filter (where weeks.week_starts_on < pages.recent_from)
            as sum_before,
        sum(weeks.count_marks) filter (where weeks.week_starts_on < pages.recent_from)
            as count_before
    from marts.class_progress as weeks
    inner join pages on weeks.page_id = pages.page_id and weeks.week_starts_on <= pages.asked_on
    group by
        weeks.class_id, weeks.student_id, weeks.page_id, pages.period_id,
        pages.falling_points, pages.falling_marks
),

averages as (
    select
        class_id,
        student_id,
        page_id,
        period_id,
        falling_points,
        cast(count_recent as bigint) as count_recent,
        cast(sum_recent as double) / count_recent as average_recent,
        cast(sum_before as double) / count_before as average_before
    from halves
    where count_recent >= falling_marks and count_before >= falling_marks
)

select
    class_id,
    student_id,
    page_id,
    period_id,
    count_recent,
    average_recent,
    average_before,
    -- A change of exactly the threshold must not fall below it by binary rounding.
    case
        when average_before - average_recent + 1e-9 >= falling_points then -1
        when average_recent - average_before + 1e-9 >= falling_points then 1
        else 0
    end as direction
from averages;

comment on view intermediate.int_average_trends is
'The average of the last weeks of a period, by the number of the school, against that of all
weeks of the year before them: falling, rising, or neither.';
