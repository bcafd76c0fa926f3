-- One row per expectation of a suite's latest run.
create or replace view marts.suite_results as
with latest as (
    select
        run_id,
        suite,
        started_at
    from staging.stg_suite_runs
    qualify row_number() over (partition by suite order by started_at desc, run_id desc) = 1
)

select
    latest.run_id,
    latest.suite,
    latest.started_at,
    results.expectation,
    results.rule,
    results.success as is_success,
    results.count_unexpected,
    results.facts
from latest
inner join staging.stg_suite_results as results on latest.run_id = results.run_id;

comment on view marts.suite_results is
'What each expectation of the latest runs said.';
comment on column marts.suite_results.run_id is 'The run.';
comment on column marts.suite_results.suite is 'Name of the suite.';
comment on column marts.suite_results.started_at is 'When it began, UTC.';
comment on column marts.suite_results.expectation is 'The expectation.';
comment on column marts.suite_results.rule is 'Id of the rule in the catalogue.';
comment on column marts.suite_results.is_success is 'The expectation was met.';
comment on column marts.suite_results.count_unexpected is 'Rows that did not meet it.';
comment on column marts.suite_results.facts is 'Details, as JSON.';
