-- One row per job of the server and time that it was due.
create or replace view staging.stg_job_runs as
select
    job,
    due_key,
    due_at,
    claimed_at,
    count_tries,
    finished_at,
    outcome,
    detail,
    next_try_at
from journal.job_runs;

comment on view staging.stg_job_runs is
'What the server did on its own, when it was due and what became of it.';
