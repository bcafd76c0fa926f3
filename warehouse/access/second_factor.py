"""The second factor: six digits of an app on the phone, and codes for a lost phone.

Optional, meant for administrators and whoever leads. `at` is the time on people's
phones (`warehouse.clock.wall_time`), which is not the demo school's.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest
from typing import TYPE_CHECKING

import pyotp

from warehouse.access.activation import ALPHABET, normalised
from warehouse.access.code_hashes import check_code, hash_code
from warehouse.access.secrets_at_rest import seal, unseal
from warehouse.changed_rows import count_changed
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from warehouse.database import Database
    from warehouse.school_folder import School

COUNT_RECOVERY_CODES = 10
_DIGITS = 6
_SECONDS = 30  # of a step
_STEPS_ASIDE = 1  # a phone's clock may be half a minute off
_RECOVERY_LENGTH = 10


def new_secret() -> str:
    """Return a secret for an app; nothing holds until `turn_on` saw a code of it."""
    return pyotp.random_base32()


def address_for_app(secret: str, login: str) -> str:
    """Return the `otpauth://` address that the QR code shows.

    Latin letters only: a school's Russian name would make the code too fine to read.
    """
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="Vedomost")


def is_on(database: Database, account_id: str) -> bool:
    """Tell whether this account asks for a second factor."""
    with database.reading() as cursor:
        row = cursor.execute(
            "select totp_secret is not null from access.accounts "
            "where account_id = $account_id",
            {"account_id": account_id},
        ).fetchone()
    return bool(row and row[0])


def turn_on(
    school: School, account_id: str, secret: str, code: str, at: datetime
) -> list[str] | None:
    """Switch on with a first code of the app; None if the code is wrong.

    Returns the recovery codes, which are stored as hashes and cannot be shown again.
    """
    step = _right_step(secret, normalised(code), at)
    if step is None:
        return None
    codes = [_new_recovery_code() for _ in range(COUNT_RECOVERY_CODES)]
    hashes = [hash_code(normalised(one)) for one in codes]
    sealed = seal(school.folder, account_id, secret)
    with school.database.writing(announced=False) as cursor:
        turn_off(cursor, account_id)
        cursor.execute(
            "update access.accounts set totp_secret = $sealed, totp_last_step = $step "
            "where account_id = $account_id",
            {"account_id": account_id, "sealed": sealed, "step": step},
        )
        cursor.executemany(
            "insert into access.recovery_codes (account_id, code_hash) values (?, ?)",
            [[account_id, one] for one in hashes],
        )
    return codes


def turn_off(cursor: duckdb.DuckDBPyConnection, account_id: str) -> None:
    """Forget secret and recovery codes, inside a caller's transaction."""
    cursor.execute(
        "update access.accounts set totp_secret = null, totp_last_step = null "
        "where account_id = $account_id",
        {"account_id": account_id},
    )
    cursor.execute(
        "delete from access.recovery_codes where account_id = $account_id",
        {"account_id": account_id},
    )


def verify(school: School, account_id: str, typed: str, at: datetime) -> bool:
    """Tell whether the app's code or a recovery code is right; each counts once."""
    typed = normalised(typed)
    if len(typed) == _DIGITS and typed.isascii() and typed.isdecimal():
        return _take_step(school, account_id, typed, at)
    if len(typed) == _RECOVERY_LENGTH and set(typed) <= set(ALPHABET):
        return _take_recovery_code(school.database, account_id, typed, at)
    return False


def count_recovery_codes(database: Database, account_id: str) -> int:
    """Return how many recovery codes are left."""
    return len(_unused(database, account_id))


def _take_step(school: School, account_id: str, digits: str, at: datetime) -> bool:
    """Accept digits of a step later than the last one used: no code counts twice."""
    with school.database.writing(announced=False) as cursor:
        row = cursor.execute(
            "select totp_secret, totp_last_step from access.accounts "
            "where account_id = $account_id and totp_secret is not null",
            {"account_id": account_id},
        ).fetchone()
        if row is None:
            return False
        step = _right_step(unseal(school.folder, account_id, row[0]), digits, at)
        if step is None or step <= row[1]:
            return False
        cursor.execute(
            "update access.accounts set totp_last_step = $step "
            "where account_id = $account_id",
            {"account_id": account_id, "step": step},
        )
    return True


def _right_step(secret: str, digits: str, at: datetime) -> int | None:
    """Return the latest half-minute that these digits belong to."""
    app = pyotp.TOTP(secret)
    now = int(at.timestamp()) // _SECONDS
    steps = range(now + _STEPS_ASIDE, now - _STEPS_ASIDE - 1, -1)
    right = [
        step
        for step in steps
        if compare_digest(app.generate_otp(step).encode(), digits.strip().encode())
    ]
    return right[0] if right else None


def _take_recovery_code(
    database: Database, account_id: str, typed: str, at: datetime
) -> bool:
    right = [one for one in _unused(database, account_id) if check_code(one, typed)]
    if not right:
        return False
    with database.writing(announced=False) as cursor:
        used = count_changed(
            cursor,
            "update access.recovery_codes set used_at = $at "
            "where account_id = $account_id and code_hash = $code_hash "
            "and used_at is null",
            {"account_id": account_id, "code_hash": right[0], "at": utc_naive(at)},
        )
    return used > 0


def _unused(database: Database, account_id: str) -> list[str]:
    with database.reading() as cursor:
        rows = cursor.execute(
            "select code_hash from access.recovery_codes "
            "where account_id = $account_id and used_at is null",
            {"account_id": account_id},
        ).fetchall()
    return [code_hash for (code_hash,) in rows]


def _new_recovery_code() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_RECOVERY_LENGTH))
    return f"{signs[:5]}-{signs[5:]}"
