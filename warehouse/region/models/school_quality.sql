-- One row per school, year and period.
create or replace view school_quality as
with sums as (
    select
        school_id,
        year_id,
        period_id,
        cast(sum(count_enrolled) as bigint) as count_results,
        cast(sum(count_5 + count_4) as bigint) as count_good,
        cast(sum(count_5 + count_4 + count_3) as bigint) as count_passed,
        cast(sum(count_base) as bigint) as count_base,
        cast(sum(count_without_final) as bigint) as count_without_final
    from results
    group by school_id, year_id, period_id
)

select
    school_id,
    year_id,
    period_id,
    count_results,
    count_good,
    count_passed,
    count_base,
    count_without_final,
    cast(100 as double) * count_good / nullif(count_base, 0) as quality_percent,
    cast(100 as double) * count_passed / nullif(count_base, 0) as success_percent
from sums;

comment on view school_quality is
'Quality (shares of 4 and 5) and success (shares of 3 to 5) of a school''s final marks.';
comment on column school_quality.school_id is 'The school.';
comment on column school_quality.year_id is 'The school year.';
comment on column school_quality.period_id is 'The period.';
comment on column school_quality.count_results is 'Students times subjects with final marks.';
comment on column school_quality.count_good is 'Finals 4 and 5.';
comment on column school_quality.count_passed is 'Finals 3, 4 and 5.';
comment on column school_quality.count_base is 'Finals that are a mark or Н/А.';
comment on column school_quality.count_without_final is 'Finals that are not given yet.';
comment on column school_quality.quality_percent is '100 · good / base.';
comment on column school_quality.success_percent is '100 · passed / base.';
