"""Accounts: who may log in; personal, one a person, never shared (§4.1, §4.2)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.access.passwords import hash_password
from warehouse.access.roles import person_name, viewer_for
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from warehouse.database import Database

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
    state: str  # active, frozen
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
                "insert into access.accounts (account_id, person_id, login, "
                "password_hash, state, language, security_version, created_at) "
                "values (?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
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
