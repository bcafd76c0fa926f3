-- One row per run of an expectation suite.
create or replace view staging.stg_suite_runs as
select
    run_id,
    suite,
    upload_id,
    started_at,
    finished_at,
    success,
    count_rows,
    count_expectations,
    count_failed
from journal.suite_runs;

comment on view staging.stg_suite_runs is
'Runs of the suites, after uploads and every night.';
