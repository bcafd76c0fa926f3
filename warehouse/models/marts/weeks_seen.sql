-- One row per student, week and parent who marked it as seen.
create or replace view marts.weeks_seen as
with seen as (
    select
        student_id,
        week_on,
        person_id,
        first_seen_at,
        seen_at
    from intermediate.int_weeks_seen
),

news as (
    select
        seen.student_id,
        seen.week_on,
        seen.person_id,
        count(distinct news.item) as count_since
    from seen
    inner join intermediate.int_diary_news as news
        on
            seen.student_id = news.student_id
            and news.day_on between seen.week_on and seen.week_on + 6
            and seen.seen_at < news.recorded_at
    group by seen.student_id, seen.week_on, seen.person_id
)

select
    seen.student_id,
    seen.week_on,
    seen.person_id,
    seen.first_seen_at,
    seen.seen_at,
    coalesce(people.person_name, seen.person_id) as person_name,
    coalesce(news.count_since, 0) as count_since
from seen
left join news
    on
        seen.student_id = news.student_id
        and seen.week_on = news.week_on
        and seen.person_id = news.person_id
left join intermediate.int_person_names as people on seen.person_id = people.person_id;

comment on view marts.weeks_seen is
'Weeks of a diary that parents marked as seen, and what came after that.';
comment on column marts.weeks_seen.student_id is 'Number of the student''s personal file.';
comment on column marts.weeks_seen.week_on is 'Monday of the week.';
comment on column marts.weeks_seen.person_id is 'The parent.';
comment on column marts.weeks_seen.first_seen_at is 'When the week was marked first, UTC.';
comment on column marts.weeks_seen.seen_at is 'When the week was marked last, UTC.';
comment on column marts.weeks_seen.person_name is 'Full name of the parent.';
comment on column marts.weeks_seen.count_since is
'Marks, absences, comments and messages of that week that came or changed after that.';
