-- One row per hint about the one subject that keeps a student from a better set of marks.
create or replace view intermediate.int_hints_of_outcomes as
with results as (
    select
        class_id,
        student_id,
        page_id,
        period_id,
        asked_on,
        average,
        final,
        final_mark,
        outcome,
        count_marks
    from intermediate.int_hint_results
    where outcome is not null or is_not_attested
),

students as (
    select
        class_id,
        student_id,
        period_id,
        asked_on,
        count(outcome) as count_outcomes,
        count(*) filter (where outcome = 5) as count_5,
        count(*) filter (where outcome = 4) as count_4,
        count(*) filter (where outcome = 3) as count_3
    from results
    group by class_id, student_id, period_id, asked_on
    having count(*) = count(outcome)
),

short_of as (
    select
        students.class_id,
        students.student_id,
        students.period_id,
        students.count_outcomes,
        case when students.count_3 = 1 then 3 else 4 end as lone_mark
    from students
    inner join intermediate.int_hint_numbers as numbers
        on students.asked_on = numbers.asked_on
    where
        students.count_outcomes >= numbers.one_short_subjects
        and (
            (
                students.count_3 = 1
                and students.count_4 + students.count_5 = students.count_outcomes - 1
            )
            or (students.count_4 = 1 and students.count_5 = students.count_outcomes - 1)
        )
)

select
    results.class_id,
    results.student_id,
    results.page_id,
    results.period_id,
    cast(results.final_mark as double) as compared_with,
    short_of.count_outcomes as count_base,
    cast(null as date) as happened_on,
    case short_of.lone_mark when 3 then 'one_three_short' else 'one_four_short' end as hint,
    coalesce(cast(results.final_mark as double), results.average) as figure
from short_of
inner join results
    on
        short_of.class_id = results.class_id
        and short_of.student_id = results.student_id
        and short_of.period_id = results.period_id
        and short_of.lone_mark = results.outcome;

comment on view intermediate.int_hints_of_outcomes is
'One “3” short of all fours and fives, or one “4” short of all fives: by final marks, and by
expected ones where there is none yet. ОСВ and зачёт break nothing; one Н/А does (§2.9).';
