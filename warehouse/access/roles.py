"""Which roles a person has on a day, and what the school calls them (§2.1).

Staff roles come from the set-up's staff sheet, `homeroom` from its classes, `teacher`
also from the load, `student` and `parent` from its lists of students and parents.
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

_ROLES = """
with staff as (
    select roles from setup.staff
    where person_id = $person_id
        and valid_from <= $today and (valid_to is null or valid_to > $today)
),
given as (
    select trim(unnest(string_split(roles, ','))) as role from staff
),
homeroom as (
    select 'homeroom' as role from setup.classes
    where homeroom_person_id = $person_id
        and valid_from <= $today and (valid_to is null or valid_to > $today)
),
teaching as (
    select 'teacher' as role from journal.page_teachers where person_id = $person_id
),
of_staff as (
    select role from (from given union all from homeroom union all from teaching)
    where role <> '' and exists (from staff)
),
studying as (
    select 'student' as role from setup.students
    where $student_prefix || student_id = $person_id
        and enrolled_on <= $today and (left_on is null or left_on > $today)
        and valid_from <= $today and (valid_to is null or valid_to > $today)
),
raising as (
    select 'parent' as role from setup.parents
    where person_id = $person_id
        and valid_from <= $today and (valid_to is null or valid_to > $today)
)
select distinct role
from (from of_staff union all from studying union all from raising)
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
            _ROLES,
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
