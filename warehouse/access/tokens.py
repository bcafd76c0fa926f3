"""Personal access tokens: keys of programs, each with one scope, revocable at once.

Whoever holds a token acts as its owner, but only at the doors that `dashboards.access`
opens to its scope, and only while the owner has a role there today. Making and revoking
write their own lines in the log of access.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from warehouse.access import log
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    import duckdb

    from warehouse.database import Database

PREFIX = "vdm_"  # lets scanners of leaked secrets recognise one
SCOPES = ("upload", "folder", "metrics")
USUAL_TERM = timedelta(days=180)
LONGEST_TERM = timedelta(days=365)
LONGEST_NAME = 60
_NOTED_EVERY = timedelta(hours=1)

_FIND = """
select tokens.token_id, tokens.account_id, tokens.last_used_at
from access.tokens as tokens
inner join access.accounts as accounts
    on tokens.account_id = accounts.account_id
where tokens.token_sha256 = $token_sha256
    and tokens.scope = $scope
    and tokens.revoked_at is null
    and tokens.expires_at > $at
    and accounts.state = 'active'
"""


class Token(NamedTuple):
    """What the owner sees of a token; its text was shown once, when it was made."""

    token_id: str
    name: str
    scope: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None  # to the hour
    revoked_at: datetime | None

    def is_live(self, at: datetime) -> bool:
        """Tell whether it would still be taken, were its account active."""
        return self.revoked_at is None and at < self.expires_at


def make_token(
    database: Database,
    account_id: str,
    name: str,
    scope: str,
    *,
    at: datetime,
    valid_for: timedelta = USUAL_TERM,
) -> str:
    """Make a token for a program of the account's owner and return its text, once."""
    if scope not in SCOPES:
        raise ValueError(scope)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise VedomostError(
            "Name the program that will use the token, in at most {limit} characters.",
            limit=LONGEST_NAME,
        )
    if not timedelta(0) < valid_for <= LONGEST_TERM:
        raise VedomostError(
            "A token is valid for at most {limit} days.", limit=LONGEST_TERM.days
        )
    token = PREFIX + secrets.token_urlsafe(32)
    with database.writing(announced=False) as cursor:
        cursor.execute(
            "insert into access.tokens (token_id, account_id, name, scope, "
            "token_sha256, created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?)",
            [
                secrets.token_hex(8),
                account_id,
                name,
                scope,
                _digest(token),
                utc_naive(at),
                utc_naive(at + valid_for),
            ],
        )
        log.write(cursor, at, _owner(cursor, account_id), "token_made", scope=scope)
    return token


def account_for_token(
    database: Database, token: str, scope: str, at: datetime
) -> str | None:
    """Return the account that a token with this scope stands for, if it is taken.

    None for a token that is unknown, revoked, expired, of another scope or of an
    account that is not active: whoever asks must not learn which.
    """
    with database.reading() as cursor:
        row = cursor.execute(
            _FIND,
            {
                "token_sha256": _digest(token),
                "scope": scope,
                "at": utc_naive(at),
            },
        ).fetchone()
    if row is None:
        return None
    token_id, account_id, last_used_at = row
    if last_used_at is None or utc_naive(at) - last_used_at >= _NOTED_EVERY:
        with database.writing(announced=False) as cursor:
            cursor.execute(
                "update access.tokens set last_used_at = ? where token_id = ?",
                [utc_naive(at), token_id],
            )
    return str(account_id)


def tokens_of(database: Database, account_id: str) -> list[Token]:
    """Return an account's tokens, the revoked and expired ones too, latest first."""
    with database.reading() as cursor:
        rows = cursor.execute(
            "select token_id, name, scope, created_at, expires_at, last_used_at, "
            "revoked_at from access.tokens where account_id = ? "
            "order by created_at desc, token_id",
            [account_id],
        ).fetchall()
    return [Token(*row[:3], *(_aware(moment) for moment in row[3:])) for row in rows]


def revoke(database: Database, token_id: str, account_id: str, at: datetime) -> bool:
    """Revoke one of the account's tokens; False if there is none to revoke."""
    with database.writing(announced=False) as cursor:
        revoked = cursor.execute(
            "select scope from access.tokens "
            "where token_id = ? and account_id = ? and revoked_at is null",
            [token_id, account_id],
        ).fetchone()
        if revoked is not None:
            cursor.execute(
                "update access.tokens set revoked_at = ? where token_id = ?",
                [utc_naive(at), token_id],
            )
            owner = _owner(cursor, account_id)
            log.write(cursor, at, owner, "token_revoked", scope=revoked[0])
    return revoked is not None


def revoke_all(
    cursor: duckdb.DuckDBPyConnection, account_id: str, at: datetime
) -> None:
    """Revoke an account's tokens in the caller's transaction; the caller logs why."""
    cursor.execute(
        "update access.tokens set revoked_at = ? "
        "where account_id = ? and revoked_at is null",
        [utc_naive(at), account_id],
    )


def _owner(cursor: duckdb.DuckDBPyConnection, account_id: str) -> log.Actor:
    row = cursor.execute(
        "select person_id from access.accounts where account_id = ?", [account_id]
    ).fetchone()
    return log.Actor(account_id, "" if row is None else str(row[0]))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _aware(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)
