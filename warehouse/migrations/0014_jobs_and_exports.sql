-- What the server does on its own: each job once for each time that it is due; and the
-- register of monthly exports (§2.12).

-- One row per job and time that it was due, kept up to date by warehouse/job_runs.py.
-- due_key: a day, 2026-11-15, or a month, 2026-11. outcome: running, done, failed,
-- cut_off (the server was killed). detail: a sentence with its facts, as JSON.
create table journal.job_runs (
    job varchar, due_key varchar, due_at timestamp, claimed_at timestamp,
    count_tries integer, finished_at timestamp, outcome varchar, detail varchar,
    next_try_at timestamp
);

-- Monthly exports of summary sheets, append-only and sealed: one row per export and
-- level of the school. number: the how-many-th of its month. made_by '' is the schedule,
-- answered_by who answers for the level. act_sha256 is that of the act's PDF; ledger_*:
-- the block that the act names.
create table journal.exports (
    export_id varchar, year_id varchar, month varchar, number integer,
    school_level varchar, due_at timestamp, made_at timestamp, made_by varchar,
    answered_by varchar, ledger_block_id bigint, ledger_digest varchar,
    count_sheets integer, count_files integer, act_path varchar, act_sha256 varchar,
    block_id bigint
);
-- Their files, append-only and sealed: kind is sheet or act; code the verification code
-- of a sheet. Parts that an act does not have are ''.
create table journal.exported_files (
    export_id varchar, kind varchar, school_level varchar, class_id varchar,
    period_id varchar, path varchar, sha256 varchar, size_bytes bigint, code varchar,
    block_id bigint
);
