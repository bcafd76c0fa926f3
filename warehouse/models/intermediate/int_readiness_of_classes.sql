-- One row per check of a class or group.
create or replace view intermediate.int_readiness_of_classes as
with years as (
    select day_on
    from intermediate.int_school_year
),

classes as (
    select
        class_id,
        grade,
        school_level,
        homeroom_person_id
    from staging.stg_classes
),

students as (
    select
        students.student_id,
        students.class_id,
        opened.account_id
    from staging.stg_students as students
    inner join years
        on
            years.day_on >= coalesce(students.enrolled_on, years.day_on)
            and years.day_on <= coalesce(students.left_on, years.day_on)
    left join staging.stg_accounts as opened
        on concat('student:', students.student_id) = opened.person_id
),

class_sizes as (
    select
        class_id,
        count(*) as count_students,
        count(*) filter (where account_id is null) as count_without_account
    from students
    group by class_id
),

study_groups as (
    select
        units.group_id,
        case
            when units.grade <= 4 then 'noo' when units.grade <= 9 then 'ooo' else 'soo'
        end as school_level,
        count(distinct members.student_id) as count_members
    from setup.groups as units
    inner join years
        on years.day_on between units.valid_from and coalesce(
            units.valid_to - 1, date '9999-12-31'
        )
    left join setup.group_members as members
        on
            units.group_id = members.group_id
            and years.day_on >= greatest(
                members.valid_from, coalesce(members.joined_on, members.valid_from)
            )
            and years.day_on <= least(
                coalesce(members.valid_to - 1, date '9999-12-31'),
                coalesce(members.left_on, date '9999-12-31')
            )
    group by units.group_id, units.grade
),

rung as (
    select distinct
        pages.unit_id,
        pages.subject_id,
        lessons.slot
    from staging.stg_lessons as lessons
    inner join staging.stg_pages as pages on lessons.page_id = pages.page_id
),

unit_slots as (
    select
        slots.unit_id,
        count(*) as count_slots,
        count(*) filter (where rung.slot is null) as count_silent
    from intermediate.int_week_slots as slots
    left join rung
        on
            slots.unit_id = rung.unit_id
            and slots.subject_id = rung.subject_id
            and slots.slot = rung.slot
    group by slots.unit_id
),

units as (
    select distinct
        unit_id,
        school_level
    from staging.stg_pages
)

select
    'homeroom' as check_id,
    classes.school_level,
    classes.class_id as unit_id,
    '' as subject_id,
    classes.homeroom_person_id as person_id,
    cast(staff.person_id is null as bigint) as count_lacking,
    cast(null as bigint) as count_of
from classes
left join staging.stg_staff as staff on classes.homeroom_person_id = staff.person_id
union all
select
    'class_roster' as check_id,
    classes.school_level,
    classes.class_id as unit_id,
    '' as subject_id,
    classes.homeroom_person_id as person_id,
    cast(coalesce(class_sizes.count_students, 0) = 0 as bigint) as count_lacking,
    coalesce(class_sizes.count_students, 0) as count_of
from classes
left join class_sizes on classes.class_id = class_sizes.class_id
union all
select
    'student_accounts' as check_id,
    classes.school_level,
    classes.class_id as unit_id,
    '' as subject_id,
    classes.homeroom_person_id as person_id,
    coalesce(class_sizes.count_without_account, 0) as count_lacking,
    coalesce(class_sizes.count_students, 0) as count_of
from classes
left join class_sizes on classes.class_id = class_sizes.class_id
union all
select
    'group_members' as check_id,
    school_level,
    group_id as unit_id,
    '' as subject_id,
    null as person_id,
    cast(count_members = 0 as bigint) as count_lacking,
    count_members as count_of
from study_groups
union all
select
    'divided' as check_id,
    classes.school_level,
    divided.class_id as unit_id,
    divided.subject_id,
    classes.homeroom_person_id as person_id,
    divided.count_in_none + divided.count_in_two as count_lacking,
    divided.count_students as count_of
from intermediate.int_divided_subjects as divided
inner join classes on divided.class_id = classes.class_id
union all
select
    'unit_bells' as check_id,
    units.school_level,
    unit_slots.unit_id,
    '' as subject_id,
    null as person_id,
    unit_slots.count_silent as count_lacking,
    unit_slots.count_slots as count_of
from unit_slots
inner join units on unit_slots.unit_id = units.unit_id;

comment on view intermediate.int_readiness_of_classes is
'What every class and group must have (§2.2): a homeroom teacher, students, their accounts;
members of a group; of a divided subject everybody in one group (lacking: those in none or in
two); a bell for every lesson of the timetable. count_of is what count_lacking is counted from.';
