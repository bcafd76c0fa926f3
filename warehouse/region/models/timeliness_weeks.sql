-- One row per school, year, class, week and kind of entry.
create or replace view timeliness_weeks as
select
    told.school_id,
    told.year_id,
    pages.class_id,
    pages.grade,
    pages.school_level,
    told.week_on,
    told.kind,
    cast(sum(told.count_owed) as bigint) as count_owed,
    cast(sum(told.count_on_time) as bigint) as count_on_time,
    cast(sum(told.count_late) as bigint) as count_late,
    cast(sum(told.count_missing) as bigint) as count_missing,
    cast(sum(told.count_excused) as bigint) as count_excused,
    cast(sum(told.count_void) as bigint) as count_void,
    cast(sum(told.count_undetermined) as bigint) as count_undetermined,
    cast(sum(told.count_entered) as bigint) as count_entered
from lake.timeliness as told
inner join lake.pages as pages
    on
        told.school_id = pages.school_id
        and told.year_id = pages.year_id
        and told.page = pages.page
group by
    told.school_id,
    told.year_id,
    pages.class_id,
    pages.grade,
    pages.school_level,
    told.week_on,
    told.kind;

comment on view timeliness_weeks is
'Obligations of a class''s pages as its school decided them when it published last (§2.5 to 2.8).';
comment on column timeliness_weeks.school_id is 'The school.';
comment on column timeliness_weeks.year_id is 'The school year.';
comment on column timeliness_weeks.class_id is
'The class; empty for study groups with students of several.';
comment on column timeliness_weeks.grade is 'The grade.';
comment on column timeliness_weeks.school_level is 'Level of the school: noo, ooo, soo.';
comment on column timeliness_weeks.week_on is 'Monday of the week the entries are owed of.';
comment on column timeliness_weeks.kind is
'Attendance, topic, homework, written_mark, lesson_mark or final.';
comment on column timeliness_weeks.count_owed is 'Entries that were due.';
comment on column timeliness_weeks.count_on_time is 'Those that came in time.';
comment on column timeliness_weeks.count_late is 'Those that came late.';
comment on column timeliness_weeks.count_missing is 'Those that are not there.';
comment on column timeliness_weeks.count_excused is
'Those late or missing whose explanation was accepted.';
comment on column timeliness_weeks.count_void is 'Those that are void (§4.4).';
comment on column timeliness_weeks.count_undetermined is
'Those of unknown time, brought in by a bulk import.';
comment on column timeliness_weeks.count_entered is 'Those that are there, in time or not.';
