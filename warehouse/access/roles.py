"""Which roles a person has on a day, and what the school calls them (§2.1).

Staff roles come from the set-up's staff sheet, `homeroom` from its classes, `teacher`
also from the load, `student` and `parent` from its lists of students and parents. Both
end with the (child's) last day in the school; a parent who works here has both roles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from datetime import date

    from warehouse.database import Database

# A student's code may equal somebody's staff code: this keeps the two people apart. A
# parent who works at the school is one person with one code.
STUDENT_PREFIX = "student:"

# Who has which role on $today: `held`, one row per person and role. Who prepares the
# school year (§2.2) has the roles of its first day.
HELD_ROLES = """
with school_day as (
    select greatest($today, min(valid_from)) as today from setup.staff
),
staff as (
    select person_id, roles from setup.staff, school_day
    where valid_from <= today and (valid_to is null or valid_to > today)
),
of_staff as (
    select person_id, trim(unnest(string_split(roles, ','))) as role from staff
    union all
    select coalesce(stands.person_id, homeroom_person_id), 'homeroom'
    from school_day
    inner join setup.classes
        on classes.valid_from <= today
        and (classes.valid_to is null or classes.valid_to > today)
    left join setup.homeroom_stands as stands
        on classes.class_id = stands.class_id
        and stands.valid_from <= today
        and (stands.valid_to is null or stands.valid_to > today)
        and stands.starts_on <= today
        and (stands.ends_on is null or stands.ends_on >= today)
    union all
    select person_id, 'teacher' from journal.page_teachers
    union all
    select person_id, 'teacher' from journal.replaced_lessons where person_id <> ''
),
at_school as (
    select student_id from setup.students, school_day
    where enrolled_on <= today and (left_on is null or left_on >= today)
        and valid_from <= today and (valid_to is null or valid_to > today)
),
children as (
    select person_id, trim(unnest(string_split(students, ','))) as student_id
    from setup.parents, school_day
    where valid_from <= today and (valid_to is null or valid_to > today)
),
held as (
    select person_id, role from of_staff
    where role <> '' and person_id in (select staff.person_id from staff)
    union
    select $student_prefix || student_id, 'student' from at_school
    union
    select person_id, 'parent' from children
    where student_id in (select at_school.student_id from at_school)
)
"""
_NAME = """
with named as (
    select person_id, surname, given_name, patronymic, valid_from from setup.staff
    union all
    select person_id, surname, given_name, patronymic, valid_from from setup.parents
    union all
    select $student_prefix || student_id, surname, given_name, patronymic, valid_from
    from setup.students
)
select concat_ws(' ', surname, given_name, nullif(patronymic, ''))
from named where person_id = $person_id
order by valid_from desc limit 1
"""


def viewer_for(database: Database, person_id: str, today: date) -> Viewer:
    """Return the person with the roles of this day; none once they left the school."""
    with database.reading() as cursor:
        rows = cursor.execute(
            f"{HELD_ROLES} select role from held where person_id = $person_id",
            {
                "person_id": person_id,
                "today": today,
                "student_prefix": STUDENT_PREFIX,
            },
        ).fetchall()
    return Viewer(person_id=person_id, roles=frozenset(role for (role,) in rows))


def person_name(database: Database, person_id: str) -> str:
    """Return «Фамилия Имя Отчество», as the latest set-up row says."""
    with database.reading() as cursor:
        row = cursor.execute(
            _NAME, {"person_id": person_id, "student_prefix": STUDENT_PREFIX}
        ).fetchone()
    return "" if row is None else str(row[0])
