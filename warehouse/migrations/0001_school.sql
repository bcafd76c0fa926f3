-- The first schema. Conventions: `_id` a stable text key, `_on` a date of the school's
-- calendar, `_at` a UTC time without zone. No primary keys and no indexes: nothing gets
-- faster with them and the file grows sixfold; the single writer keeps keys unique and
-- the nightly suite checks it. A key part that does not apply is '' and never null.

create schema setup;    -- what the set-up workbook says, dated: one row per fact and validity
create schema journal;  -- pages, lessons, rosters (derived from set-up) and the ledger
create schema access;   -- accounts, sessions

-- Every setup.* table ends with valid_from (first day the row holds) and
-- valid_to (first day it no longer holds, null while it does).

create table setup.about (
    setting varchar, value varchar, valid_from date, valid_to date
);
create table setup.periods (
    period_id varchar, year_id varchar, name varchar, kind varchar, grades varchar,
    starts_on date, ends_on date, valid_from date, valid_to date
);
create table setup.calendar (
    starts_on date, ends_on date, kind varchar, classes varchar, as_weekday smallint,
    note varchar, valid_from date, valid_to date
);
create table setup.bells (
    shift smallint, day varchar, slot smallint, starts_time time, ends_time time,
    valid_from date, valid_to date
);
create table setup.subjects (
    subject_id varchar, name varchar, short_name varchar, grading varchar,
    grades_without_marks varchar, rounding_threshold double,
    valid_from date, valid_to date
);
create table setup.staff (
    person_id varchar, surname varchar, given_name varchar, patronymic varchar,
    roles varchar, levels varchar, login varchar, valid_from date, valid_to date
);
create table setup.classes (
    class_id varchar, grade smallint, shift smallint, week_days smallint,
    homeroom_person_id varchar, valid_from date, valid_to date
);
create table setup.students (
    student_id varchar, surname varchar, given_name varchar, patronymic varchar,
    class_id varchar, enrolled_on date, left_on date, order_number varchar,
    valid_from date, valid_to date
);
create table setup.groups (
    group_id varchar, name varchar, kind varchar, grade smallint, shift smallint,
    valid_from date, valid_to date
);
create table setup.group_members (
    group_id varchar, student_id varchar, joined_on date, left_on date,
    valid_from date, valid_to date
);
create table setup.load (
    unit_id varchar, subject_id varchar, person_id varchar, hours_per_week double,
    starts_on date, ends_on date, valid_from date, valid_to date
);
create table setup.timetable (
    unit_id varchar, subject_id varchar, weekday smallint, slot smallint, room varchar,
    starts_on date, ends_on date, valid_from date, valid_to date
);
create table setup.lesson_plans (
    plan_id varchar, subject_id varchar, units varchar, position smallint, topic varchar,
    homework varchar, valid_from date, valid_to date
);
create table setup.work_types (
    work_type_id varchar, name varchar, weight double, is_written boolean,
    valid_from date, valid_to date
);
create table setup.mark_scale (
    code varchar, kind varchar, name varchar, value smallint, aliases varchar,
    valid_from date, valid_to date
);
create table setup.parameters (
    parameter_id varchar, value double, unit varchar, clause varchar,
    valid_from date, valid_to date
);
-- One row per applied set-up workbook.
create table setup.setup_changes (
    change_id bigint, applied_at timestamp, applied_by varchar, file_sha256 varchar,
    valid_from date, sheet varchar, change varchar, natural_key varchar,
    before_row varchar, after_row varchar
);

-- Derived from setup.* by warehouse/timetable.py whenever set-up changes.
create table journal.pages (
    page_id varchar, year_id varchar, unit_id varchar, unit_kind varchar,
    subject_id varchar, grade smallint, level varchar, title varchar, grading varchar
);
create table journal.page_teachers (
    page_id varchar, person_id varchar, starts_on date, ends_on date
);
create table journal.roster (
    page_id varchar, student_id varchar, class_id varchar, starts_on date, ends_on date
);
create table journal.page_periods (
    page_id varchar, period_id varchar, name varchar, starts_on date, ends_on date
);
create table journal.lessons (
    lesson_id varchar, page_id varchar, period_id varchar, lesson_on date, slot smallint,
    starts_at timestamp, ends_at timestamp, room varchar, plan_position smallint,
    planned_topic varchar
);

