-- One row per run of an expectation suite.
create or replace view marts.suite_trend as
with runs as (
    select
        run_id,
        suite,
        started_at,
        finished_at,
        success,
        count_rows,
        count_expectations,
        count_failed
    from staging.stg_suite_runs
)

select
    run_id,
    suite,
    started_at,
    finished_at,
    success as is_success,
    count_rows,
    count_expectations,
    count_failed,
    cast(100 as double) * (count_expectations - count_failed)
    / nullif(count_expectations, 0) as met_percent
from runs;

comment on view marts.suite_trend is
'Results of the expectation suites over time.';
comment on column marts.suite_trend.run_id is 'The run.';
comment on column marts.suite_trend.suite is 'Name of the suite.';
comment on column marts.suite_trend.started_at is 'When it began, UTC.';
comment on column marts.suite_trend.finished_at is 'When it ended, UTC.';
comment on column marts.suite_trend.is_success is 'Every expectation was met.';
comment on column marts.suite_trend.count_rows is 'Rows that were looked at.';
comment on column marts.suite_trend.count_expectations is 'Expectations of the suite.';
comment on column marts.suite_trend.count_failed is 'Expectations that were not met.';
comment on column marts.suite_trend.met_percent is 'Share of expectations met, 0 to 100.';
