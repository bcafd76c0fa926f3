"""Accounts: who may log in; personal, one a person, never shared (§4.1, §4.2)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warehouse.access.passwords import hash_password
from warehouse.changed_rows import count_changed
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# The demo school's people are invented and its page says this password aloud.
DEMO_PASSWORD = "vedomost-demo"  # noqa: S105

_FIND = """
select account_id, person_id, login, state, language, security_version, password_hash
from access.accounts
"""


@dataclass(frozen=True)
class Account:
    """One person's way in; `security_version` grows when all sessions must end."""

    account_id: str
    person_id: str
    login: str
    state: str  # new, active, frozen
    language: str  # '' while the person has not chosen
    security_version: int


def account_for_login(
    database: Database, login: str
) -> tuple[Account, str] | tuple[None, None]:
    """Return the account with this login and its password hash, or two Nones."""
    with database.reading() as cursor:
        row = cursor.execute(
            f"{_FIND} where login = $login", {"login": login.strip().lower()}
        ).fetchone()
    return (None, None) if row is None else (Account(*row[:6]), row[6])


def account_for_id(database: Database, account_id: str) -> Account | None:
    """Return the account with this id, if there is one."""
    with database.reading() as cursor:
        row = cursor.execute(
            f"{_FIND} where account_id = $account_id", {"account_id": account_id}
        ).fetchone()
    return None if row is None else Account(*row[:6])


def choose_language(database: Database, account_id: str, language: str) -> None:
    """Remember the language that a person chose for their pages."""
    with database.writing(announced=False) as cursor:
        cursor.execute(
            "update access.accounts set language = $language "
            "where account_id = $account_id",
            {"language": language, "account_id": account_id},
        )


def has_left(database: Database, viewer: Viewer, today: date) -> bool:
    """Tell whether the school knows this person no more: nothing is open to them.

    Staff without any role stay: a role may come to them any day.
    """
    if viewer.roles:
        return False
    with database.reading() as cursor:
        row = cursor.execute(
            "select 1 from setup.staff where person_id = $person_id and valid_from <= "
            "greatest($today, (select min(staff.valid_from) from setup.staff)) "
            "and (valid_to is null or valid_to > $today)",
            {"person_id": viewer.person_id, "today": today},
        ).fetchone()
    return row is None


def create_accounts_for_staff(
    database: Database, passwords: Mapping[str, str], now: datetime
) -> int:
    """Make accounts for the staff whose login is in `passwords` (login → password).

    For the demo school and tests; a school hands out codes. A person who has an account
    keeps it. Returns how many accounts were made.
    """
    made = [
        [secrets.token_hex(8), person_id, login, "new", "", 1, utc_naive(now)]
        for person_id, login in _without_account(database)
        if login in passwords
    ]
    if made:
        with database.writing(announced=False) as cursor:
            cursor.executemany(
                "insert into access.accounts (account_id, person_id, login, state, "
                "language, security_version, created_at) values (?, ?, ?, ?, ?, ?, ?)",
                made,
            )
        logins = {str(login) for _, _, login, *_ in made}
        given = {login: passwords[login] for login in logins}
        give_passwords(database, given, now)
    return len(made)


def give_passwords(
    database: Database, passwords: Mapping[str, str], now: datetime
) -> int:
    """Give accounts that have no password yet a known one (login → password).

    For the demo school and tests. Equal passwords are hashed once: the demo's thousand
    accounts share one, and a hash takes a tenth of a second.
    """
    hashes = {one: hash_password(one) for one in set(passwords.values())}
    given = pl.DataFrame(
        [(login, hashes[password]) for login, password in passwords.items()],
        {"login": pl.String, "password_hash": pl.String},
        orient="row",
    )
    with database.writing(announced=False) as cursor:
        cursor.register("given", given)
        return count_changed(
            cursor,
            "update access.accounts set password_hash = given.password_hash, "
            "state = 'active', password_set_at = $at from given "
            "where accounts.login = given.login and accounts.state = 'new'",
            {"at": utc_naive(now)},
        )


def new_logins(database: Database) -> list[str]:
    """Return the logins of accounts whose people have no password yet."""
    with database.reading() as cursor:
        rows = cursor.execute(
            "select login from access.accounts where state = 'new' order by login"
        ).fetchall()
    return [login for (login,) in rows]


def _without_account(database: Database) -> list[tuple[str, str]]:
    """Return (person_id, login) of the staff who have a login and no account."""
    with database.reading() as cursor:
        return cursor.execute(
            """
            select distinct on (person_id) person_id, lower(trim(login))
            from setup.staff
            where login <> '' and valid_to is null
                and person_id not in (select person_id from access.accounts)
            order by person_id, valid_from desc
            """
        ).fetchall()
