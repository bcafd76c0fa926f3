"""Opening accounts for everyone whom the set-up names and who has none (§2.14, §4.1).

Accounts are never deleted, so a login never passes to another person.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import polars as pl

from warehouse.access import log
from warehouse.access.logins import free_login, login_for
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from warehouse.database import Database

# Who works at the school comes first: as a parent too they have one account.
_WITHOUT = """
with on_roll as (
    select student_id, surname, given_name, patronymic
    from setup.students
    where valid_to is null and (left_on is null or left_on >= $today)
),
raising as (
    select person_id, trim(unnest(string_split(students, ','))) as student_id
    from setup.parents
    where valid_to is null
),
people as (
    select
        1 as place, person_id, surname, given_name, patronymic,
        lower(trim(login)) as login
    from setup.staff
    where valid_to is null and trim(login) <> ''
    union all
    select 2, $student_prefix || student_id, surname, given_name, patronymic, ''
    from on_roll
    union all
    select 3, person_id, surname, given_name, patronymic, ''
    from setup.parents
    where valid_to is null and person_id in (
        select raising.person_id from raising
        where raising.student_id in (select on_roll.student_id from on_roll)
    )
)
select distinct on (person_id) person_id, surname, given_name, patronymic, login
from people
where person_id not in (select accounts.person_id from access.accounts as accounts)
order by person_id, place
"""
_TAKEN = """
select login from access.accounts
union
select lower(trim(login)) from setup.staff where trim(login) <> ''
"""


def open_missing(database: Database, *, at: datetime, by: str) -> int:
    """Open an account for everyone without one, and return for how many.

    For staff with a login, students on the roll and their parents; `by` is a person or
    '' for the program itself. Nobody gets in before a code is given to them.
    """
    with database.writing() as cursor:
        return open_within(cursor, at=at, by=by)


def open_within(cursor: duckdb.DuckDBPyConnection, *, at: datetime, by: str) -> int:
    """Do the same inside the caller's write, such as that of a newcomer's enrolment."""
    opened = _new_accounts(cursor, at)
    if opened.is_empty():
        return 0
    cursor.execute("insert into access.accounts by name select * from opened")
    actor = log.Actor(person_id=by)
    for person_id in opened["person_id"]:
        log.write(cursor, at, actor, "account_opened", about=person_id)
    return len(opened)


def count_missing(database: Database, *, at: datetime) -> int:
    """Return how many people `open_missing` would open an account for."""
    with database.reading() as cursor:
        return len(_people_without(cursor, at))


def logins_in_use(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the logins that accounts have or the staff sheet gives."""
    return {login for (login,) in cursor.execute(_TAKEN).fetchall()}


def _new_accounts(cursor: duckdb.DuckDBPyConnection, at: datetime) -> pl.DataFrame:
    """Return the rows to add; a login of the staff sheet that is taken gets a number.

    It is taken if another account has it, that of somebody who left included.
    """
    used = logins_in_use(cursor)
    of_accounts = {
        login
        for (login,) in cursor.execute("select login from access.accounts").fetchall()
    }
    rows = []
    for person_id, surname, given_name, patronymic, given in _people_without(
        cursor, at
    ):
        if given and given not in of_accounts:
            login = given
        else:
            wanted = given or login_for(surname, given_name, patronymic or "")
            login = free_login(wanted, used)
        used.add(login)
        of_accounts.add(login)
        rows.append((secrets.token_hex(8), person_id, login))
    return pl.DataFrame(
        rows, ["account_id", "person_id", "login"], orient="row"
    ).with_columns(
        state=pl.lit("new"),
        language=pl.lit(""),
        security_version=pl.lit(1),
        created_at=pl.lit(utc_naive(at)),
    )


def _people_without(
    cursor: duckdb.DuckDBPyConnection, at: datetime
) -> list[tuple[str, str, str, str | None, str]]:
    # The day in UTC: a student who left this very morning gets no role by an account.
    return cursor.execute(
        _WITHOUT, {"today": at.date(), "student_prefix": STUDENT_PREFIX}
    ).fetchall()
