-- The numbers that hints about students are judged by, for schools set up before there
-- were hints: today's defaults of warehouse/seeds/parameters.csv, from the first day of the
-- school's own parameters. A school that is being made gets them from its set-up workbook.
insert into setup.parameters (parameter_id, value, unit, clause, valid_from, valid_to)
with began as (
    select min(valid_from) as valid_from
    from setup.parameters
),

numbers (parameter_id, value, unit, clause) as (
    values
    ('failed_subjects', 1, 'subjects', '§2.8'),
    ('not_attested_subjects', 1, 'subjects', '§2.8'),
    ('falling_weeks', 3, 'weeks', '§2.4'),
    ('falling_points', 0.5, 'points', '§2.4'),
    ('falling_marks', 3, 'marks', '§2.4'),
    ('border_width', 0.05, 'points', '§2.8'),
    ('one_short_subjects', 3, 'subjects', '§2.9'),
    ('noticed_absence_share', 0.25, 'share', '§2.5'),
    ('unexcused_lessons', 5, 'lessons', '§2.5'),
    ('few_marks_weeks', 2, 'weeks', '§2.8'),
    ('lessons_without_mark', 6, 'lessons', '§2.5'),
    ('homework_norm_grade_1', 60, 'minutes', 'СанПиН 1.2.3685-21 (табл. 6.6)'),
    ('homework_norm_grades_2_3', 90, 'minutes', 'СанПиН 1.2.3685-21 (табл. 6.6)'),
    ('homework_norm_grades_4_5', 120, 'minutes', 'СанПиН 1.2.3685-21 (табл. 6.6)'),
    ('homework_norm_grades_6_8', 150, 'minutes', 'СанПиН 1.2.3685-21 (табл. 6.6)'),
    ('homework_norm_grades_9_11', 210, 'minutes', 'СанПиН 1.2.3685-21 (табл. 6.6)')
)

select
    numbers.parameter_id,
    numbers.value,
    numbers.unit,
    numbers.clause,
    began.valid_from,
    null as valid_to
from numbers
cross join began
anti join setup.parameters as known on numbers.parameter_id = known.parameter_id
where began.valid_from is not null;
