"""Whom a visitor of the demo school may be: a few people of each role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.access.roles import HELD_ROLES, STUDENT_PREFIX

if TYPE_CHECKING:
    from datetime import date

    from warehouse.database import Database

# Those with most roles come first, then parents of most children and such children.
_CANDIDATES = f"""
{HELD_ROLES},
families as (
    select person_id, count(*) as count_children
    from children
    where student_id in (select at_school.student_id from at_school)
    group by person_id
),
ties as (
    select person_id, count_children from families
    union all
    select $student_prefix || children.student_id, max(families.count_children)
    from children inner join families on children.person_id = families.person_id
    group by children.student_id
),
people as (
    select person_id, list(distinct role) as roles from held group by person_id
),
named as (
    select person_id, surname, given_name, patronymic from setup.staff
    where valid_to is null
    union
    select person_id, surname, given_name, patronymic from setup.parents
    where valid_to is null
    union
    select $student_prefix || student_id, surname, given_name, patronymic
    from setup.students where valid_to is null
)
select
    held.role, accounts.login,
    concat_ws(' ', named.surname, named.given_name, nullif(named.patronymic, '')),
    people.roles
from held
inner join people on held.person_id = people.person_id
inner join named on held.person_id = named.person_id
inner join access.accounts as accounts
    on held.person_id = accounts.person_id and accounts.state = 'active'
left join ties on held.person_id = ties.person_id
qualify row_number() over (
    partition by held.role
    order by
        len(people.roles) desc, ties.count_children desc nulls last,
        named.surname, named.given_name, held.person_id
) <= $most
order by
    len(people.roles) desc, ties.count_children desc nulls last,
    named.surname, named.given_name, held.person_id
"""


def candidates(
    database: Database, today: date, most: int
) -> list[tuple[str, str, str, frozenset[str]]]:
    """Return up to `most` people of each role who may log in, one row a role.

    Role, login, name, all roles; the most interesting first. One question however many
    people there are: it is asked at every look at the log-in page.
    """
    with database.reading() as cursor:
        rows = cursor.execute(
            _CANDIDATES,
            {"today": today, "student_prefix": STUDENT_PREFIX, "most": most},
        ).fetchall()
    return [(role, login, name, frozenset(roles)) for role, login, name, roles in rows]
