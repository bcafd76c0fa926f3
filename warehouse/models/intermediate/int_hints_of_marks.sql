-- One row per hint about the marks of a student on a page as they came.
create or replace view intermediate.int_hints_of_marks as
with pages as (
    select
        pages.page_id,
        pages.period_id,
        numbers.lessons_without_mark,
        numbers.correction_lessons
    from intermediate.int_hint_pages as pages
    inner join intermediate.int_hint_numbers as numbers on pages.asked_on = numbers.asked_on
    where pages.grading = 'marks'
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
from intermediate.int_average_trends
where direction = -1
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
    silent.class_id,
    silent.student_id,
    silent.page_id,
    silent.period_id,
    'no_marks_for_long' as hint,
    cast(silent.count_attended as double) as figure,
    silent.lessons_without_mark as compared_with,
    silent.count_lessons as count_base,
    silent.happened_on
from silent
left join intermediate.int_hint_results as results
    on
        silent.class_id = results.class_id
        and silent.student_id = results.student_id
        and silent.page_id = results.page_id
        and silent.period_id = results.period_id
where silent.count_attended >= silent.lessons_without_mark and results.final is null;

comment on view intermediate.int_hints_of_marks is
'Averages that fall, “2”s that no better mark followed, and subjects without a mark for long and
without a final mark yet. Lessons count once they were held; one that the student missed gives no
mark, but its time is there to correct a “2”.';
