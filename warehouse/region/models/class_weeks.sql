-- One row per school, year, class, subject and week with marks or absences.
create or replace view class_weeks as
with cells as (
    select
        entries.school_id,
        entries.year_id,
        entries.class_id,
        pages.subject,
        entries.student,
        entries.value,
        entries.mark_1,
        entries.mark_2,
        cast(date_trunc('week', entries.lesson_on) as date) as week_on
    from latest_entries as entries
    inner join lake.pages as pages
        on
            entries.school_id = pages.school_id
            and entries.year_id = pages.year_id
            and entries.page = pages.page
    where entries.kind = 'mark' and entries.lesson_on is not null
),

counts as (
    select
        school_id,
        year_id,
        class_id,
        subject,
        week_on,
        cast(coalesce(sum(mark_1), 0) as bigint) as sum_first,
        cast(coalesce(sum(mark_2), 0) as bigint) as sum_second,
        count(distinct student) as count_students,
        count(mark_1) as count_first,
        count(mark_2) as count_second,
        count(*) filter (where mark_1 >= 4) as count_first_good,
        count(*) filter (where mark_2 >= 4) as count_second_good,
        count(*) filter (where value = 'missed') as count_missed,
        count(*) filter (where value = 'late') as count_late
    from cells
    group by school_id, year_id, class_id, subject, week_on
)

select
    school_id,
    year_id,
    class_id,
    subject,
    week_on,
    count_students,
    count_missed,
    count_late,
    count_first + count_second as count_marks,
    sum_first + sum_second as sum_marks,
    count_first_good + count_second_good as count_4_and_5
from counts;

comment on view class_weeks is
'Marks, absences and lateness of a class in a subject, week by week.';
comment on column class_weeks.school_id is 'The school.';
comment on column class_weeks.year_id is 'The school year.';
comment on column class_weeks.class_id is 'The class of the students.';
comment on column class_weeks.subject is 'Name of the subject.';
comment on column class_weeks.week_on is 'Monday of the week.';
comment on column class_weeks.count_students is 'Students with a mark or an absence.';
comment on column class_weeks.count_marks is 'Marks; «4/5» is two.';
comment on column class_weeks.sum_marks is 'Sum of the marks.';
comment on column class_weeks.count_4_and_5 is 'Marks that are 4 or 5.';
comment on column class_weeks.count_missed is 'Missed lessons, whatever the reason.';
comment on column class_weeks.count_late is 'Lessons to which a student came late.';
