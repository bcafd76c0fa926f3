-- One row per person and account of somebody else that they manage.
create or replace view intermediate.int_account_access as
with accounts as (
    select
        account_id,
        person_id
    from staging.stg_accounts
),

staff as (
    select
        person_id,
        role_list,
        role_list like '%,director,%' or role_list like '%,administrator,%' as manages_all,
        role_list like '%,secretary,%' as is_secretary,
        role_list similar to '.*,(director|deputy|administrator|secretary),.*' as is_leading
    from staging.stg_staff
),

families as (
    select
        diaries.person_id,
        students.class_id
    from intermediate.int_diary_access as diaries
    inner join staging.stg_students as students on diaries.student_id = students.student_id
    where diaries.person_id not in (select staff.person_id from staff)
),

managed_by_secretaries as (
    select person_id
    from staff
    where not is_leading
    union
    select person_id
    from families
),

teachers_of_level as (
    select
        teachers.person_id,
        pages.school_level
    from staging.stg_page_teachers as teachers
    inner join staging.stg_pages as pages on teachers.page_id = pages.page_id
    union
    select
        homeroom_person_id as person_id,
        school_level
    from staging.stg_classes
),

people_of_level as (
    select
        teachers.person_id,
        teachers.school_level
    from teachers_of_level as teachers
    inner join staff on teachers.person_id = staff.person_id
    where not staff.is_leading
    union
    select
        families.person_id,
        classes.school_level
    from families
    inner join staging.stg_classes as classes on families.class_id = classes.class_id
),

reasons as (
    select
        staff.person_id,
        accounts.person_id as holder_id,
        true as may_freeze,
        true as may_clear_second_factor
    from staff
    cross join accounts
    where staff.manages_all
    union all
    select
        secretaries.person_id,
        holders.person_id as holder_id,
        true as may_freeze,
        false as may_clear_second_factor
    from staff as secretaries
    cross join managed_by_secretaries as holders
    where secretaries.is_secretary
    union all
    select
        leaders.person_id,
        people.person_id as holder_id,
        true as may_freeze,
        false as may_clear_second_factor
    from intermediate.int_leaders as leaders
    inner join people_of_level as people on leaders.school_level = people.school_level
    union all
    select
        classes.homeroom_person_id as person_id,
        families.person_id as holder_id,
        false as may_freeze,
        false as may_clear_second_factor
    from staging.stg_classes as classes
    inner join staff on classes.homeroom_person_id = staff.person_id
    inner join families on classes.class_id = families.class_id
)

select
    reasons.person_id,
    accounts.account_id,
    true as may_reset,
    bool_or(reasons.may_freeze) as may_freeze,
    bool_or(reasons.may_clear_second_factor) as may_clear_second_factor
from reasons
inner join accounts on reasons.holder_id = accounts.person_id
where reasons.person_id <> accounts.person_id
group by reasons.person_id, accounts.account_id;

comment on view intermediate.int_account_access is
'Whose accounts a person gives new codes to and freezes (§2.14, §4.2): never the own one. Who
works at the school is managed as staff, not as a parent; only the director and the
administrator reach those who lead, and only they take a second factor away.';
