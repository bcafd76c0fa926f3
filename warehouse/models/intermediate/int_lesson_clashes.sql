-- One row per lesson at which its teacher or a student has another one.
create or replace view intermediate.int_lesson_clashes as
with cancelled as (
    select lesson_id
    from staging.stg_replaced_lessons
    where kind = 'cancelled'
),

lessons as (
    select
        lessons.lesson_id,
        lessons.page_id,
        lessons.lesson_on,
        lessons.starts_at,
        lessons.ends_at
    from staging.stg_lessons as lessons
    anti join cancelled on lessons.lesson_id = cancelled.lesson_id
),

taught as (
    select
        lessons.page_id,
        lessons.lesson_on,
        lessons.starts_at,
        lessons.ends_at,
        giving.person_id
    from lessons
    inner join intermediate.int_giving_teachers as giving
        on lessons.lesson_id = giving.lesson_id
    where giving.kind <> 'merged'
),

of_teachers as (
    select
        page_id,
        lesson_on,
        starts_at,
        coalesce(lead(starts_at) over by_teacher < ends_at, false)
        or coalesce(lag(ends_at) over by_teacher > starts_at, false) as is_at_once
    from taught
    window by_teacher as (partition by person_id order by starts_at, ends_at, page_id)
),

page_classes as (
    select distinct
        page_id,
        class_id
    from staging.stg_roster
),

-- Students can be twice at once only where two pages of a class share a time.
class_times as (
    select distinct
        page_classes.class_id,
        lessons.page_id,
        isodow(lessons.lesson_on) as day_number,
        lessons.starts_at - cast(lessons.lesson_on as timestamp) as since_midnight
    from lessons
    inner join page_classes on lessons.page_id = page_classes.page_id
),

pairs as (
    select distinct
        mine.page_id,
        theirs.page_id as other_page_id
    from class_times as mine
    inner join class_times as theirs
        on
            mine.class_id = theirs.class_id
            and mine.day_number = theirs.day_number
            and mine.since_midnight = theirs.since_midnight
    where mine.page_id <> theirs.page_id
),

in_both as (
    select distinct
        pairs.page_id,
        pairs.other_page_id,
        greatest(mine.starts_on, theirs.starts_on) as first_on,
        least(mine.ends_on, theirs.ends_on) as last_on
    from pairs
    inner join staging.stg_roster as mine on pairs.page_id = mine.page_id
    inner join staging.stg_roster as theirs
        on
            pairs.other_page_id = theirs.page_id
            and mine.student_id = theirs.student_id
    where greatest(mine.starts_on, theirs.starts_on) <= least(mine.ends_on, theirs.ends_on)
)

select
    page_id,
    starts_at,
    lesson_on
from of_teachers
where is_at_once
union
select
    one.page_id,
    one.starts_at,
    one.lesson_on
from in_both
inner join lessons as one
    on
        in_both.page_id = one.page_id
        and one.lesson_on between in_both.first_on and in_both.last_on
inner join lessons as other
    on
        in_both.other_page_id = other.page_id
        and one.starts_at = other.starts_at;

comment on view intermediate.int_lesson_clashes is
'Lessons that cannot take place as the timetable has them (§2.2): their teacher has another lesson
at the same time, or a student does who is on the roll of both pages that day. A teacher who takes
two groups together by a replacement has one lesson; one that is cancelled is none.';
