-- One row per school, year, class, subject and period that has final marks.
create or replace view results as
with finals as (
    select
        entries.school_id,
        entries.year_id,
        pages.subject,
        entries.student,
        entries.period_id,
        entries.page,
        entries.value,
        entries.entry_id
    from latest_entries as entries
    inner join lake.pages as pages
        on
            entries.school_id = pages.school_id
            and entries.year_id = pages.year_id
            and entries.page = pages.page
    where entries.kind = 'final'
),

places as (
    select
        places.school_id,
        places.year_id,
        places.class_id,
        places.student,
        places.subject,
        places.period_id,
        places.page,
        pages.grade,
        pages.school_level
    from lake.places as places
    inner join lake.pages as pages
        on
            places.school_id = pages.school_id
            and places.year_id = pages.year_id
            and places.page = pages.page
    where places.is_enrolled_at_end and pages.grading = 'marks'
),

given as (
    select
        places.school_id,
        places.year_id,
        places.class_id,
        places.grade,
        places.school_level,
        places.subject,
        places.period_id,
        finals.value,
        try_cast(finals.value as smallint) as mark
    from places
    left join finals
        on
            places.school_id = finals.school_id
            and places.year_id = finals.year_id
            and places.student = finals.student
            and places.subject = finals.subject
            and places.period_id = finals.period_id
    qualify row_number() over (
        partition by
            places.school_id,
            places.year_id,
            places.class_id,
            places.student,
            places.subject,
            places.period_id
        order by
            case when finals.page = places.page then 0 else 1 end asc,
            coalesce(finals.entry_id, 0) desc
    ) = 1
)

select
    school_id,
    year_id,
    class_id,
    grade,
    school_level,
    subject,
    period_id,
    count(*) as count_enrolled,
    count(*) filter (where mark = 5) as count_5,
    count(*) filter (where mark = 4) as count_4,
    count(*) filter (where mark = 3) as count_3,
    count(*) filter (where mark <= 2) as count_2,
    count(*) filter (where value = 'not_attested') as count_not_attested,
    count(*) filter (where value = 'exempt') as count_exempt,
    count(*) filter (where value in ('зачёт', 'незачёт')) as count_passes,
    count(*) filter (where value is null) as count_without_final,
    count(*) filter (where mark <= 5 or value = 'not_attested') as count_base
from given
group by school_id, year_id, class_id, grade, school_level, subject, period_id;

comment on view results is
'Final marks of students enrolled at the end of the period, as the summary sheet counts them (§2.9).
A final that a student brought from another page of the subject stands where the own one has none.';
comment on column results.school_id is 'The school.';
comment on column results.year_id is 'The school year.';
comment on column results.class_id is 'The class of the students.';
comment on column results.grade is 'The grade.';
comment on column results.school_level is 'Level of the school: noo, ooo, soo.';
comment on column results.subject is 'Name of the subject.';
comment on column results.period_id is 'The period, or the mark of the year, an exam or overall.';
comment on column results.count_enrolled is 'Students enrolled at the end of the period.';
comment on column results.count_5 is 'Students with the final mark 5.';
comment on column results.count_4 is 'Students with the final mark 4.';
comment on column results.count_3 is 'Students with the final mark 3.';
comment on column results.count_2 is 'Students with the final mark 2 or 1.';
comment on column results.count_not_attested is 'Students with Н/А.';
comment on column results.count_exempt is 'Students with ОСВ, in either sense.';
comment on column results.count_passes is 'Students with зачёт or незачёт.';
comment on column results.count_without_final is 'Students who have no final mark yet.';
comment on column results.count_base is
'What shares are taken of: students with a mark or Н/А.';
