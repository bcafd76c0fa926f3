-- One row per hint about the marks of a student on a page as they came.
create or replace view intermediate.int_hints_of_marks as
with pages as (
    select
        pages.page_id,
        pages.period_id,
        pages.asked_on,
        numbers.falling_points,
        numbers.falling_marks,
        numbers.lessons_without_mark,
        numbers.correction_lessons,
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
),

lessons as (
    select
        class_id,
        student_id,
        page_id,
        period_id,
        lesson_on,
        is_missed,
        least(mark_1, mark_2) as lowest_mark,
        greatest(mark_1, mark_2) as highest_mark,
        row_number() over latest_first - 1 as count_later,
        max(greatest(mark_1, mark_2)) over later_ones as highest_later,
        count(*) filter (where not is_missed) over later_ones as count_attended_later
    from intermediate.int_student_lessons
    window
        latest_first as (
            partition by class_id, student_id, page_id, period_id
            order by lesson_on desc, slot desc
        ),
        later_ones as (
            partition by class_id, student_id, page_id, period_id
            order by lesson_on desc, slot desc
            rows between unbounded preceding and 1 preceding
        )
),

uncorrected as (
    select
        lessons.class_id,
        lessons.student_id,
        lessons.page_id,
        lessons.period_id,
        max(lessons.lesson_on) as happened_on,
        count(*) as count_twos,
        max_by(lessons.count_later, lessons.lesson_on) as count_later,
        max(pages.correction_lessons) as correction_lessons
    from lessons
    inner join pages
        on lessons.page_id = pages.page_id and lessons.period_id = pages.period_id
    where
        lessons.lowest_mark <= 2
        and lessons.count_later >= pages.correction_lessons
        and coalesce(lessons.highest_later, 0) <= 2
    group by lessons.class_id, lessons.student_id, lessons.page_id, lessons.period_id
),

silent as (
    select
        lessons.class_id,
        lessons.student_id,
        lessons.page_id,
        lessons.period_id,
        max(lessons.lesson_on) filter (where lessons.highest_mark is not null)
            as happened_on,
        count(*) as count_lessons,
        max(pages.lessons_without_mark) as lessons_without_mark,
        coalesce(
            min(lessons.count_attended_later) filter (
                where lessons.highest_mark is not null
            ),
            count(*) filter (where not lessons.is_missed)
        ) as count_attended
    from lessons
    inner join pages
        on lessons.page_id = pages.page_id and lessons.period_id = pages.period_id
    group by lessons.class_id, lessons.student_id, lessons.page_id, lessons.period_id
)

select
    class_id,
    student_id,
    page_id,
    period_id,
    'average_is_falling' as hint,
    average_recent as figure,
    average_before as compared_with,
    count_recent as count_base,
    cast(null as date) as happened_on
from averages
where average_before - average_recent + 1e-9 >= falling_points
union all
select
    class_id,
    student_id,
    page_id,
    period_id,
    'two_is_not_corrected' as hint,
    cast(count_later as double) as figure,
    correction_lessons as compared_with,
    count_twos as count_base,
    happened_on
from uncorrected
union all
select
    class_id,
    student_id,
    page_id,
    period_id,
    'no_marks_for_long' as hint,
    cast(count_attended as double) as figure,
    lessons_without_mark as compared_with,
    count_lessons as count_base,
    happened_on
from silent
where count_attended >= lessons_without_mark;

comment on view intermediate.int_hints_of_marks is
'Averages that fall, “2”s that no better mark followed, and subjects without a mark for long.
Lessons count once they were held; one that the student missed gives no mark, but its time is
there to correct a “2”.';
