-- One row per class, journal page and reporting period with marks in lessons.
create or replace view marts.marks_given as
with stays as (
    select
        page_id,
        class_id,
        student_id,
        starts_on,
        ends_on
    from staging.stg_roster
),

marks as (
    select
        page_id,
        period_id,
        student_id,
        lesson_on,
        unnest([mark_1, mark_2]) as mark
    from intermediate.int_student_marks
)

select
    stays.class_id,
    marks.page_id,
    marks.period_id,
    count(marks.mark) as count_marks,
    count(*) filter (where marks.mark = 5) as count_5,
    count(*) filter (where marks.mark = 4) as count_4,
    count(*) filter (where marks.mark = 3) as count_3,
    count(*) filter (where marks.mark <= 2) as count_2
from marks
inner join stays
    on
        marks.page_id = stays.page_id
        and marks.student_id = stays.student_id
        and marks.lesson_on between stays.starts_on and stays.ends_on
where marks.mark is not null
group by stays.class_id, marks.page_id, marks.period_id;

comment on view marts.marks_given is
'How many marks of each kind were given in lessons; “4/5” is two.';
comment on column marts.marks_given.class_id is 'The class.';
comment on column marts.marks_given.page_id is 'The journal page.';
comment on column marts.marks_given.period_id is 'The reporting period.';
comment on column marts.marks_given.count_marks is 'All marks.';
comment on column marts.marks_given.count_5 is 'Marks 5.';
comment on column marts.marks_given.count_4 is 'Marks 4.';
comment on column marts.marks_given.count_3 is 'Marks 3.';
comment on column marts.marks_given.count_2 is 'Marks 2 (or 1).';
