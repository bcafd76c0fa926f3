-- One simulated school, as if published: $number says which. 24 classes of 25, twelve
-- subjects, 34 weeks of 28 lessons; a student has a mark in a third of the lessons and
-- misses every seventeenth, as in the demo school. All by hash: the same each time.
create or replace temp table sim_lessons as
with numbered as (
    select
        class_no::integer as class_no,
        lesson_no::integer as lesson_no,
        (lesson_no // 28)::integer as week,
        (lesson_no % 28)::integer as in_week
    from range(24) as classes (class_no), range(952) as lessons (lesson_no)
)

select
    class_no,
    lesson_no,
    least(1 + class_no // 2, 11)::smallint as grade,
    least(1 + class_no // 2, 11) || ['А', 'Б', 'В', 'Г'][
        class_no - 2 * (least(1 + class_no // 2, 11) - 1) + 1
    ] as class_id,
    ((in_week * 7 + class_no) % 12)::integer as subject_no,
    (in_week % 6 + 1)::smallint as slot,
    date '2026-08-31' + (
        7 * (week + (week >= 8)::int + 2 * (week >= 15)::int + (week >= 25)::int)
        + in_week // 6
    )::int as lesson_on
from numbered;

create or replace temp table sim_pages as
select distinct
    class_no,
    class_id,
    grade,
    subject_no,
    (hash($school_id, class_no, subject_no) >> 1)::bigint as page,
    (hash($school_id, 'teacher', subject_no, class_no // 6) >> 1)::bigint as teacher
from sim_lessons;

create or replace temp table sim_students as
select
    class_no::integer as class_no,
    student_no::integer as student_no,
    (hash($school_id, 'student', class_no, student_no) >> 1)::bigint as student
from range(24) as classes (class_no), range(1, 26) as students (student_no);

create or replace temp table sim_periods as
select * from (values
    ('2026-Q1', 'I четверть', 'period', date '2026-09-01', date '2026-10-25'),
    ('2026-Q2', 'II четверть', 'period', date '2026-11-02', date '2026-12-30'),
    ('2026-Q3', 'III четверть', 'period', date '2027-01-11', date '2027-03-21'),
    ('2026-Q4', 'IV четверть', 'period', date '2027-03-29', date '2027-05-30'),
    ('2026-year', 'Год', 'year', date '2026-09-01', date '2027-05-30')
) as periods (period_id, period_name, period_kind, starts_on, ends_on);

insert into lake.schools
select
    $school_id, 'Школа № ' || $number, 'district-' || $number % 25,
    'Район ' || ($number % 25 + 1);

insert into lake.pages by name
select
    $school_id as school_id, '2026' as year_id, page, class_id, grade,
    case when grade <= 4 then 'noo' when grade <= 9 then 'ooo' else 'soo' end
        as school_level,
    'Предмет ' || subject_no as subject, 'marks' as grading
from sim_pages;

insert into lake.classes by name
select
    $school_id as school_id, '2026' as year_id, class_id, grade,
    25::bigint as count_students
from sim_pages
group by class_id, grade;

insert into lake.periods by name
select $school_id as school_id, '2026' as year_id, * from sim_periods;

insert into lake.places by name
select
    $school_id as school_id, '2026' as year_id, pages.class_id, students.student,
    'Предмет ' || pages.subject_no as subject, periods.period_id, pages.page,
    true as is_enrolled_at_end
from sim_students as students
inner join sim_pages as pages on students.class_no = pages.class_no
cross join sim_periods as periods
order by pages.page, students.student;

create or replace temp table sim_entries as
with chances as (
    select
        lessons.*,
        students.student,
        hash($school_id, lessons.class_no, lessons.lesson_no, students.student_no)
            as chance,
        ((lessons.lesson_no * 24 + lessons.class_no) * 30 + students.student_no) * 8
            as entry_id
    from sim_lessons as lessons
    inner join sim_students as students on lessons.class_no = students.class_no
),

marked as (
    select
        *,
        case
            when chance % 1000 >= 60
                then 5 - ((chance >> 20) % 100 < 65)::int
                    - ((chance >> 20) % 100 < 25)::int - ((chance >> 20) % 100 < 3)::int
        end::tinyint as mark
    from chances
    where chance % 1000 < 390
),

of_students as (
    select
        class_no, subject_no, lesson_on, slot, student, mark as mark_1, entry_id,
        case when mark is null then 'missed' else 'mark' end as value
    from marked
    union all
    select
        class_no, subject_no, lesson_on, slot, student, 5::tinyint as mark_1,
        entry_id + 1 as entry_id, 'mark' as value
    from marked
    where (chance >> 40) % 100 < 3
)

select
    pages.page, pages.class_id, told.lesson_on, told.slot, '' as period_id,
    told.student, 'mark' as kind, told.value, told.mark_1,
    told.lesson_on + (told.student % 3 = 0)::int as recorded_on, pages.teacher,
    told.entry_id::bigint as entry_id
from of_students as told
inner join sim_pages as pages
    on told.class_no = pages.class_no and told.subject_no = pages.subject_no
union all
select
    pages.page, pages.class_id, lessons.lesson_on, lessons.slot, '' as period_id,
    0 as student, kinds.kind, 'entered' as value, null as mark_1, lessons.lesson_on,
    pages.teacher,
    (lessons.lesson_no * 24 + lessons.class_no) * 240 + kinds.place as entry_id
from sim_lessons as lessons
inner join sim_pages as pages
    on lessons.class_no = pages.class_no and lessons.subject_no = pages.subject_no
cross join (values
    (1, 'attendance_taken'), (2, 'topic'), (3, 'homework'), (4, 'work_type')
) as kinds (place, kind)
union all
select
    pages.page, pages.class_id, null as lesson_on, null as slot, periods.period_id,
    students.student, 'final' as kind,
    (3 + hash(students.student, pages.subject_no, periods.period_id) % 3)::varchar
        as value,
    null as mark_1, periods.ends_on as recorded_on, pages.teacher,
    1000000000 + row_number() over () as entry_id
from sim_students as students
inner join sim_pages as pages on students.class_no = pages.class_no
cross join sim_periods as periods;

insert into lake.entries by name
select $school_id as school_id, '2026' as year_id, *
from sim_entries
order by page, student, lesson_on, entry_id;

insert into lake.timeliness by name
with weeks as (
    select
        pages.page, pages.teacher, date_trunc('week', lessons.lesson_on)::date as week_on,
        count(*) as count_owed,
        hash($school_id, pages.page, date_trunc('week', lessons.lesson_on)) as chance
    from sim_lessons as lessons
    inner join sim_pages as pages
        on lessons.class_no = pages.class_no and lessons.subject_no = pages.subject_no
    group by all
)

select
    $school_id as school_id, '2026' as year_id, weeks.page, weeks.teacher, weeks.week_on,
    kinds.kind, weeks.count_owed,
    weeks.count_owed - (weeks.chance % 4 = 0)::int as count_on_time,
    (weeks.chance % 8 = 0)::int as count_late,
    (weeks.chance % 8 = 4)::int as count_missing,
    0 as count_excused, 0 as count_void, 0 as count_undetermined,
    weeks.count_owed - (weeks.chance % 8 = 4)::int as count_entered
from weeks
cross join (values ('attendance'), ('topic'), ('homework'), ('written_mark')) as kinds (kind)
order by weeks.page, weeks.week_on;

insert into lake.publications by name
select
    $school_id as school_id, '2026' as year_id, 1 as format, 'simulated' as key_id,
    1 as last_block_id, '' as last_digest, 0 as count_void_events,
    (select count(*) from sim_entries) as count_entries,
    timestamp '2027-05-30 20:00' - to_days(($number % 30)::int) as published_at;
