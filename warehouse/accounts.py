"""Accounts: who may log in, how a password is checked, which roles follow (§2.1)."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from warehouse.clock import utc_naive
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from warehouse.database import Database

# The demo school's people are invented and its page says this password aloud.
DEMO_PASSWORD = "vedomost-demo"  # noqa: S105

_HASHER = PasswordHasher()  # argon2id, RFC 9106 low-memory: 64 MiB and about 0.1 s
_UNKNOWN = _HASHER.hash(secrets.token_hex(16))
_AT_ONCE = threading.BoundedSemaphore(2)  # never more than 128 MiB of hashing

_FIND = """
select account_id, person_id, login, state, language, security_version, password_hash
from access.accounts
"""
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
)
select distinct role
from (from given union all from homeroom union all from teaching)
where role <> '' and exists (from staff)
"""


@dataclass(frozen=True)
class Account:
    """One person's way in; `security_version` grows when all sessions must end."""

    account_id: str
    person_id: str
    login: str
    state: str  # active, frozen
    language: str  # '' while the person has not chosen
    security_version: int


def hash_password(password: str) -> str:
    """Return the argon2id hash to store; takes about a tenth of a second on purpose."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def check_password(stored: str | None, password: str) -> bool:
    """Compare with the stored hash; an unknown account (None) costs the same time."""
    with _AT_ONCE:
        try:
            _HASHER.verify(stored or _UNKNOWN, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


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


def viewer_for(database: Database, person_id: str, today: date) -> Viewer:
    """Return the person with the roles of this day; none once they left the staff."""
    with database.reading() as cursor:
        rows = cursor.execute(
            _ROLES, {"person_id": person_id, "today": today}
        ).fetchall()
    return Viewer(person_id=person_id, roles=frozenset(role for (role,) in rows))


def person_name(database: Database, person_id: str) -> str:
    """Return «Фамилия Имя Отчество», as the latest set-up row says."""
    with database.reading() as cursor:
        row = cursor.execute(
            """
            select concat_ws(' ', surname, given_name, nullif(patronymic, ''))
            from setup.staff where person_id = $person_id
            order by valid_from desc limit 1
            """,
            {"person_id": person_id},
        ).fetchone()
    return "" if row is None else str(row[0])


def people_with_accounts(
    database: Database, today: date
) -> list[tuple[str, str, frozenset[str]]]:
    """Return (login, name, roles) of everyone who may log in, by name."""
    with database.reading() as cursor:
        logins = cursor.execute(
            "select login, person_id from access.accounts where state = 'active'"
        ).fetchall()
    people = [
        (
            login,
            person_name(database, person_id),
            viewer_for(database, person_id, today).roles,
        )
        for login, person_id in logins
    ]
    return sorted(people, key=lambda person: person[1])


def choose_language(database: Database, account_id: str, language: str) -> None:
    """Remember the language that a person chose for their pages."""
    with database.writing(announced=False) as cursor:
        cursor.execute(
            "update access.accounts set language = $language "
            "where account_id = $account_id",
            {"language": language, "account_id": account_id},
        )


def open_accounts(database: Database, now: datetime) -> list[tuple[str, str]]:
    """Open an account for everyone of the staff who has a login and no account.

    Returns (login, first password) once; only hashes are stored (§4.1).
    """
    passwords = {
        login: secrets.token_urlsafe(9) for _, login in _without_account(database)
    }
    create_accounts_for_staff(database, passwords, now)
    return sorted(passwords.items())


def create_accounts_for_staff(
    database: Database, passwords: Mapping[str, str], now: datetime
) -> int:
    """Make accounts for the staff whose login is in `passwords` (login → password).

    A person who has an account keeps it. Equal passwords are hashed once: the demo's
    forty accounts share one, and a hash takes a tenth of a second. Returns how many
    accounts were made.
    """
    hashes: dict[str, str] = {}
    rows = []
    for person_id, login in _without_account(database):
        if (password := passwords.get(login)) is None:
            continue
        if password not in hashes:
            hashes[password] = hash_password(password)
        rows.append(
            [
                secrets.token_hex(8),
                person_id,
                login,
                hashes[password],
                "active",
                "",
                1,
                utc_naive(now),
            ]
        )
    if rows:
        with database.writing(announced=False) as cursor:
            cursor.executemany(
                "insert into access.accounts values (?, ?, ?, ?, ?, ?, ?, ?)", rows
            )
    return len(rows)


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
