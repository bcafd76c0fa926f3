-- One row per expectation of a suite run.
create or replace view staging.stg_suite_results as
select
    run_id,
    expectation,
    rule,
    success,
    count_unexpected,
    facts
from journal.suite_results;

comment on view staging.stg_suite_results is
'What each expectation of a run said.';
