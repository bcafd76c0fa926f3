"""Accounts carried into the next year's school: logins and passwords stay (§4.1).

Only of people whom the new set-up names: who has left keeps no access (§1.7). Sessions,
the log, breaches and mails stay where they happened, and so does the last log-in:
the new year asks who has logged in (§2.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.access.roles import STUDENT_PREFIX

if TYPE_CHECKING:
    import duckdb

    from warehouse.database import Database

_PEOPLE = """
select person_id from setup.staff
union
select $student_prefix || student_id from setup.students
union
select person_id from setup.parents
"""
_ACCOUNTS = "select * from access.accounts where person_id in (select unnest($people))"
# What hangs on an account; used and void codes open nothing any more.
_OF_ACCOUNTS = {
    "activation_codes": "used_at is null and voided_at is null",
    "recovery_codes": "true",
    "tokens": "revoked_at is null",
    "outside_identities": "true",
    "mail_settings": "true",
    "weekly_left_out": "true",
}


def carry_accounts(old: duckdb.DuckDBPyConnection, new: Database) -> int:
    """Copy accounts from a school into one that was just made; return how many."""
    with new.writing() as cursor:
        found = cursor.execute(_PEOPLE, {"student_prefix": STUDENT_PREFIX}).fetchall()
        people = {"people": [person_id for (person_id,) in found]}
        _insert(cursor, "accounts", old.execute(_ACCOUNTS, people))
        for table, condition in _OF_ACCOUNTS.items():
            rows = old.execute(
                f"select * from access.{table} where {condition} and account_id in "
                f"(select account_id from ({_ACCOUNTS}))",
                people,
            )
            _insert(cursor, table, rows)
        cursor.execute("update access.accounts set last_login_at = null")
        count = cursor.execute("select count(*) from access.accounts").fetchone()
    return int(count[0]) if count else 0


def _insert(
    cursor: duckdb.DuckDBPyConnection, table: str, rows: duckdb.DuckDBPyConnection
) -> None:
    cursor.register("carried", rows.to_arrow_table())
    cursor.execute(f"insert into access.{table} by name select * from carried")
    cursor.unregister("carried")
