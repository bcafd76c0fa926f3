-- One row per class, subject and reporting period with marks.
create or replace view marts.class_averages as
with sheet as (
    select
        class_id,
        subject_id,
        period_id,
        sum_marks,
        count_marks,
        average
    from marts.class_summary
    where grading = 'marks'
)

select
    class_id,
    subject_id,
    period_id,
    cast(sum(count_marks) as bigint) as count_marks,
    cast(sum(sum_marks) as bigint) as sum_marks,
    count(average) as count_students,
    cast(sum(sum_marks) as double) / nullif(sum(count_marks), 0) as average,
    median(average) as median_average
from sheet
group by class_id, subject_id, period_id
having sum(count_marks) > 0;

comment on view marts.class_averages is
'What a student''s average is compared with: the class as a whole, nobody by name and no ranks.';
comment on column marts.class_averages.class_id is 'The class.';
comment on column marts.class_averages.subject_id is 'Code of the subject.';
comment on column marts.class_averages.period_id is 'The reporting period.';
comment on column marts.class_averages.count_students is 'Students with at least one mark.';
comment on column marts.class_averages.count_marks is
'Marks of the class in the period; “4/5” is two.';
comment on column marts.class_averages.sum_marks is 'Sum of these marks.';
comment on column marts.class_averages.average is 'Sum of the marks divided by their number.';
comment on column marts.class_averages.median_average is
'The average of the student in the middle.';
