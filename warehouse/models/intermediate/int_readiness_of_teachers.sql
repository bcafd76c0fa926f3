-- One row per check of a teacher and level they teach on.
create or replace view intermediate.int_readiness_of_teachers as
with teachers as (
    select distinct
        teachers.person_id,
        pages.school_level
    from staging.stg_page_teachers as teachers
    inner join staging.stg_pages as pages on teachers.page_id = pages.page_id
    inner join intermediate.int_school_year as years on teachers.ends_on >= years.day_on
),

accounts as (
    select
        person_id,
        count(last_login_at) as count_used
    from staging.stg_accounts
    where state <> 'frozen'
    group by person_id
),

workbooks as (
    select distinct workbooks.person_id
    from staging.stg_workbooks as workbooks
    inner join intermediate.int_school_year as years
        on workbooks.ends_on between years.starts_on and years.ends_on
)

select
    teachers.person_id,
    teachers.school_level,
    checks.check_id,
    case checks.check_id
        when 'accounts' then cast(accounts.person_id is null as bigint)
        when 'logged_in' then cast(coalesce(accounts.count_used, 0) = 0 as bigint)
        else cast(workbooks.person_id is null as bigint)
    end as count_lacking
from teachers
cross join (values ('accounts'), ('logged_in'), ('workbooks')) as checks (check_id)
left join accounts on teachers.person_id = accounts.person_id
left join workbooks on teachers.person_id = workbooks.person_id;

comment on view intermediate.int_readiness_of_teachers is
'Whether the journal is formed in fact (§2.2): every teacher of a page has an account, has logged
in, has taken a workbook of the year.';