-- The ledger: append-only, one row per changed cell.
create table journal.entries (
    school_id varchar, entry_id bigint, block_id bigint, year_id varchar,
    page_id varchar, lesson_id varchar, period_id varchar, student_id varchar,
    field varchar, value_text varchar, value varchar, mark_1 tinyint, mark_2 tinyint,
    attendance varchar, recorded_at timestamp, recorded_by varchar, upload_id varchar,
    sheet varchar, cell varchar, reason varchar, is_undetermined boolean
);
create table journal.blocks (
    school_id varchar, block_id bigint, first_entry_id bigint, count_entries bigint,
    sealed_at timestamp, upload_id varchar, previous_digest varchar, digest varchar
);
-- The latest entry of each cell that is not removed; kept in the ledger's transactions.
create table journal.current (
    page_id varchar, lesson_id varchar, period_id varchar, student_id varchar,
    field varchar, value_text varchar, value varchar, mark_1 tinyint, mark_2 tinyint,
    attendance varchar, entry_id bigint, recorded_at timestamp, recorded_by varchar
);
-- Per page, period and student: what summary sheets are drawn from.
create table journal.summary (
    page_id varchar, period_id varchar, student_id varchar, count_marks integer,
    sum_marks integer, sum_weighted double, sum_weights double, count_missed integer,
    count_missed_ill integer, count_missed_excused integer, count_late integer,
    final varchar
);
-- Every workbook that was ever generated, and what it held at generation and after
-- each accepted upload: the base of the three-way merge. content: zlib-packed JSON.
create table journal.workbooks (
    workbook_id varchar, person_id varchar, period_name varchar, starts_on date,
    ends_on date, generated_at timestamp, generated_entry_id bigint,
    contract_version integer
);
create table journal.workbook_pages (
    workbook_id varchar, page_id varchar, upload_id varchar, digest varchar, content blob
);
create table journal.uploads (
    upload_id varchar, received_at timestamp, received_by varchar, via varchar,
    file_name varchar, file_sha256 varchar, size_bytes bigint, workbook_id varchar,
    status varchar, refusal varchar, refusal_facts varchar,
    count_cells integer, count_recorded integer, count_unchanged integer,
    count_quarantined integer, count_conflicts integer, count_removals integer,
    block_id bigint, finished_at timestamp
);
-- Cells whose change is not in the ledger yet: conflicts and proposed removals.
create table journal.proposals (
    upload_id varchar, workbook_id varchar, kind varchar, page_id varchar,
    lesson_id varchar, period_id varchar, student_id varchar, field varchar,
    sheet varchar, cell varchar, base_value varchar, file_value varchar,
    current_value varchar, is_open boolean
);
create table journal.findings (
    upload_id varchar, workbook_id varchar, rule varchar, severity varchar,
    sheet varchar, cell varchar, page_id varchar, lesson_id varchar, period_id varchar,
    student_id varchar, field varchar, value_text varchar, facts varchar,
    found_at timestamp, is_open boolean
);
create table journal.suite_runs (
    run_id varchar, suite varchar, upload_id varchar, started_at timestamp,
    finished_at timestamp, success boolean, count_rows bigint, count_expectations integer,
    count_failed integer
);
create table journal.suite_results (
    run_id varchar, expectation varchar, rule varchar, success boolean,
    count_unexpected bigint, facts varchar
);

create table access.accounts (
    account_id varchar, person_id varchar, login varchar, password_hash varchar,
    state varchar, language varchar, security_version integer, created_at timestamp
);
create table access.sessions (
    token_sha256 varchar, account_id varchar, created_at timestamp, last_seen_at timestamp,
    expires_at timestamp, security_version integer
);
