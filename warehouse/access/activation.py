"""One-time codes for the first log-in or after a reset (§2.14, §4.2).

A slip of paper carries a code, never a lasting password. A code lives until its account
chose a password with it, got a newer code, was frozen, or two weeks are over.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from warehouse.access import log
from warehouse.access.code_hashes import check_code, hash_code
from warehouse.changed_rows import count_changed
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    import duckdb

    from warehouse.database import Database

VALID_FOR = timedelta(days=14)
# Nothing that looks like another sign on paper: no 0 and O, no 1, I and L.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 12
_PART = 4
_LOOK_ALIKES = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")


class NewCode(NamedTuple):
    """A code as a person reads it, and what is stored of it."""

    code: str
    code_hash: str


def issue_code(
    database: Database,
    account_id: str,
    *,
    at: datetime,
    issued_by: str,
    valid_for: timedelta = VALID_FOR,
) -> str:
    """Return a new code, «XXXX-XXXX-XXXX»; it cannot be shown again."""
    codes = issue_codes(
        database, [account_id], at=at, issued_by=issued_by, valid_for=valid_for
    )
    return codes[account_id]


def issue_codes(
    database: Database,
    account_ids: Iterable[str],
    *,
    at: datetime,
    issued_by: str,
    valid_for: timedelta = VALID_FOR,
) -> dict[str, str]:
    """Return a new code for each account, all or none; older codes are void.

    `issued_by` is a person's code or '' for the program; the log gets a line for each.
    """
    codes = make_codes(account_ids)
    with database.writing() as cursor:
        store_codes(cursor, codes, at=at, issued_by=issued_by, valid_for=valid_for)
        actor = log.Actor(person_id=issued_by)
        for about in _people_of(cursor, codes):
            log.write(cursor, at, actor, "code_issued", about=about)
    return {account_id: one.code for account_id, one in codes.items()}


def make_codes(account_ids: Iterable[str]) -> dict[str, NewCode]:
    """Invent and hash codes; a class takes about a second, so not in a transaction."""
    return {account_id: _new_code() for account_id in account_ids}


def store_codes(
    cursor: duckdb.DuckDBPyConnection,
    codes: Mapping[str, NewCode],
    *,
    at: datetime,
    issued_by: str,
    valid_for: timedelta = VALID_FOR,
) -> None:
    """Put new codes in the place of older ones, inside a caller's transaction.

    The log of access is the caller's.
    """
    for account_id, one in codes.items():
        void_codes(cursor, account_id, at)
        cursor.execute(
            "insert into access.activation_codes (code_id, account_id, code_hash, "
            "issued_at, issued_by, expires_at) values (?, ?, ?, ?, ?, ?)",
            [
                secrets.token_hex(8),
                account_id,
                one.code_hash,
                utc_naive(at),
                issued_by,
                utc_naive(at + valid_for),
            ],
        )


def void_codes(
    cursor: duckdb.DuckDBPyConnection, account_id: str, at: datetime
) -> None:
    """Make the account's open codes worthless."""
    cursor.execute(
        "update access.activation_codes set voided_at = $at "
        "where account_id = $account_id and used_at is null and voided_at is null",
        {"account_id": account_id, "at": utc_naive(at)},
    )


def open_code(
    database: Database, account_id: str, code: str, at: datetime
) -> str | None:
    """Return the id of the account's open code if this is it.

    What cannot be a code costs no hash; whatever can costs one, known account or not.
    """
    typed = normalised(code)
    if len(typed) != _LENGTH or not set(typed) <= set(ALPHABET):
        return None
    with database.reading() as cursor:
        row = cursor.execute(
            "select code_id, code_hash from access.activation_codes "
            "where account_id = $account_id and used_at is null "
            "and voided_at is null and expires_at > $at",
            {"account_id": account_id, "at": utc_naive(at)},
        ).fetchone()
    is_right = check_code(None if row is None else row[1], typed)
    return str(row[0]) if row is not None and is_right else None


def use_code(cursor: duckdb.DuckDBPyConnection, code_id: str, at: datetime) -> bool:
    """Consume a code; false if it was used, voided or expired meanwhile."""
    used = count_changed(
        cursor,
        "update access.activation_codes set used_at = $at "
        "where code_id = $code_id and used_at is null "
        "and voided_at is null and expires_at > $at",
        {"code_id": code_id, "at": utc_naive(at)},
    )
    return used > 0


def normalised(code: str) -> str:
    """Forgive case, spaces, dashes and Cyrillic letters that look alike."""
    signs = code.upper().translate(_LOOK_ALIKES)
    return "".join(sign for sign in signs if sign.isalnum())


def _people_of(
    cursor: duckdb.DuckDBPyConnection, account_ids: Iterable[str]
) -> list[str]:
    rows = cursor.execute(
        "select person_id from access.accounts "
        "where account_id in (select unnest($account_ids))",
        {"account_ids": list(account_ids)},
    ).fetchall()
    return [person_id for (person_id,) in rows]


def _new_code() -> NewCode:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    parts = (signs[start : start + _PART] for start in range(0, _LENGTH, _PART))
    return NewCode("-".join(parts), hash_code(signs))
