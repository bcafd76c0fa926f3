"""Passwords: argon2id hashes, what is too weak, how one of one's own is set (§4.1)."""

from __future__ import annotations

import re
import secrets
import threading
from typing import TYPE_CHECKING, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from warehouse.access.activation import use_code, void_codes
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import duckdb

    from warehouse.database import Database

Weakness = Literal["short", "long", "known", "easy"]
SHORTEST = 10
LONGEST = 200
_WEAKEST_SCORE = 2  # of zxcvbn's 0 to 4: more than a million guesses
_TELLING = 4  # a shorter word may stand in a password by chance
_LOOKED_AT = 72  # signs; zxcvbn takes seconds for very long ones
_HASHER = PasswordHasher()  # argon2id, RFC 9106 low-memory: 64 MiB and about 0.1 s
_UNKNOWN = _HASHER.hash(secrets.token_hex(16))
_AT_ONCE = threading.BoundedSemaphore(2)  # never more than 128 MiB of hashing
_WORD = re.compile(r"\w+")
# The same keys with the other layout switched on: «пароль» is typed as “gfhjkm”.
_AS_LATIN_KEYS = str.maketrans(
    "ёйцукенгшщзхъфывапролджэячсмитьбю", "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
)


def hash_password(password: str) -> str:
    """Return the argon2id hash to store; takes about a tenth of a second on purpose."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def check_password(stored: str | None, password: str) -> bool:
    """Compare with the stored hash; no password yet (None) costs the same time."""
    with _AT_ONCE:
        try:
            _HASHER.verify(stored or _UNKNOWN, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def weakness(password: str, about: Sequence[str]) -> Weakness | None:
    """Return why a password will not do, or None; whoever shows it has the sentence.

    `about` is what others know of the person: login, name, school. No rule asks for
    digits or signs (ASVS 5, 6.2); guessing counts, with either keyboard layout.
    """
    from zxcvbn import zxcvbn  # type: ignore[import-untyped] # ships no types

    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    keys = _keys(password)
    words = {_keys(word) for text in about for word in _WORD.findall(text)}
    if any(word in keys for word in words if len(word) >= _TELLING):
        return "known"
    for typed in {password[:_LOOKED_AT], keys[:_LOOKED_AT]}:
        if zxcvbn(typed, user_inputs=sorted(words))["score"] < _WEAKEST_SCORE:
            return "easy"
    return None


def _keys(text: str) -> str:
    """Return the Latin keys that were pressed, whichever layout was on."""
    return text.casefold().translate(_AS_LATIN_KEYS)


def set_password(
    database: Database,
    account_id: str,
    password: str,
    at: datetime,
    *,
    code_id: str | None,
    security_version: int | None = None,
) -> None:
    """Store a password of one's own; the account's sessions are over, a code is used.

    Nothing is stored if the code was used, voided or has expired meanwhile, or if the
    account is no longer at the `security_version` at which the asker proved who they
    are: somebody froze it or issued a new code. A frozen account stays frozen. Ask
    `weakness` first.
    """
    stored = hash_password(password)
    with database.writing(announced=False) as cursor:
        if security_version not in (None, _version(cursor, account_id)):
            raise VedomostError("Your access has changed. Log in again.")
        if code_id is not None and not use_code(cursor, code_id, at):
            raise VedomostError(
                "This one-time code no longer holds: it was used, replaced, or its "
                "time is over. Ask for a new one."
            )
        void_codes(cursor, account_id, at)
        cursor.execute(
            """
            update access.accounts set
                password_hash = $stored, password_set_at = $at,
                security_version = security_version + 1,
                state = case when state = 'frozen' then state else 'active' end
            where account_id = $account_id
            """,
            {"account_id": account_id, "stored": stored, "at": utc_naive(at)},
        )


def _version(cursor: duckdb.DuckDBPyConnection, account_id: str) -> int:
    row = cursor.execute(
        "select security_version from access.accounts where account_id = ?",
        [account_id],
    ).fetchone()
    return int(row[0]) if row else 0
