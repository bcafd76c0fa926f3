-- The region's lake. `lake` is the attached DuckLake: no keys, no indexes, no sequences.
-- A school and its year are part of every key. `student` and `teacher` are pseudonyms:
-- numbers made with a key that never leaves the school (warehouse/region/pseudonyms.py).

-- The region's own list: which schools may publish, and to which district they belong.
create table lake.schools (
    school_id varchar, school_name varchar, district_id varchar, district_name varchar
);
-- One row per school and year: up to where it has published. last_digest and key_id say
-- whether the school still goes on from there; see publishing.py.
create table lake.publications (
    school_id varchar, year_id varchar, format integer, key_id varchar,
    last_block_id bigint, last_digest varchar, count_void_events bigint,
    count_entries bigint, published_at timestamp
);

-- Journal pages. class_id is '' where a study group has students of several classes.
create table lake.pages (
    school_id varchar, year_id varchar, page bigint, class_id varchar, grade smallint,
    school_level varchar, subject varchar, grading varchar
);
create table lake.classes (
    school_id varchar, year_id varchar, class_id varchar, grade smallint,
    count_students bigint
);
create table lake.periods (
    school_id varchar, year_id varchar, period_id varchar, period_name varchar,
    period_kind varchar, starts_on date, ends_on date
);
-- On which page a student of a class learns a subject in a period.
create table lake.places (
    school_id varchar, year_id varchar, class_id varchar, student bigint,
    subject varchar, period_id varchar, page bigint, is_enrolled_at_end boolean
);
-- Facts of the ledger: append-only, in the school's order of entry_id. kind: mark, final,
-- status, attendance_taken, topic, homework, work_type. value: of a mark «mark»,
-- «missed» or «late»; of a final what it says; of texts only «entered»; null: removed.
create table lake.entries (
    school_id varchar, year_id varchar, page bigint, class_id varchar, lesson_on date,
    slot smallint, period_id varchar, student bigint, kind varchar, value varchar,
    mark_1 tinyint, mark_2 tinyint, recorded_on date, teacher bigint, entry_id bigint
);
-- Obligations, decided and counted inside the school.
create table lake.timeliness (
    school_id varchar, year_id varchar, page bigint, teacher bigint, week_on date,
    kind varchar, count_owed bigint, count_on_time bigint, count_late bigint,
    count_missing bigint, count_excused bigint, count_void bigint,
    count_undetermined bigint, count_entered bigint
);

-- Figures kept by publishing.py: rows of the views of the same name in models/.
create table lake.kept_results (
    school_id varchar, year_id varchar, class_id varchar, grade smallint,
    school_level varchar, subject varchar, period_id varchar, count_enrolled bigint,
    count_5 bigint, count_4 bigint, count_3 bigint, count_2 bigint,
    count_not_attested bigint, count_exempt bigint, count_passes bigint,
    count_without_final bigint, count_base bigint
);
create table lake.kept_class_weeks (
    school_id varchar, year_id varchar, class_id varchar, subject varchar,
    week_on date, count_students bigint, count_marks bigint, sum_marks bigint,
    count_4_and_5 bigint, count_missed bigint, count_late bigint
);
create table lake.kept_timeliness_weeks (
    school_id varchar, year_id varchar, class_id varchar, grade smallint,
    school_level varchar, week_on date, kind varchar, count_owed bigint,
    count_on_time bigint, count_late bigint, count_missing bigint,
    count_excused bigint, count_void bigint, count_undetermined bigint,
    count_entered bigint
);
