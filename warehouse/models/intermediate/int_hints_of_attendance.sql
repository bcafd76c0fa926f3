-- One row per hint about the lessons that a student missed.
create or replace view intermediate.int_hints_of_attendance as
with lessons as (
    select
        missed.class_id,
        missed.student_id,
        missed.page_id,
        missed.period_id,
        missed.lesson_on,
        missed.is_missed,
        missed.attendance,
        pages.asked_on
    from intermediate.int_student_lessons as missed
    inner join intermediate.int_hint_pages as pages
        on missed.page_id = pages.page_id and missed.period_id = pages.period_id
),

of_pages as (
    select
        class_id,
        student_id,
        page_id,
        period_id,
        asked_on,
        count(*) as count_lessons,
        count(*) filter (where is_missed) as count_missed,
        count(*) filter (where attendance = 'б') as count_ill,
        count(*) filter (where attendance = 'у') as count_excused,
        count(*) filter (where attendance = 'н') as count_unexcused,
        max(lesson_on) filter (where attendance = 'н') as unexcused_on
    from lessons
    group by class_id, student_id, page_id, period_id, asked_on
),

of_students as (
    select
        class_id,
        student_id,
        period_id,
        cast(sum(count_lessons) as bigint) as count_lessons,
        cast(sum(count_missed) as bigint) as count_missed,
        cast(sum(count_ill) as bigint) as count_ill,
        cast(sum(count_excused) as bigint) as count_excused,
        cast(sum(count_unexcused) as bigint) as count_unexcused,
        max(asked_on) as asked_on,
        max(unexcused_on) as unexcused_on
    from of_pages
    group by class_id, student_id, period_id
)

select
    of_pages.class_id,
    of_pages.student_id,
    of_pages.page_id,
    of_pages.period_id,
    'subject_is_missed' as hint,
    cast(of_pages.count_missed as double) / of_pages.count_lessons as figure,
    numbers.missed_share_not_attested as compared_with,
    of_pages.count_lessons as count_base,
    cast(null as date) as happened_on,
    of_pages.count_ill,
    of_pages.count_excused,
    of_pages.count_unexcused
from of_pages
inner join intermediate.int_hint_numbers as numbers on of_pages.asked_on = numbers.asked_on
where
    of_pages.count_missed
    > numbers.missed_share_not_attested * of_pages.count_lessons
union all
select
    of_students.class_id,
    of_students.student_id,
    '' as page_id,
    of_students.period_id,
    'many_absences' as hint,
    cast(of_students.count_missed as double) / of_students.count_lessons as figure,
    numbers.noticed_absence_share as compared_with,
    of_students.count_lessons as count_base,
    cast(null as date) as happened_on,
    of_students.count_ill,
    of_students.count_excused,
    of_students.count_unexcused
from of_students
inner join intermediate.int_hint_numbers as numbers
    on of_students.asked_on = numbers.asked_on
where
    of_students.count_missed
    > numbers.noticed_absence_share * of_students.count_lessons
union all
select
    of_students.class_id,
    of_students.student_id,
    '' as page_id,
    of_students.period_id,
    'missed_without_reason' as hint,
    cast(of_students.count_unexcused as double) as figure,
    numbers.unexcused_lessons as compared_with,
    of_students.count_lessons as count_base,
    of_students.unexcused_on as happened_on,
    of_students.count_ill,
    of_students.count_excused,
    of_students.count_unexcused
from of_students
inner join intermediate.int_hint_numbers as numbers
    on of_students.asked_on = numbers.asked_on
where of_students.count_unexcused >= numbers.unexcused_lessons;

comment on view intermediate.int_hints_of_attendance is
'Shares of lessons missed, of one subject and of all of them, and lessons missed without a
reason (§2.5). Lessons that nobody reported as held are no lessons here.';
